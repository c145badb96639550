"""The forms of a site check: appointment, another date, the check form on the phone, a photograph."""

from decimal import Decimal
from typing import Any, cast

from django import forms

from accounts.models import User
from applications.models import Application
from applications.presentation import value_text
from policies.engine.model import FactDef
from policies.forms.numbers import number_field
from reviews.actions.site_checks import Appointment, Findings
from reviews.models import SiteRecord, SiteVisit

YES_NO = [("yes", "是"), ("no", "否"), ("none", "不涉及")]


def moment_field(label: str) -> forms.DateTimeField:
    """Return a field for a day and a time of day."""
    return forms.DateTimeField(
        label=label,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        error_messages={"required": f"请填写{label}", "invalid": "请填写日期和时间，例如 2026-03-05 09:30"},
    )


class AppointmentForm(forms.Form):
    """When, where, and which two officers."""

    scheduled_at = moment_field("核查时间")
    place = forms.CharField(label="核查地点", max_length=200, error_messages={"required": "请填写核查地点"})
    first_officer = forms.ModelChoiceField(
        User.objects.none(), label="核查人员一", error_messages={"required": "请选择核查人员"}
    )
    second_officer = forms.ModelChoiceField(
        User.objects.none(), label="核查人员二", error_messages={"required": "请选择核查人员"}
    )

    def __init__(self, *args, officers: list[User], visit: SiteVisit | None, place: str, **kwargs) -> None:
        known = {"place": place}
        if visit is not None:
            names = ("scheduled_at", "place", "first_officer", "second_officer")
            known = {name: getattr(visit, name) for name in names}
        super().__init__(*args, **kwargs)
        self.initial = known
        queryset = User.objects.filter(pk__in=[user.pk for user in officers]).order_by("name", "pk")
        for name in ("first_officer", "second_officer"):
            cast(forms.ModelChoiceField, self.fields[name]).queryset = queryset

    def terms(self) -> Appointment:
        """Return the appointment as it was filled in."""
        return Appointment(**self.cleaned_data)


class AnotherDateForm(forms.Form):
    """The date that the enterprise would rather have, and why."""

    wanted_at = moment_field("希望改到")
    reason = forms.CharField(
        label="改期原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明改期的原因"},
    )


class PhotoForm(forms.Form):
    """One photograph, taken by the phone's camera where there is one."""

    photo = forms.FileField(
        label="现场照片",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png", "capture": "environment"}),
        error_messages={"required": "请拍摄或选择照片", "empty": "照片是空的，请重新拍摄"},
    )
    caption = forms.CharField(label="照片说明", max_length=100, error_messages={"required": "请写明拍的是什么"})


class RecordForm(forms.Form):
    """The check form (核查表): each item of the checklist, figures measured, what was seen, the conclusion."""

    remark = forms.CharField(
        label="核查情况", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    conclusion = forms.ChoiceField(
        label="核查结论",
        choices=SiteRecord.Conclusion.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择核查结论"},
    )
    representative = forms.CharField(
        label="企业在场代表", max_length=40, help_text="由代表本人确认后填写姓名",
        error_messages={"required": "请填写企业在场代表的姓名"},
    )  # fmt: skip

    def __init__(self, *args, checklist: tuple[str, ...], facts: list, record: SiteRecord | None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial = as_initial(record, checklist)
        self.checklist, self.facts = checklist, facts
        for place, item in enumerate(checklist):
            self.fields[f"item-{place}"] = forms.ChoiceField(
                label=item, choices=YES_NO, widget=forms.RadioSelect, error_messages={"required": "请选择"}
            )
            self.fields[f"note-{place}"] = forms.CharField(label=f"说明：{item}", required=False, max_length=200)
        for fact, declared in facts:
            label = f"{fact.label}（{fact.unit}）" if fact.unit else fact.label
            told = f"申报 {value_text(fact, declared)}；未实测的不填"
            options = {"label": label, "required": False, "help_text": told}
            self.fields[f"fact-{fact.name}"] = number_field(fact, "text-end", **options)
        self.order_fields([name for name in self.fields if name[:5] in ("item-", "note-", "fact-")])

    def clean(self) -> dict[str, Any]:
        """Refuse another conclusion than passing without what was seen, and passing where an item is answered no."""
        cleaned = super().clean() or {}
        refused = [item for place, item in enumerate(self.checklist) if cleaned.get(f"item-{place}") == "no"]
        conclusion = cleaned.get("conclusion")
        if conclusion == SiteRecord.Conclusion.PASS and refused:
            self.add_error("conclusion", f"有核查事项为“否”（{refused[0]}），结论不能是通过")
        if conclusion not in (None, SiteRecord.Conclusion.PASS) and not cleaned.get("remark", "").strip():
            self.add_error("remark", "结论不是通过的，请写明核查情况")
        return cleaned

    def found(self) -> Findings:
        """Return what was found."""
        said = self.cleaned_data
        answers = [
            {"item": item, "answer": said[f"item-{place}"], "note": said[f"note-{place}"]}
            for place, item in enumerate(self.checklist)
        ]
        measured = [
            measurement(fact, declared, said[f"fact-{fact.name}"])
            for fact, declared in self.facts
            if said[f"fact-{fact.name}"] is not None
        ]
        return Findings(answers, measured, said["remark"], said["conclusion"], said["representative"])

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return the fields of each item of the checklist: the answer and the note."""
        return [(self[f"item-{place}"], self[f"note-{place}"]) for place in range(len(self.checklist))]

    def fact_fields(self) -> list[forms.BoundField]:
        """Return the fields of the figures that may be measured."""
        return [self[f"fact-{fact.name}"] for fact, _ in self.facts]

    def ending(self) -> list[forms.BoundField]:
        """Return the fields that close the form."""
        return [self["remark"], self["conclusion"], self["representative"]]


def measurement(fact: FactDef, declared: Any, measured: Any) -> dict[str, str]:
    """Return a measured figure beside the declared one, both in words, and whether they differ."""
    differs = "yes" if measured != Decimal(str(declared or 0)) else ""
    text = value_text(fact, str(measured))
    return {
        "name": fact.name, "label": fact.label, "declared": value_text(fact, declared), "measured": text,
        "value": str(measured), "differs": differs,
    }  # fmt: skip


def as_initial(record: SiteRecord | None, checklist: tuple[str, ...]) -> dict[str, Any]:
    """Return what an unsigned record says, for writing it anew."""
    if record is None:
        return {}
    known = {each["item"]: each for each in record.answers}
    initial: dict[str, Any] = {name: getattr(record, name) for name in ("remark", "conclusion", "representative")}
    for place, item in enumerate(checklist):
        if item in known:
            initial |= {f"item-{place}": known[item]["answer"], f"note-{place}": known[item]["note"]}
    return initial | {f"fact-{each['name']}": each["value"] for each in record.measured}


def appointment_form(posted: Any, application: Application, officers: list[User], visit: SiteVisit | None):
    """Return the form of an appointment; the place is at first the enterprise's address."""
    place = application.enterprise.address
    return AppointmentForm(posted, officers=officers, visit=visit, place=place, prefix="visit")
