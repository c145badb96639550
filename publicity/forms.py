"""Forms of the notice: drafting, scheduling, extending, correcting."""

import re
from datetime import date

from django import forms

from accounts.models import Bureau
from policies.models import ApplicationRound
from publicity.actions import Correction
from publicity.actions.notices import NoticeTerms
from publicity.models import Notice
from publicity.models.notices import MINIMUM_DAYS

CHANNEL = "对公示内容有异议的，请在公示期内提出，并附证明材料。受理部门：{bureau}，电话：{phone}。也可在本页网上提出。"
TO_FILL_IN = "（请填写）"


class ScheduleForm(forms.Form):
    """When a draft is published by itself."""

    publish_at = forms.DateTimeField(
        label="定时发布时间",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"required": "请填写定时发布的时间", "invalid": "请填写有效的日期和时间"},
    )


class ExtensionForm(forms.Form):
    """A later last day, and why."""

    ends_on = forms.DateField(
        label="新的截止日（含当日）",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请填写新的截止日", "invalid": "请填写有效的日期"},
    )
    reason = forms.CharField(
        label="延长原因", max_length=300, help_text="公开显示", widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, notice: Notice, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.last_day = notice.ends_on
        self.fields["ends_on"].help_text = f"须晚于 {notice.ends_on}，公示期只能延长"

    def clean_ends_on(self) -> date:
        """Refuse a day that is not later than the present last day."""
        day: date = self.cleaned_data["ends_on"]
        if self.last_day and day <= self.last_day:
            raise forms.ValidationError(f"须晚于现在的截止日 {self.last_day}，公示期只能延长、不能缩短")
        return day


class CorrectionForm(forms.Form):
    """What a correction changes: the numbers of lines to take off, the cases to add, the texts, and why."""

    reason = forms.CharField(
        label="更正原因", max_length=300, help_text="公开显示", widget=forms.Textarea(attrs={"rows": 2})
    )
    taken_off = forms.CharField(
        label="撤下的条目序号", required=False, help_text="可填多个，用逗号或顿号隔开；撤下的办件退回审核，没有则留空"
    )
    title = forms.CharField(label="标题", max_length=120, widget=forms.Textarea(attrs={"rows": 2}))
    basis = forms.CharField(label="依据文件", max_length=300, required=False)
    channel = forms.CharField(label="受理异议的渠道", widget=forms.Textarea(attrs={"rows": 3}))
    notes = forms.CharField(label="说明", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    cases = forms.TypedMultipleChoiceField(label="增加的办件", coerce=int, required=False)

    def __init__(self, *args, notice: Notice, case_ids: list[int], **kwargs) -> None:
        texts = {name: getattr(notice, name) for name in ("title", "basis", "channel", "notes")}
        kwargs["initial"] = texts
        super().__init__(*args, **kwargs)
        self.notice = notice
        self.fields["cases"].choices = [(pk, pk) for pk in case_ids]
        self.fields["cases"].error_messages["invalid_choice"] = "所选办件已由他人办理，请刷新页面重新选择"

    @property
    def ticked(self) -> set[int]:
        """Return the cases that are ticked."""
        return {int(pk) for pk in self["cases"].value() or [] if str(pk).isdigit()}

    def clean_taken_off(self) -> frozenset[int]:
        """Return the numbers, each of a line that stands on the notice."""
        words = re.split(r"[\s,，、;；]+", self.cleaned_data["taken_off"].strip())
        if wrong := [word for word in words if word and not word.isdigit()]:
            raise forms.ValidationError(f"“{wrong[0]}”不是序号，请填数字")
        numbers = frozenset(int(word) for word in words if word)
        standing = set(self.notice.lines.filter(state__in=["open", "held"]).values_list("position", flat=True))
        if missing := sorted(numbers - standing):
            raise forms.ValidationError(f"第 {'、'.join(map(str, missing))} 条不在公示中，请核对序号")
        return numbers

    def correction(self) -> Correction:
        """Return what the officer decided."""
        given = self.cleaned_data
        terms = NoticeTerms(given["title"], 0, "", given["channel"], given["basis"], given["notes"])
        return Correction(terms, given["taken_off"], frozenset(given["cases"]), given["reason"])


class NoticeForm(forms.Form):
    """What the officer decides about a notice; the cases themselves are ticked in the table below it."""

    title = forms.CharField(label="标题", max_length=120, widget=forms.Textarea(attrs={"rows": 2}))
    basis = forms.CharField(label="依据文件", max_length=300, required=False)
    days = forms.IntegerField(label="公示期", min_value=MINIMUM_DAYS, max_value=60)
    channel = forms.CharField(
        label="受理异议的渠道", help_text="写明来信、电话、邮箱、地址", widget=forms.Textarea(attrs={"rows": 3})
    )
    notes = forms.CharField(
        label="说明",
        required=False,
        max_length=1000,
        help_text="印在名单下方",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    cases = forms.TypedMultipleChoiceField(
        label="公示的办件", coerce=int, error_messages={"required": "请至少选择一件办件"}
    )

    def __init__(
        self,
        *args,
        round: ApplicationRound,
        bureau: Bureau,
        case_ids: list[int],
        ticked: list[int] | None = None,
        **kwargs,
    ) -> None:
        kwargs["initial"] = {**proposed_terms(round, bureau), "cases": case_ids if ticked is None else ticked}
        super().__init__(*args, **kwargs)
        prescribed = round.version.pack.publicity
        self.unit = prescribed.unit if prescribed and prescribed.days else Notice.Unit.WORKING
        unit = Notice.Unit(self.unit).label
        self.fields["days"].help_text = f"单位：{unit}，不少于 {MINIMUM_DAYS}；发布当日不计入"
        self.fields["cases"].choices = [(pk, pk) for pk in case_ids]
        self.fields["cases"].error_messages["invalid_choice"] = "所选办件已由他人办理，请刷新页面重新选择"

    @property
    def ticked(self) -> set[int]:
        """Return the cases that are ticked: all at first, then what the officer chose."""
        return {int(pk) for pk in self["cases"].value() or [] if str(pk).isdigit()}

    def clean_title(self) -> str:
        """Return the title on one line."""
        return " ".join(self.cleaned_data["title"].split())

    def clean_channel(self) -> str:
        """Refuse a channel in which the telephone is still left blank: a public notice names one that is answered."""
        channel: str = self.cleaned_data["channel"]
        if TO_FILL_IN in channel:
            raise forms.ValidationError(f"请写明受理异议的电话，替换“{TO_FILL_IN}”")
        return channel

    def terms(self) -> NoticeTerms:
        """Return what the officer decided."""
        given = self.cleaned_data
        return NoticeTerms(given["title"], given["days"], self.unit, given["channel"], given["basis"], given["notes"])


def proposed_terms(round: ApplicationRound, bureau: Bureau) -> dict:
    """Return what a new notice of the round starts from: the usual wording, and the period that the document sets."""
    pack = round.version.pack
    prescribed = pack.publicity
    listed = "拟支持" if pack.amount_lines else "拟认定"
    source = pack.source
    title, number = source.get("document", ""), source.get("number", "")
    document = f"《{title}》" * bool(title) + f"（{number}）" * bool(number)
    return {
        "title": (prescribed and prescribed.title) or f"关于{round.policy}{round.name}{listed}名单的公示",
        "basis": document,
        "notes": "\n".join(prescribed.notes) if prescribed else "",
        "days": max(prescribed.days or 0, MINIMUM_DAYS) if prescribed else MINIMUM_DAYS,
        "channel": CHANNEL.format(bureau=bureau, phone=bureau.phone or TO_FILL_IN),
    }
