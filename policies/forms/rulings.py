from typing import Any

from django import forms

from policies.engine import Pack
from policies.engine.model import Ambiguity
from policies.forms.drafts import ReasonForm, day_field, text_area
from policies.wording import label_words


class RulingForm(forms.Form):
    """Settle one open point (裁定) by a reading, with the reason, from a day on."""

    reading = forms.ChoiceField(
        label="采用的口径", widget=forms.RadioSelect, error_messages={"required": "请选择采用的口径"}
    )
    reason = text_area("裁定理由", help_text="将公开，并在今后同类办件中引用")
    document_number = forms.CharField(label="裁定文号", max_length=60, required=False, help_text="没有正式文件的留空")
    effective_from = day_field("施行日期", error_messages={"required": "请填写施行日期"})

    def __init__(
        self, point: Ambiguity, pack: Pack, *args: Any, amounts: dict[str, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reading"].choices = [
            (reading.key, "：".join(filter(None, [label_words(reading.label, pack), (amounts or {}).get(reading.key)])))
            for reading in point.readings
        ]


class WithdrawalForm(ReasonForm):
    """Withdraw a ruling, with the reason (撤回裁定)."""

    reason = text_area("撤回理由")
