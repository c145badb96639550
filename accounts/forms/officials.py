from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.actions import Grant
from accounts.forms.people import PersonFields
from accounts.models import BUREAU_ROLES, Bureau
from accounts.ports import policy_choices
from accounts.roles import grantable_roles


def date_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class GrantForm(forms.Form):
    """A role in one of the administrator's own bureaus (授权)."""

    bureau = forms.ModelChoiceField(label="部门", queryset=Bureau.objects.none(), empty_label=None)
    role = forms.ChoiceField(label="角色")
    valid_from = forms.DateField(label="生效日期", widget=date_input())
    valid_to = forms.DateField(label="失效日期", widget=date_input(), required=False, help_text="含当日；留空为长期")
    policy_code = forms.ChoiceField(label="限定政策", required=False)

    def __init__(self, *args: Any, bureaus: QuerySet[Bureau], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = {role for bureau in bureaus for role in grantable_roles(bureau)}
        self.fields["bureau"].queryset = bureaus
        self.fields["role"].choices = [(role.value, role.label) for role in BUREAU_ROLES if role in roles]
        self.fields["valid_from"].initial = today
        self.fields["policy_code"].choices = [("", "全部政策"), *policy_choices()]

    def grant(self) -> Grant:
        """Return the role to be granted."""
        return Grant(**{key: self.cleaned_data[key] for key in ("role", "valid_from", "valid_to", "policy_code")})


class OfficialForm(GrantForm, PersonFields):
    """A new official with a first role (新建工作人员账号)."""

    field_order = ["name", "phone", "email", "username", "bureau", "role", "valid_from", "valid_to", "policy_code"]
