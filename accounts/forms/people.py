"""Fields about a person, shared by registering, accepting an invitation and creating an official."""

import unicodedata
from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from accounts.actions import NewPerson
from accounts.models import User

MOBILE = RegexValidator(r"^1[3-9][0-9]{9}$", "手机号应为 11 位数字")
TAKEN = "该用户名已被使用，请换一个"


def half_width(text: str) -> str:
    """Return the text with full-width letters and digits made half-width, without any space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


class HalfWidthField(forms.CharField):
    """A field for digits or codes: full-width characters and spaces are forgiven."""

    def to_python(self, value: Any) -> str:
        return half_width(super().to_python(value) or "")


class PersonFields(forms.Form):
    """Name, mobile, e-mail and user name of somebody new."""

    name = forms.CharField(label="姓名", max_length=40)
    phone = HalfWidthField(label="手机号", validators=[MOBILE], widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    email = forms.EmailField(label="邮箱", help_text="用于接收办件提醒和找回密码")
    username = forms.CharField(label="用户名", max_length=60, help_text="登录用，可用字母、数字和 @ . + - _")

    def clean_username(self) -> str:
        """Refuse a name that is taken, whatever its case, or that has other characters."""
        username = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError(TAKEN)
        return get_adapter().clean_username(username)

    def new_person(self, password: str) -> NewPerson:
        """Return what an account is made of."""
        fields = {key: self.cleaned_data[key] for key in ("username", "name", "email", "phone")}
        return NewPerson(password=password, **fields)


class PasswordFields(PersonFields):
    """A person who chooses the password."""

    password = forms.CharField(
        label="密码",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        help_text="至少 10 位，不能全是数字，不能与姓名、用户名、邮箱相近，也不能是常见密码",
    )
    password_again = forms.CharField(
        label="再输一次密码", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs["autocomplete"] = "username"

    def clean(self) -> dict[str, Any]:
        """Hold the password against the rules and against its repetition, beside the fields."""
        cleaned = super().clean() or self.cleaned_data
        password = cleaned.get("password")
        if password and "password_again" in cleaned and password != cleaned["password_again"]:
            self.add_error("password_again", "两次输入的密码不一致")
        if password:
            person = User(**{key: cleaned.get(key, "") for key in ("username", "name", "email")})
            try:
                validate_password(password, person)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned
