from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.bank_accounts import ACCOUNT_RULE, is_account_number, normalise_account_number
from applications.models import Application, BankAccount
from applications.queues import paid_numbers
from applications.workflow import Status

OTHER = ("", "不在其中，另填账户")
DETAILS = {"account_name": "account_name", "bank_name": "bank_name", "bank_account": "number"}


class AccountSelect(forms.Select):
    """A choice of accounts whose entries carry what the boxes below are filled with."""

    accounts: dict[str, BankAccount] = {}

    def create_option(self, name: str, value: Any, *args, **kwargs) -> dict[str, Any]:
        """Return an entry with the account's name, bank and number as data."""
        option = super().create_option(name, value, *args, **kwargs)
        if account := self.accounts.get(str(value)):
            option["attrs"] |= {f"data-{box}": getattr(account, source) for box, source in DETAILS.items()}
        return option


class AccountForm(forms.ModelForm):
    """The account that is to be paid (收款账户): one that the enterprise keeps in its profile, or another."""

    kept = forms.ChoiceField(
        label="选用已登记的账户",
        required=False,
        widget=AccountSelect,
        help_text="选中后下列三项自动带入；另填的账户提交后收入企业档案",
        error_messages={"invalid_choice": "请选择本企业已登记的账户"},
    )

    class Meta:
        model = Application
        fields = ["account_name", "bank_name", "bank_account"]
        help_texts = {
            "account_name": "与营业执照上的企业名称一致",
            "bank_name": "写到支行，如“中国建设银行林州支行”",
            "bank_account": "只填数字，空格会自动去掉",
        }

    field_order = ["kept", "account_name", "bank_name", "bank_account"]

    def __init__(self, *args, required: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.accounts: dict[str, BankAccount] = {}
        self.fields["bank_account"].validators = []
        for name in DETAILS:
            self.fields[name].required = required
        self.offer(list(self.instance.enterprise.bank_accounts.filter(removed_at__isnull=True)))

    def offer(self, accounts: Sequence[BankAccount]) -> None:
        """Offer the accounts of the profile, each with whether money arrived there; none where none is kept."""
        if not accounts:
            del self.fields["kept"]
            return
        paid = paid_numbers(self.instance.enterprise)
        self.accounts = {str(account.pk): account for account in accounts}
        failed = self.instance.bank_account if self.instance.status == Status.PAYMENT_FAILED else None
        choice = self.fields["kept"]
        choice.widget.accounts = self.accounts
        choice.choices = [(key, words_of(each, paid, failed)) for key, each in self.accounts.items()] + [OTHER]
        same = [key for key, each in self.accounts.items() if each.number == self.instance.bank_account]
        self.initial["kept"] = same[0] if same else ""

    def clean_bank_account(self) -> str:
        """Return the account number half-width and without spaces; refuse anything but 8 to 32 digits."""
        number = normalise_account_number(self.cleaned_data["bank_account"])
        if number and not is_account_number(number):
            raise forms.ValidationError(ACCOUNT_RULE)
        return number

    def clean(self) -> dict[str, Any]:
        """Take all three from an account that is newly chosen; what stands in the boxes counts otherwise."""
        cleaned = super().clean() or self.cleaned_data
        account = self.accounts.get(cleaned.pop("kept", ""))
        if account and "kept" in self.changed_data:
            for box, source in DETAILS.items():
                self.errors.pop(box, None)
                cleaned[box] = getattr(account, source)
        return cleaned


def words_of(account: BankAccount, paid: set[str], failed: str | None) -> str:
    """Return an account as the choice shows it: the number's end, what is known of it, the bank."""
    known = {"默认": account.is_default, "曾拨付到账": account.number in paid, "本次拨付失败": account.number == failed}
    remarks = "，".join(word for word, holds in known.items() if holds)
    return f"尾号 {account.number[-4:]}{f'（{remarks}）' if remarks else ''} {account.bank_name}"
