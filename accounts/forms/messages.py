"""How a person wants to be told, and how a message is worded."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Group, Preference, User, Wording
from accounts.wordings import WORDS, unknown_words

Mail = Preference.Mail


class PreferencesForm(forms.Form):
    """Mail and SMS for each group of messages (接收方式)."""

    def __init__(self, user: User, chosen: dict[str, Preference], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_phone = bool(user.phone)
        for group in Group:
            wish = chosen.get(group) or Preference()
            self.fields[f"{group}-mail"] = forms.ChoiceField(
                label=f"{group.label}：邮件", choices=Mail.choices, initial=wish.mail
            )
            self.fields[f"{group}-sms"] = forms.BooleanField(
                label=f"{group.label}：短信", required=False, initial=wish.sms, disabled=not self.has_phone
            )

    def rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Return (group, mail, SMS) a line."""
        return [(group.label, self[f"{group}-mail"], self[f"{group}-sms"]) for group in Group]

    def wishes(self) -> dict[str, tuple[str, bool]]:
        """Return (mail, SMS) by group."""
        found = self.cleaned_data
        return {group: (found[f"{group}-mail"], found[f"{group}-sms"]) for group in Group}


def known_words(text: str) -> None:
    """Raise ValidationError where the text names a word that no message knows."""
    if unknown := unknown_words(text):
        raise ValidationError(f"没有这个占位词：{'、'.join(unknown)}。可用的有：{'、'.join(WORDS)}")


class WordingForm(forms.ModelForm):
    """The words of one event's messages (消息模板)."""

    class Meta:
        model = Wording
        fields = ("title", "body")
        widgets = {"body": forms.Textarea(attrs={"rows": 6})}
        help_texts = {"title": "不超过 120 字，可用占位词", "body": "可用占位词，如 {企业}、{原文}"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.validators.append(known_words)
