"""The forms of acceptance: with materials still owed, or refused."""

from collections.abc import Iterable
from datetime import date

from django import forms

from applications.models import MaterialGap
from policies.engine.model import Stage
from reviews.actions.accepting import REASONS
from reviews.forms.deciding import PassForm, text_area


class GapsForm(PassForm):
    """Accept with materials still owed (容缺受理): the last day of each, as the enterprise promised unless changed."""

    def __init__(self, *args, stage: Stage, gaps: Iterable[MaterialGap], **kwargs) -> None:
        super().__init__(*args, stage=stage, **kwargs)
        self.gaps = list(gaps)
        for gap in self.gaps:
            self.fields[f"due-{gap.pk}"] = forms.DateField(
                label=f"{gap.label}：补交期限",
                help_text=f"企业承诺 {gap.promised_on:%Y-%m-%d} 前补交；补齐前不予拨付",
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                initial=gap.promised_on,
                error_messages={"required": "请确定补交期限", "invalid": "请填写日期"},
            )
        self.order_fields([*(f"due-{gap.pk}" for gap in self.gaps), "checked", "opinion"])

    def due(self) -> dict[int, date]:
        """Return the last day of each gap."""
        return {gap.pk: self.cleaned_data[f"due-{gap.pk}"] for gap in self.gaps}


class RefuseForm(forms.Form):
    """Refuse to accept (不予受理): reasons of the list, and in words."""

    reasons = forms.MultipleChoiceField(
        label="不予受理的情形",
        choices=[(each, each) for each in REASONS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选择不予受理的情形"},
    )
    text = text_area("具体理由（将告知企业）", required=True)
