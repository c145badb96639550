"""Forms of an objection: the public one, the officer's and the finder's, the enterprise's statement."""

import re
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email

from accounts.models import User
from applications.documents import Accepted, check_file
from applications.forms.filing import FilesField, FilesInput
from publicity.actions import Finding
from publicity.independence import Candidate
from publicity.objection_flow import Remedy

PHONE = re.compile(r"^\+?[0-9][0-9 \-]{6,18}$")
ACCEPT = ("pdf", "jpg", "png")
MOST_FILES = 3
TOO_SHORT = "异议内容不少于 10 个字，请写明事实和依据"


class EvidenceField(FilesField):
    """Up to three files, each opened and scanned by the upload guard; gives (name, what was accepted)."""

    widget = FilesInput

    def __init__(self) -> None:
        super().__init__(
            label="附件（选填）",
            required=False,
            help_text=f"PDF、JPG 或 PNG，最多 {MOST_FILES} 份，每份不超过 20 MB",
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the accepted files; refuse with what is wrong with which."""
        files: list[UploadedFile] = [file for file in data or [] if file]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"最多上传 {MOST_FILES} 份，请合并后重新选择")
        accepted: list[tuple[str, Accepted]] = []
        for file in files:
            name = str(file.name)
            try:
                accepted.append((name, check_file(file, ACCEPT)))
            except forms.ValidationError as refusal:
                raise forms.ValidationError(f"{name}：{'；'.join(refusal.messages)}（请重新选择全部附件）") from refusal
        return accepted


def long_text(label: str, help_text: str = "", *, required: bool = True, rows: int = 4) -> forms.CharField:
    """Return a field for up to 2000 characters."""
    return forms.CharField(
        label=label,
        max_length=2000,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class ObjectionForm(forms.Form):
    """An objection of anybody to one line; `website` is a trap that people never see and never fill in."""

    content = forms.CharField(
        label="异议内容",
        min_length=10,
        max_length=2000,
        help_text="哪里不对、有什么依据，写清楚就行，不少于 10 个字",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"min_length": TOO_SHORT},
    )
    evidence = EvidenceField()
    name = forms.CharField(
        label="姓名或单位名称（选填）",
        max_length=60,
        required=False,
        help_text="可以匿名。填写的，只有办理人员和监督员能看到，每次查阅都有记录，不会告诉企业",
    )
    contact = forms.CharField(
        label="联系方式（选填）",
        max_length=80,
        required=False,
        help_text="手机、固定电话或邮箱，核查时可能需要向您了解情况",
    )
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_contact(self) -> str:
        """Return the contact where it is empty, a phone number or an e-mail address."""
        contact = self.cleaned_data["contact"].strip()
        if contact and not PHONE.match(contact):
            validate_contact_email(contact)
        return contact

    def clean_content(self) -> str:
        """Return the content where it says something beyond blanks."""
        content = " ".join(self.cleaned_data["content"].split())
        if len(content) < 10:
            raise forms.ValidationError(TOO_SHORT)
        return content

    def clean_website(self) -> str:
        """Refuse what only a machine fills in."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError("提交未被接受，请刷新页面后重试")
        return ""


def validate_contact_email(contact: str) -> None:
    """Raise ValidationError where the contact is no e-mail address either."""
    try:
        validate_email(contact)
    except forms.ValidationError as error:
        raise forms.ValidationError("请填写有效的电话或邮箱，或者留空") from error


class ReconsiderationForm(forms.Form):
    """Why the objector asks for reconsideration."""

    reason = long_text("申请复核的理由", "说明您不同意答复中的哪一点、有什么依据。复核只有一次")


class AcceptForm(forms.Form):
    """The officer accepts an objection."""

    remark = forms.CharField(label="备注（选填，仅内部）", max_length=300, required=False)


class RefuseForm(forms.Form):
    """The officer refuses an objection."""

    reason = long_text("不予受理的理由", "写入告知书，提出人凭查询码可以看到；提出人可申请复核一次")


class AskForm(forms.Form):
    """What the enterprise is asked to explain."""

    substance = long_text("请企业说明的事项", "只写需要说明的事实，不要写提出人是谁、也不要照抄异议原文")


class ConcludeForm(forms.Form):
    """The finding, its remedy and the answer."""

    remedy = forms.ChoiceField(
        label="处理决定",
        choices=Remedy.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择处理决定"},
    )
    facts = long_text("核查情况（内部）", "查了什么、查到什么")
    answer = long_text("书面答复（给提出人）", "写入答复书，提出人凭查询码可以看到")
    reason = long_text("告知企业的理由", "异议成立的必填，企业可以看到，不能出现提出人", required=False, rows=3)

    def finding(self) -> Finding:
        """Return what the finder says."""
        given = self.cleaned_data
        return Finding(given["remedy"], given["facts"], given["answer"], given["reason"])


class AssignForm(forms.Form):
    """Who is to find on the objection, of those who may."""

    finder = forms.TypedChoiceField(
        label="核查人",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择核查人", "invalid_choice": "该人员不能核查这件异议，请重新选择"},
    )

    def __init__(self, *args: Any, candidates: list[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people: dict[int, User] = {each.user.pk: each.user for each in candidates if not each.why_not}
        self.fields["finder"].choices = [(pk, str(user)) for pk, user in self.people.items()]  # type: ignore[attr-defined]

    def chosen(self) -> User:
        """Return the person chosen."""
        return self.people[self.cleaned_data["finder"]]


class StatementForm(forms.Form):
    """The enterprise's statement."""

    text = long_text("说明内容", "请逐项说明，并附佐证材料", rows=6)
    evidence = EvidenceField()
