from django import forms

from accounts.bank_accounts import ACCOUNT_RULE, is_account_number, normalise_account_number
from applications.models import Application


class AccountForm(forms.ModelForm):
    """The account that is to be paid (收款账户)."""

    class Meta:
        model = Application
        fields = ["account_name", "bank_name", "bank_account"]
        help_texts = {
            "account_name": "与营业执照上的企业名称一致",
            "bank_name": "写到支行，如“中国建设银行林州支行”",
            "bank_account": "只填数字，空格会自动去掉",
        }

    def __init__(self, *args, required: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bank_account"].validators = []
        for field in self.fields.values():
            field.required = required

    def clean_bank_account(self) -> str:
        """Return the account number half-width and without spaces; refuse anything but 8 to 32 digits."""
        number = normalise_account_number(self.cleaned_data["bank_account"])
        if number and not is_account_number(number):
            raise forms.ValidationError(ACCOUNT_RULE)
        return number
