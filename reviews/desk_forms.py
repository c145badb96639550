"""The forms of the work desk: a saved view, an assignment, an absence."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, cast

from django import forms

from accounts.models import Bureau, RoleAssignment, User
from accounts.roles import bureaus_of
from reviews.actions import Leave
from reviews.actions.holding import colleagues
from reviews.desk_queues import absentees, possible_substitutes
from reviews.models import ReviewTask
from reviews.queues import REVIEW_ROLES


class DeskViewForm(forms.Form):
    """The name under which the tab and filters are kept, whether colleagues see it, whether the desk opens with it."""

    name = forms.CharField(label="视图名称", max_length=30, error_messages={"required": "请填写视图名称"})
    bureau = forms.ChoiceField(label="共享给", required=False)
    is_default = forms.BooleanField(label="打开待办时默认显示", required=False)

    def __init__(self, *args, owner: User, today: date, **kwargs) -> None:
        super().__init__(*args, prefix="view", **kwargs)  # type: ignore[misc]
        self.bureaus = {str(bureau.pk): bureau for bureau in bureaus_of(owner, REVIEW_ROLES, today)}
        field = cast(forms.ChoiceField, self.fields["bureau"])
        field.choices = [("", "只有我能看到"), *((pk, f"{bureau}全体") for pk, bureau in self.bureaus.items())]

    def clean_bureau(self) -> Bureau | None:
        """Return the bureau with which the view is shared, None for a private one."""
        return self.bureaus.get(self.cleaned_data["bureau"])


class AssignForm(forms.Form):
    """To whom a task is assigned, and why."""

    to = forms.ModelChoiceField(
        User.objects.none(),
        label="承办人",
        empty_label="请选择",
        error_messages={"required": "请选择承办人", "invalid_choice": "请选择本部门有此角色的人员"},
    )
    reason = forms.CharField(label="理由", max_length=200, error_messages={"required": "请写明分派的理由"})

    def __init__(self, *args, tasks: Iterable[ReviewTask], at: datetime, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        people = [person.pk for person in colleagues(tasks, at)]
        field = cast(forms.ModelChoiceField, self.fields["to"])
        field.queryset = User.objects.filter(pk__in=people).order_by("name", "pk")


class AbsenceForm(forms.Form):
    """Whose role, from when to when, done by whom."""

    held = forms.ModelChoiceField(RoleAssignment.objects.none(), label="请假人和角色", empty_label=None)
    substitute = forms.ModelChoiceField(
        User.objects.none(), label="代理人", empty_label="请选择", error_messages={"required": "请选择代理人"}
    )
    starts_on = forms.DateField(label="开始日期", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    ends_on = forms.DateField(
        label="结束日期", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), help_text="含当天"
    )

    def __init__(self, *args, user: User, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        held = absentees(user, today)
        roles, people = (cast(forms.ModelChoiceField, self.fields[name]) for name in ("held", "substitute"))
        roles.queryset = held
        roles.label_from_instance = lambda obj: f"{obj.user}：{obj.bureau} {obj.get_role_display()}"  # type: ignore[method-assign]
        people.queryset = possible_substitutes([each.bureau for each in held if each.bureau], today)

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start, beside the field."""
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "结束日期不得早于开始日期")
        return cleaned

    def leave(self) -> Leave:
        """Return what is to be recorded."""
        return Leave(**{name: self.cleaned_data[name] for name in Leave._fields})
