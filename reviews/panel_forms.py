"""The forms of an expert review: the draw, an expert's score sheet, a refusal, the expert's own particulars."""

import re
from decimal import Decimal
from typing import Any

from django import forms

from reviews.actions.panels import SMALLEST, Draw
from reviews.models import Expert, Panel

LINE = re.compile(r"^\s*([^|｜]+?)\s*[|｜]\s*(\d{1,3})\s*$")


class DrawForm(forms.Form):
    """How many experts, the pass line, and the items where the document has no score sheet."""

    size = forms.IntegerField(
        label="专家人数", min_value=SMALLEST, max_value=15, initial=5,
        help_text="5 人及以上时去掉一个最高分和一个最低分",
        error_messages={"required": "请填写专家人数", "min_value": f"评审专家不得少于 {SMALLEST} 人"},
    )  # fmt: skip
    pass_score = forms.DecimalField(
        label="合格线（分）", required=False, max_digits=6, decimal_places=2, min_value=Decimal(0),
        help_text="申报通知没有规定的不填",
    )  # fmt: skip
    items = forms.CharField(
        label="评分项", widget=forms.Textarea(attrs={"rows": 5}),
        help_text="每行一项：名称｜满分，例如 技术先进性｜30",
        error_messages={"required": "文件没有评分表，请按申报通知填写评分项"},
    )  # fmt: skip

    def __init__(self, *args, items: list[dict[str, str]], is_fixed: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.known = items if is_fixed else []
        if is_fixed:
            del self.fields["items"]
        else:
            self.initial["items"] = "\n".join(f"{each['label']}｜{each['max']}" for each in items)

    def clean_items(self) -> list[dict[str, str]]:
        """Return the items; refuse a line that cannot be read, by its number."""
        lines = [line for line in self.cleaned_data["items"].splitlines() if line.strip()]
        found = []
        for place, line in enumerate(lines, start=1):
            match = LINE.match(line)
            if match is None or int(match[2]) < 1:
                raise forms.ValidationError(f"第 {place} 行看不懂，请按“技术先进性｜30”填写")
            found.append({"key": f"item-{place}", "label": match[1], "max": match[2]})
        return found

    def draw(self) -> Draw:
        """Return what was asked for."""
        said = self.cleaned_data
        return Draw(said["size"], self.known or said["items"], said["pass_score"])


class ScoreForm(forms.Form):
    """One expert's sheet: points for each item, and the opinion."""

    opinion = forms.CharField(
        label="评审意见", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请填写评审意见"},
    )  # fmt: skip

    def __init__(self, *args, panel: Panel, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.panel = panel
        for item in panel.items:
            most = Decimal(item["max"])
            between = f"请填写 0 至 {item['max']} 之间的分数"
            self.fields[item["key"]] = forms.DecimalField(
                label=f"{item['label']}（满分 {item['max']}）", min_value=Decimal(0), max_value=most,
                max_digits=6, decimal_places=2, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
                error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), between),
            )  # fmt: skip
        self.order_fields([item["key"] for item in panel.items])

    def points(self) -> dict[str, Any]:
        """Return the points by item."""
        return {item["key"]: self.cleaned_data[item["key"]] for item in self.panel.items}


class DeclineForm(forms.Form):
    """Why the expert cannot judge the case."""

    reason = forms.CharField(
        label="谢绝或回避的理由", max_length=200, error_messages={"required": "请写明谢绝或回避的理由"}
    )


class ExpertForm(forms.ModelForm):
    """The expert's employer and fields of work."""

    class Meta:
        model = Expert
        fields = ("employer", "fields")
        error_messages = {
            "employer": {"required": "请填写工作单位"},
            "fields": {"required": "请填写专业领域"},
        }
