from collections.abc import Iterable
from itertools import groupby
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms

from accounts.forms.people import HalfWidthField, PasswordFields
from accounts.models import Enterprise, Region, Role, normalise_uscc, validate_uscc
from accounts.models.enterprises import INVITED_ROLES
from accounts.queues import handling_units

Choices = list[tuple[str, list[tuple[Any, str]]]]


def grouped_by_city(regions: Iterable[Region], key: str = "pk") -> Choices:
    """Return the choices of a region select by `key`: one group per city, its own level (市本级) first."""

    def city(region: Region) -> Region:
        return region if region.level == Region.Level.CITY or region.parent is None else region.parent

    ordered = sorted(regions, key=lambda region: (city(region).order, region.order))
    return [
        (
            head.name,
            [(getattr(region, key), f"{region.name}本级" if region == head else region.name) for region in group],
        )
        for head, group in groupby(ordered, key=city)
    ]


class RegistrationForm(PasswordFields):
    """An enterprise and its first clerk (企业注册)."""

    uscc = forms.CharField(label="统一社会信用代码", help_text="18 位，见营业执照")
    enterprise_name = forms.CharField(label="企业名称", max_length=100, help_text="与公章一致的全称")
    region = forms.ModelChoiceField(
        label="所属区划", queryset=Region.objects.none(), empty_label="请选择", help_text="市属企业选“本级”"
    )

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region = self.fields["region"]
        region.queryset = handling_units(today)
        region.choices = [("", "请选择"), *grouped_by_city(region.queryset)]
        self.helper = FormHelper()
        self.helper.form_tag = self.helper.form_show_errors_list = False
        self.helper.layout = Layout(
            Fieldset("企业", "uscc", "enterprise_name", "region"),
            Fieldset("经办人", "name", "phone", "email"),
            Fieldset("登录", "username", "password", "password_again"),
        )

    def clean_uscc(self) -> str:
        """Forgive full-width characters, spaces and lower case; refuse a wrong check character."""
        uscc = normalise_uscc(self.cleaned_data["uscc"])
        validate_uscc(uscc)
        return uscc


class InvitationForm(forms.Form):
    """Whom to invite, and as what (邀请经办人、负责人)."""

    name = forms.CharField(label="姓名", max_length=40)
    email = forms.EmailField(label="邮箱")
    role = forms.ChoiceField(
        label="角色",
        choices=INVITED_ROLES,
        initial=Role.APPLICANT_CLERK,
        help_text="经办人填报和提交；负责人在需要确认的批次核对全部内容并确认提交",
    )


class ProfileForm(forms.ModelForm):
    """What an enterprise may change about itself (企业信息): its unit within the city, and the contact.

    Name and credit code stay as registered. Another unit counts for claims started from then on.
    """

    contact_phone = HalfWidthField(label="联系电话", required=False, max_length=20)

    class Meta:
        model = Enterprise
        fields = [
            "region",
            "address",
            "legal_representative",
            "contact_name",
            "contact_phone",
        ]
        help_texts = {"region": "只影响之后开始的申报；由县（区）受理的政策，市属企业请选企业所在的县（区）"}

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        city = self.instance.region.at_level(Region.Level.CITY)
        region = self.fields["region"]
        region.queryset = handling_units(today).filter(pk__in=city.with_descendants())
        region.choices = grouped_by_city(region.queryset)
