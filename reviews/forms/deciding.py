"""The forms of the decision column that pass, propose or refuse."""

from decimal import Decimal

from django import forms

from policies.engine import Decision
from policies.engine.model import Stage
from reviews.actions import Recommendation


def text_area(label: str, required: bool, rows: int = 2, **more) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": f"请填写{label}"},
        **more,
    )


def checklist_field(stage: Stage) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label="核对清单",
        choices=[(item, item) for item in stage.checklist],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请逐项核对并勾选"},
    )


class PassForm(forms.Form):
    """Pass the stage: the stage's checklist, each item ticked, and an opinion."""

    opinion = text_area("意见", required=False)

    def __init__(self, *args, stage: Stage, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if stage.checklist and stage.kind != "site_check":  # a site check answers the list in its own form
            self.fields["checked"] = checklist_field(stage)
            self.order_fields(["checked", "opinion"])


class ReasonForm(forms.Form):
    """Reject or send back, with the reason."""

    reason = text_area("理由", required=True)


class OpinionForm(forms.Form):
    """Countersign, with an opinion."""

    opinion = text_area("意见", required=False)


class RecommendForm(forms.Form):
    """Propose an amount; where the text does not decide, adopt a reading and say why."""

    reading = forms.ChoiceField(
        label="裁定采用的口径",
        widget=forms.RadioSelect,
        error_messages={"required": "文件对此未作明确规定，请选择采用的口径"},
    )
    ruling_reason = text_area("裁定理由", required=True)
    amount_yuan = forms.DecimalField(
        label="拟核定金额（元）",
        max_digits=16,
        decimal_places=2,
        min_value=Decimal("0.01"),
        localize=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "text-end"}),
        error_messages={"required": "请填写金额", "invalid": "请填写数字", "min_value": "核定金额须大于零"},
    )
    difference_reason = text_area("与测算不一致的理由", required=False, help_text="金额与系统测算一致时不填")
    opinion = text_area("意见", required=False)

    def __init__(self, *args, decision: Decision, stage: Stage, title: str = "", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if stage.checklist:
            self.fields["checked"] = checklist_field(stage)
            self.order_fields(["checked"])
        self._ask_for_ruling(decision)
        if title:
            del self.fields["amount_yuan"], self.fields["difference_reason"]
            self.fields["opinion"].help_text = f"拟认定为“{title}”，公示无异议后生效"

    def _ask_for_ruling(self, decision: Decision) -> None:
        if decision.outcome != "needs_ruling":
            del self.fields["reading"], self.fields["ruling_reason"]
        elif decision.readings:
            self.fields["reading"].choices = [
                (each.key, f"{each.label}：{each.amount_yuan or 0:,.2f} 元") for each in decision.readings
            ]
        else:
            del self.fields["reading"]
        if decision.amount_yuan is not None:
            self.initial["amount_yuan"] = f"{decision.amount_yuan:.2f}"

    def proposal(self) -> Recommendation:
        """Return what was proposed."""
        found = {**self.cleaned_data, "checked": tuple(self.cleaned_data.get("checked", ()))}
        return Recommendation(**{name: found[name] for name in Recommendation._fields if name in found})
