from typing import Any

from django import forms

from policies.engine.model import Stage
from policies.forms.drafts import ReasonForm
from policies.models import Scarcity


class RoundTermsForm(ReasonForm):
    """What a round asks of a filing (批次申报要求)."""

    needs_certification = forms.BooleanField(
        label="须企业负责人确认后提交",
        required=False,
        help_text="经办人填好后交本企业负责人核对、确认，由负责人提交；经办人与负责人须为两人",
    )
    needs_stamped_form = forms.BooleanField(
        label="须上传盖章申报书",
        required=False,
        help_text="企业下载申报书打印盖章，扫描后传回；系统按二维码核对是否与当前填报一致",
    )
    second_look_pct = forms.IntegerField(
        label="核定后抽查比例（%）",
        min_value=0,
        max_value=100,
        help_text="双随机抽查：按此比例随机抽取已核定的办件，随机选派未经办的人员复看；0 表示不抽查，不影响办理进度",
        error_messages={"required": "请填写抽查比例，不抽查填 0"},
    )
    second_look_days = forms.IntegerField(
        label="复看期限（工作日）",
        required=False,
        min_value=1,
        max_value=60,
        help_text="抽取后多少个工作日内复看，过半、过八成和超时都会提醒；留空表示不计时",
    )
    site_check_pct = forms.IntegerField(
        label="实地抽查比例（%）",
        required=False,
        min_value=1,
        max_value=100,
    )
    scarcity_rule = forms.ChoiceField(
        label="资金不足时的分配规则",
        required=False,
        choices=[("", "文件未规定，资金不足时另行裁定"), *Scarcity.choices],
        help_text="文件有规定的按文件，理由中写明条款；文件没有规定的，由主管部门裁定，理由中写明裁定依据",
    )
    field_order = [
        "needs_certification", "needs_stamped_form", "second_look_pct", "second_look_days", "site_check_pct",
        "scarcity_rule", "reason",
    ]  # fmt: skip

    def __init__(self, *args: Any, sampled: Stage | None = None, **kwargs: Any) -> None:
        """`sampled` is the stage that the document has checked by sampling (抽查); without one nothing is asked of it."""
        super().__init__(*args, **kwargs)
        if sampled is None:
            del self.fields["site_check_pct"]
            return
        said = f"文件规定{sampled.title}（{sampled.clause}），未规定比例：按此比例公开种子随机抽取；留空表示逐件核查"
        self.fields["site_check_pct"].help_text = said
