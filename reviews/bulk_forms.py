"""What is filled in once for all cases of a batch."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms

from reviews.desk_forms import AssignForm
from reviews.forms.correcting import MOST_DAYS, line
from reviews.forms.deciding import text_area
from reviews.models import BulkBatch, ReviewTask
from reviews.stages import stage_of

Act = BulkBatch.Act
Tasks = Sequence[ReviewTask]


class BulkPassForm(forms.Form):
    """One opinion, and every checklist of the cases ticked item by item: for all cases that have it, explicitly."""

    opinion = text_area("意见（写入每一件）", required=False)

    def __init__(self, *args, tasks: Tasks, at: datetime, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.lists: list[str] = []
        self.lengths: dict[str, int] = {}
        for number, (checklist, count) in enumerate(checklists(tasks).items()):
            name = f"checked_{number}"
            self.lists.append(name)
            self.lengths[name] = len(checklist)
            self.fields[name] = forms.MultipleChoiceField(
                label=f"核对清单（适用于 {count} 件）",
                choices=[(item, item) for item in checklist],
                widget=forms.CheckboxSelectMultiple,
                help_text="勾选即确认所选各件均已逐项核对",
                error_messages={"required": "请逐项核对并勾选"},
            )
        self.order_fields([*self.lists, "opinion"])

    def clean(self) -> dict[str, Any]:
        """Refuse a checklist that was ticked in part."""
        cleaned = super().clean() or {}
        for name in self.lists:
            if name in cleaned and len(cleaned[name]) < self.lengths[name]:
                self.add_error(name, "请逐项核对并勾选；核对不全的件请移出后逐件办理")
        return cleaned

    def said(self) -> dict[str, Any]:
        """Return what is kept with the batch."""
        ticked = [item for name in self.lists for item in self.cleaned_data[name]]
        return {"opinion": self.cleaned_data["opinion"], "checked": ticked}


class BulkReturnForm(forms.Form):
    """One reason, and what is wrong with the facts or materials that all cases have."""

    reason = text_area("退回原因（写入每一件）", required=True)
    days = forms.IntegerField(label="补正期限（工作日）", required=False, min_value=1, max_value=MOST_DAYS)

    def __init__(self, *args, tasks: Tasks, at: datetime, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.targets = shared_targets(tasks)
        for kind, key, label in self.targets:
            self.fields[f"{kind}-{key}"] = line(label, 500, "问题与要求；留空表示无需补正")

    def clean(self) -> dict[str, Any]:
        """Refuse a return that names nothing to correct."""
        cleaned = super().clean() or {}
        if not self.items():
            self.add_error(None, "请至少写明一个填报项或一份材料的问题")
        return cleaned

    def items(self) -> list[dict[str, str]]:
        """Return what was named, in the words of a correction item."""
        return [
            {"kind": kind, "key": key, "label": label, "reason": reason}
            for kind, key, label in self.targets
            if (reason := (self.cleaned_data.get(f"{kind}-{key}") or "").strip())
        ]

    def said(self) -> dict[str, Any]:
        """Return what is kept with the batch."""
        return {"reason": self.cleaned_data["reason"], "days": self.cleaned_data["days"], "items": self.items()}


class BulkAssignForm(AssignForm):
    """To whom all cases are assigned, and why."""

    def said(self) -> dict[str, Any]:
        """Return what is kept with the batch."""
        return {"to": self.cleaned_data["to"].pk, "reason": self.cleaned_data["reason"]}


class BulkClaimForm(forms.Form):
    """Nothing to fill in."""

    def __init__(self, *args, tasks: Tasks, at: datetime, **kwargs) -> None:
        super().__init__(*args, **kwargs)

    def said(self) -> dict[str, Any]:
        """Return what is kept with the batch."""
        return {}


FORMS: dict[str, type] = {
    Act.PASS: BulkPassForm,
    Act.RETURN: BulkReturnForm,
    Act.ASSIGN: BulkAssignForm,
    Act.CLAIM: BulkClaimForm,
}


def checklists(tasks: Tasks) -> dict[tuple[str, ...], int]:
    """Return the distinct checklists of the tasks' stages, with how many of the tasks have each."""
    found: dict[tuple[str, ...], int] = {}
    for task in tasks:
        if (
            task.kind == ReviewTask.Kind.PRELIMINARY_REVIEW
            and (stage := stage_of(task.application, task.stage)).checklist
        ):
            found[tuple(stage.checklist)] = found.get(tuple(stage.checklist), 0) + 1
    return found


def shared_targets(tasks: Tasks) -> list[tuple[str, str, str]]:
    """Return (kind, key, label) of the materials, the account and the facts that every one of the cases' packs has."""
    packs = {task.application.version_id: task.application.version.pack for task in tasks}.values()
    found = [
        [*(("material", each.key, each.title) for each in pack.materials), ("account", "account", "收款账户")]
        + [("fact", each.name, each.label) for each in pack.facts.values()]
        for pack in packs
    ]
    common = set.intersection(*({(kind, key) for kind, key, _ in each} for each in found)) if found else set()
    return [each for each in found[0] if each[:2] in common] if found else []
