"""Forms of the batch, its results, and the remitted share."""

from datetime import date

from django import forms

from disbursements.actions.remittances import Voucher
from disbursements.models import Payment
from disbursements.shares import Share

RECEIPT_MAX_BYTES = 2 * 1024 * 1024
RESULTS = [(state.value, state.label) for state in (Payment.State.PAID, Payment.State.FAILED)]


class BatchForm(forms.Form):
    """Which payable cases go into the batch; they are ticked in the table."""

    cases = forms.TypedMultipleChoiceField(
        label="办件",
        coerce=int,
        error_messages={"required": "请至少选择一件办件", "invalid_choice": "所选办件已由他人办理，请刷新页面重新选择"},
    )

    def __init__(self, *args, case_ids: list[int], **kwargs) -> None:
        kwargs["initial"] = {"cases": case_ids}
        super().__init__(*args, **kwargs)
        self.fields["cases"].choices = [(pk, pk) for pk in case_ids]

    @property
    def ticked(self) -> set[int]:
        """Return the cases that are ticked: all at first, then what the maker chose."""
        return {int(pk) for pk in self["cases"].value() or [] if str(pk).isdigit()}


class ReasonForm(forms.Form):
    """Why a batch goes back to its maker, or a recorded remittance is voided."""

    reason = forms.CharField(
        label="原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明原因"},
    )


class ResultForm(forms.Form):
    """How the bank settled one line; a failure needs its reason."""

    result = forms.ChoiceField(label="结果", choices=RESULTS, error_messages={"required": "请选择拨付结果"})
    reason = forms.CharField(label="失败原因", max_length=200, required=False)

    def clean(self) -> dict:
        """Ask for the reason where the transfer failed."""
        given = super().clean() or {}
        if given.get("result") == Payment.State.FAILED and not given.get("reason"):
            self.add_error("reason", "请写明失败原因")
        return given


class ReceiptForm(forms.Form):
    """The bank's receipt, Excel or CSV."""

    file = forms.FileField(
        label="银行回单文件",
        help_text="Excel 或 CSV，首行须有：业务流水号、结果（成功、失败、退汇），可有：金额、原因。先预览，确认后登记",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def clean_file(self) -> tuple[str, bytes]:
        """Return name and content of a file that is small enough to be a receipt."""
        file = self.cleaned_data["file"]
        if file.size > RECEIPT_MAX_BYTES:
            raise forms.ValidationError("文件超过 2 MB，请确认是否为银行回单")
        return str(file.name), bytes(file.read())


class ReconcileForm(forms.Form):
    """The bank's own totals for a batch, from its statement."""

    bank_out_yuan = forms.DecimalField(
        label="银行支出合计（元）",
        max_digits=16,
        decimal_places=2,
        min_value=0,
        help_text="银行对账单上本批次实际划出的合计，退汇的也计入",
    )
    bank_back_yuan = forms.DecimalField(
        label="银行退回合计（元）",
        max_digits=16,
        decimal_places=2,
        min_value=0,
        help_text="划出后又退回的合计，没有填 0",
    )


class RemittanceForm(forms.Form):
    """The payment voucher of a local share; the amount is keyed in and must equal the share."""

    remitted_on = forms.DateField(label="缴款单日期", widget=forms.DateInput(attrs={"type": "date"}))
    voucher_number = forms.CharField(label="缴款单号", max_length=40)
    amount_yuan = forms.DecimalField(label="上缴金额（元）", max_digits=16, decimal_places=2)

    def __init__(self, *args, share: Share, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.share, self.today = share, today

    def clean_amount_yuan(self):
        """Refuse another amount than the share."""
        amount = self.cleaned_data["amount_yuan"]
        if amount != self.share.amount_yuan:
            raise forms.ValidationError(f"应上缴 {self.share.amount_yuan:,.2f} 元，请核对缴款单")
        return amount

    def clean_remitted_on(self) -> date:
        """Refuse a date to come."""
        day = self.cleaned_data["remitted_on"]
        if day > self.today:
            raise forms.ValidationError("缴款单日期不能晚于今天")
        return day

    def voucher(self) -> Voucher:
        """Return what was keyed in."""
        given = self.cleaned_data
        return Voucher(given["voucher_number"].strip(), given["remitted_on"], given["amount_yuan"])
