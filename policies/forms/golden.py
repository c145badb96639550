"""The golden cases of a draft: what each expects, and the arithmetic that says why."""

from decimal import Decimal
from typing import Any

from django import forms

from policies.comparing import OUTCOMES
from policies.forms.drafts import PackForm
from policies.golden_cases import Trial, expectation, trials
from policies.pack_text import plain_copy

MONEY = {"amount_yuan": "应得金额（元）", "ceiling_yuan": "应得上限（元）", "score": "应得分数"}


class GoldenForm(PackForm):
    """Expectations and reasons (样例): what came out may be taken over, with a new reason."""

    def build(self) -> None:
        self.trials = trials(self.pack)
        for trial in self.trials:
            self._add(trial, trial.case.expect)

    def _add(self, trial: Trial, expect: Any) -> None:
        place = trial.place
        self.fields[f"outcome-{place}"] = forms.ChoiceField(
            label="应得结论", choices=list(OUTCOMES.items()), initial=expect["outcome"]
        )
        for key, label in MONEY.items():
            if key in expect:
                self.fields[f"{key}-{place}"] = forms.DecimalField(
                    label=label, required=False, initial=expect[key], max_digits=16, decimal_places=2,
                    widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "text-end"}), help_text="留空表示没有",
                )  # fmt: skip
        self.fields[f"why-{place}"] = forms.CharField(
            label="计算说明", initial=trial.case.why, max_length=600, widget=forms.Textarea(attrs={"rows": 2}),
            error_messages={"required": "请写明怎样算出"},
        )  # fmt: skip
        if not trial.passed and trial.decision is not None:
            self.fields[f"adopt-{place}"] = forms.BooleanField(label="以草案的测算结果为应得结果", required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for a new reason where an expectation changes: the arithmetic is written by a person."""
        cleaned = super().clean() or {}
        for trial in self.trials:
            if self._is_changed(trial) and f"why-{trial.place}" not in self.changed_data:
                self.add_error(f"why-{trial.place}", "应得结果改了，请同时改写计算说明")
        return cleaned

    def _is_changed(self, trial: Trial) -> bool:
        names = [f"{key}-{trial.place}" for key in ("outcome", "adopt", *MONEY)]
        return any(name in self.changed_data for name in names)

    def changed(self) -> dict[str, Any]:
        raw: dict[str, Any] = plain_copy(self.pack.raw)
        for trial in self.trials:
            entry, place = raw["golden"][trial.place], trial.place
            if self.cleaned_data.get(f"adopt-{place}") and trial.decision is not None:
                entry["expect"] = expectation(trial.decision, trial.case.expect)
            elif self._is_changed(trial):
                entry["expect"] = {**entry["expect"], **self._typed(place)}
            if f"why-{place}" in self.changed_data:
                entry["why"] = self.cleaned_data[f"why-{place}"]
        return raw

    def _typed(self, place: int) -> dict[str, Any]:
        names = [key for key in MONEY if f"{key}-{place}" in self.fields]
        typed = {key: _as_written(self.cleaned_data[f"{key}-{place}"]) for key in names}
        return {"outcome": self.cleaned_data[f"outcome-{place}"], **typed}

    def rows(self) -> list[tuple[Trial, list[forms.BoundField]]]:
        """Return each case with its fields, those that fail first."""
        rows = [
            (trial, [self[name] for name in self.fields if name.endswith(f"-{trial.place}")]) for trial in self.trials
        ]
        return sorted(rows, key=lambda row: row[0].passed)


def _as_written(value: Decimal | None) -> Any:
    return int(value) if value is not None and value == value.to_integral_value() else value
