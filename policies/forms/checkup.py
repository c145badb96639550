from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from policies.checkup.questions import Question
from policies.checkup.reach import ScopeQuestion
from policies.engine import FactDef
from policies.forms.numbers import number_field

MOST_RADIOS = 8
REQUIRED = {"required": "请先作答；不确定时选“不清楚，跳过”"}


def _yes_no(fact: FactDef) -> forms.Field:
    return _choice([("yes", "是"), ("no", "否")])


def _choice(choices: Any, most_radios: int = MOST_RADIOS) -> forms.ChoiceField:
    if len(choices) <= most_radios:
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, error_messages=REQUIRED)
    select = forms.Select(attrs={"class": "form-select"})
    return forms.ChoiceField(choices=[("", "请选择"), *choices], widget=select, error_messages=REQUIRED)


def _number(fact: FactDef) -> forms.Field:
    return number_field(fact, "form-control text-end", error_messages=REQUIRED)


def _date(fact: FactDef) -> forms.Field:
    widget = forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, error_messages={**REQUIRED, "invalid": "请填写日期，如 2026-03-01"})


FIELDS: dict[str, Callable[[FactDef], forms.Field]] = {"bool": _yes_no, "number": _number, "date": _date}


class AnswerForm(forms.Form):
    """The answer to one question of the check-up (政策体检); `grouped` are the choices of the region question."""

    def __init__(self, question: Question | ScopeQuestion, posted: Any = None, *, initial: Any, grouped: Any) -> None:
        super().__init__(posted, auto_id="answer-%s", initial=initial)
        self.question = question
        if isinstance(question, ScopeQuestion):
            self.fields["answer"] = _choice(question.choices) if question.choices else _choice(grouped, most_radios=0)
        else:
            fact = question.fact
            make = FIELDS.get(fact.type)
            self.fields["answer"] = make(fact) if make else _choice(fact.choices)
        self.fields["answer"].label = question.label if isinstance(question, ScopeQuestion) else question.fact.label

    @property
    def is_radio(self) -> bool:
        """Tell whether the answer is one of a few choices, all of them in sight."""
        return isinstance(self.fields["answer"].widget, forms.RadioSelect)

    def stored(self) -> Any:
        """Return the cleaned answer as it is remembered: yes/no as such, numbers and dates as text."""
        value = self.cleaned_data["answer"]
        if isinstance(self.question, Question) and self.question.fact.type == "bool":
            return value == "yes"
        if isinstance(value, Decimal):
            return f"{value.normalize():f}"
        return value.isoformat() if isinstance(value, date) else value


def shown(question: Question | ScopeQuestion, value: Any) -> Any:
    """Return a remembered answer as the form shows it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value
