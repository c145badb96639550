"""Forms of a fund and its appropriations."""

from datetime import date
from typing import cast

from django import forms

from accounts.models import Bureau
from disbursements.actions.funds import FundTerms, Grant
from disbursements.models import Appropriation
from policies.models import Policy


class FundForm(forms.Form):
    """A special fund: who keeps it, its name and year, the policies that it pays."""

    bureau = forms.ModelChoiceField(
        label="管理部门", queryset=Bureau.objects.none(), error_messages={"required": "请选择管理部门"}
    )
    name = forms.CharField(label="资金名称", max_length=80, help_text="如：科技研发费用补助专项资金")
    year = forms.IntegerField(label="预算年度", min_value=2000, max_value=2100)
    policies = forms.ModelMultipleChoiceField(
        label="适用政策",
        queryset=Policy.objects.none(),
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text="按住 Ctrl 可选多项；一项政策每年在本级只能有一个专项资金",
        error_messages={"required": "请至少选择一项政策"},
    )
    second_check_above_yuan = forms.DecimalField(
        label="批次金额超过多少元须两人复核",
        required=False,
        min_value=0,
        help_text="留空表示一人复核",
        max_digits=16,
        decimal_places=2,
    )

    def __init__(self, *args, bureaus: list[Bureau], policies, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        own = Bureau.objects.filter(pk__in=[bureau.pk for bureau in bureaus]).select_related("region")
        cast(forms.ModelChoiceField, self.fields["bureau"]).queryset = own
        self.fields["bureau"].initial = bureaus[0] if len(bureaus) == 1 else None
        cast(forms.ModelMultipleChoiceField, self.fields["policies"]).queryset = policies
        self.fields["year"].initial = today.year

    def terms(self) -> FundTerms:
        """Return what was keyed in."""
        given = self.cleaned_data
        return FundTerms(given["name"], given["year"], given["policies"], given["second_check_above_yuan"])


class AppropriationForm(forms.Form):
    """An appropriation or adjustment by a document; another person confirms it."""

    kind = forms.ChoiceField(label="类别", choices=Appropriation.Kind.choices)
    amount_yuan = forms.DecimalField(label="金额（元）", min_value=0, max_digits=16, decimal_places=2)
    document_number = forms.CharField(label="文号", max_length=60, help_text="如：安财预〔2026〕18号")
    document_on = forms.DateField(label="文件日期", widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label="说明", max_length=200, required=False, help_text="调增、调减必填")

    def clean_amount_yuan(self):
        """Refuse nothing at all."""
        amount = self.cleaned_data["amount_yuan"]
        if not amount:
            raise forms.ValidationError("金额须大于零")
        return amount

    def clean(self) -> dict:
        """Ask for the reason of an adjustment."""
        given = super().clean() or {}
        if given.get("kind") not in (None, "appropriation") and not given.get("reason"):
            self.add_error("reason", "调增、调减须写明说明")
        return given

    def grant(self) -> Grant:
        """Return what was keyed in."""
        given = self.cleaned_data
        return Grant(given["kind"], given["amount_yuan"], given["document_number"].strip(), given["document_on"],
                     given["reason"].strip())  # fmt: skip
