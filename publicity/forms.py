"""The form of a notice."""

from django import forms

from accounts.models import Bureau
from policies.models import ApplicationRound
from publicity.actions.notices import NoticeTerms
from publicity.models import Notice
from publicity.models.notices import MINIMUM_DAYS

CHANNEL = "对公示内容有异议的，请在公示期内提出，并附证明材料。受理部门：{bureau}，电话：{phone}。也可在本页网上提出。"
TO_FILL_IN = "（请填写）"


class NoticeForm(forms.Form):
    """What the officer decides about a notice; the cases themselves are ticked in the table below it."""

    title = forms.CharField(label="标题", max_length=120, widget=forms.Textarea(attrs={"rows": 2}))
    basis = forms.CharField(label="依据文件", max_length=300, required=False)
    days = forms.IntegerField(label="公示期", min_value=MINIMUM_DAYS, max_value=60)
    channel = forms.CharField(
        label="受理异议的渠道", help_text="写明来信、电话、邮箱、地址", widget=forms.Textarea(attrs={"rows": 3})
    )
    cases = forms.TypedMultipleChoiceField(
        label="公示的办件", coerce=int, error_messages={"required": "请至少选择一件办件"}
    )

    def __init__(self, *args, round: ApplicationRound, bureau: Bureau, case_ids: list[int], **kwargs) -> None:
        kwargs["initial"] = {**proposed_terms(round, bureau), "cases": case_ids}
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
        return NoticeTerms(given["title"], given["days"], self.unit, given["channel"], given["basis"])


def proposed_terms(round: ApplicationRound, bureau: Bureau) -> dict:
    """Return what a new notice of the round starts from: the usual wording, and the period that the document sets."""
    pack = round.version.pack
    prescribed = pack.publicity
    listed = "拟支持" if pack.amount_lines else "拟认定"
    source = pack.source
    title, number = source.get("document", ""), source.get("number", "")
    document = f"《{title}》" * bool(title) + f"（{number}）" * bool(number)
    return {
        "title": f"关于{round.policy}{round.name}{listed}名单的公示",
        "basis": document,
        "days": max(prescribed.days or 0, MINIMUM_DAYS) if prescribed else MINIMUM_DAYS,
        "channel": CHANNEL.format(bureau=bureau, phone=bureau.phone or TO_FILL_IN),
    }
