"""The form of a correction notice: everything that is wrong, prefilled with what the engine already found."""

from typing import Any

from django import forms

from applications.facts import fact_values, missing_materials
from applications.infected import TAKEN_OUT, infected_files
from applications.models import Application
from policies.engine import Decision
from reviews.actions import Item
from reviews.forms.deciding import text_area

MOST_DAYS = 60


Values = dict[str, Any]


def suggestions(application: Application, values: Values, decision: Decision) -> dict[tuple[str, str], str]:
    """Return (kind, key) → what the engine found wrong: missing facts and materials, criteria failed or left open."""
    pack = application.version.pack
    found = {("fact", name): "未填写" for name in decision.missing if name in pack.facts}
    for rule in decision.rules:
        if rule.state in ("failed", "unknown"):
            for name in rule.facts:
                if name in pack.facts:
                    found.setdefault(("fact", name), f"{rule.message or rule.sentence}（{rule.clause}）")
    for material in missing_materials(application, pack, values):
        found["material", material.key] = "未提交"
    for key in infected_files(application).keys() & {material.key for material in pack.materials}:
        found["material", key] = f"原文件{TAKEN_OUT}"
    return found


class ReturnForm(forms.Form):
    """Return for correction: a reason, and what is wrong with each named fact or material, with a hint.

    `is_second`: the stage has told the enterprise already, so the form asks the chief and says why.
    """

    why = text_area("再次告知的理由（报负责人）", required=True)
    reason = text_area("退回原因", required=True)
    days = forms.IntegerField(
        label="补正期限（工作日）",
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        error_messages={
            "min_value": "至少 1 个工作日",
            "max_value": f"至多 {MOST_DAYS} 个工作日",
            "invalid": "请填写整数",
        },
    )

    def __init__(self, *args, application: Application, decision: Decision, is_second: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.is_second = is_second
        if not is_second:
            del self.fields["why"]
        self.initial["days"] = application.round.correction_days
        values = fact_values(application)
        self.suggested = suggestions(application, values, decision)
        self.targets = targets(application, values, self.suggested)
        for kind, key, label in self.targets:
            self._add(f"{kind}-{key}", label, self.suggested.get((kind, key), ""))

    def _add(self, name: str, label: str, suggested: str) -> None:
        hint = "问题与要求；留空表示无需补正"
        self.fields[name] = line(label, 500, hint, suggested)
        self.fields[f"{name}-example"] = line(f"{label}：示例或填写提示", 200, "示例或填写提示（选填）")
        if suggested:
            self.fields[f"{name}-off"] = forms.BooleanField(
                label=f"{label}：不列入",
                required=False,
                widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
            )

    def clean(self) -> dict[str, Any]:
        """Refuse a return that names nothing to correct."""
        cleaned = super().clean() or {}
        if not self.items():
            self.add_error(None, "请至少写明一个填报项或一份材料的问题")
        return cleaned

    def items(self) -> list[Item]:
        """Return the facts and materials for which something was written and which were not struck out."""
        found = []
        for kind, key, label in self.targets:
            reason, example, is_off = (self._said(f"{kind}-{key}{end}") for end in ("", "-example", "-off"))
            if reason and not is_off:
                found.append(Item(kind, key, label, reason, example))
        return found

    def _said(self, name: str) -> Any:
        value = self.cleaned_data.get(name, "")
        return value.strip() if isinstance(value, str) else value

    def suggested_rows(self) -> list[dict]:
        """Return the rows that the engine suggests, to be looked at first."""
        return [self._row(kind, key) for kind, key, _ in self.targets if (kind, key) in self.suggested]

    def fact_rows(self) -> list[dict]:
        """Return the other rows of the facts and the account."""
        return self._others(lambda kind: kind != "material")

    def material_rows(self) -> list[dict]:
        """Return the other rows of the materials."""
        return self._others(lambda kind: kind == "material")

    def _others(self, is_wanted) -> list[dict]:
        named = [(kind, key) for kind, key, _ in self.targets if is_wanted(kind)]
        return [self._row(*each) for each in named if each not in self.suggested]

    def _row(self, kind: str, key: str) -> dict:
        name = f"{kind}-{key}"
        off = self[f"{name}-off"] if f"{name}-off" in self.fields else None
        return {"reason": self[name], "example": self[f"{name}-example"], "off": off}


def line(label: str, most: int, hint: str, initial: str = "") -> forms.CharField:
    """Return a field of one line."""
    widget = forms.TextInput(attrs={"placeholder": hint, "class": "form-control form-control-sm"})
    return forms.CharField(label=label, required=False, max_length=most, widget=widget, initial=initial)


def targets(
    application: Application, values: Values, suggested: dict[tuple[str, str], str]
) -> list[tuple[str, str, str]]:
    """Return (kind, key, label) of all that can be named: given or missing facts, the account, the materials."""
    pack = application.version.pack
    named = set(values) | {key for kind, key in suggested if kind == "fact"}
    found = [("fact", fact.name, fact.label) for fact in pack.facts.values() if fact.name in named]
    found.append(("account", "account", "收款账户"))
    return found + [("material", material.key, material.title) for material in pack.materials]
