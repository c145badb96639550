"""The forms of an agreement: what it says, the signed copy, the day of signing, its end without one."""

import re
from datetime import date

from django import forms

from reviews.actions.agreements import Terms
from reviews.models import Agreement

LINE = re.compile(r"^\s*(\d{4}-\d{2}-\d{2})\s*[|｜]\s*([^|｜]+?)\s*(?:[|｜]\s*(.*?)\s*)?$")


class TermsForm(forms.Form):
    """The project, its milestones one a line, and what else is agreed."""

    project = forms.CharField(label="项目名称", max_length=120, error_messages={"required": "请填写项目名称"})
    milestones = forms.CharField(
        label="节点目标",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="每行一个节点：完成日期｜目标｜验收依据，例如 2027-06-30｜完成样机｜检测报告",
        error_messages={"required": "请至少填写一个节点目标"},
    )
    terms = forms.CharField(
        label="约定事项", required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="分批拨付的批次和比例、知识产权、变更和终止等",
    )  # fmt: skip

    def clean_milestones(self) -> list[dict[str, str]]:
        """Return the milestones; refuse a line that cannot be read, by its number."""
        found = []
        lines = [line for line in self.cleaned_data["milestones"].splitlines() if line.strip()]
        for place, line in enumerate(lines, start=1):
            match = LINE.match(line)
            if match is None or not is_day(match[1]):
                raise forms.ValidationError(f"第 {place} 行看不懂，请按“2027-06-30｜完成样机｜检测报告”填写")
            found.append({"due_on": match[1], "goal": match[2], "proof": match[3] or ""})
        return found

    def terms_given(self) -> Terms:
        """Return what was agreed."""
        return Terms(**self.cleaned_data)


class SignedCopyForm(forms.Form):
    """The scan of the signed agreement."""

    scan = forms.FileField(
        label="签署件扫描件", help_text="双方签字盖章的 PDF 或图片",
        error_messages={"required": "请选择文件", "empty": "文件是空的，请重新选择"},
    )  # fmt: skip


class SigningForm(forms.Form):
    """The day on which the agreement was signed."""

    signed_on = forms.DateField(
        label="签订日期",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请填写签订日期", "invalid": "请填写日期"},
    )


class EndForm(forms.Form):
    """Why the case ends without an agreement."""

    reason = forms.CharField(
        label="终止理由", max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明终止的理由"},
    )  # fmt: skip


def is_day(text: str) -> bool:
    """Tell whether the text is a day of the calendar."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def as_initial(agreement: Agreement | None, project: str) -> dict[str, str]:
    """Return what an issued agreement says, for issuing it anew; else the project's first name."""
    if agreement is None:
        return {"project": project}
    lines = ["｜".join([each["due_on"], each["goal"], each["proof"]]) for each in agreement.milestones]
    return {"project": agreement.project, "milestones": "\n".join(lines), "terms": agreement.terms}
