import secrets
import unicodedata

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from stdnum.cn import uscc as stdnum_uscc
from stdnum.exceptions import ValidationError as StdnumError

from accounts.models.people import Role


def normalise_uscc(text: str) -> str:
    """Return a unified social credit code (统一社会信用代码) without spaces, half-width and upper-case."""
    return "".join(unicodedata.normalize("NFKC", text or "").split()).upper()


def validate_uscc(value: str) -> None:
    """Raise ValidationError where `value` breaks GB 32100-2015: 18 characters, the last one a check character."""
    try:
        stdnum_uscc.validate(value)
    except StdnumError as error:
        raise ValidationError("统一社会信用代码不正确：应为 18 位，末位为校验码，请对照营业执照核对") from error


class Enterprise(models.Model):
    """An enterprise (企业) as it registered itself; `verified_on` tells when a bureau confirmed that it exists."""

    uscc = models.CharField("统一社会信用代码", max_length=18, unique=True, validators=[validate_uscc])
    name = models.CharField("企业名称", max_length=100)
    region = models.ForeignKey(
        "accounts.Region", verbose_name="所属区划", on_delete=models.PROTECT, related_name="enterprises"
    )
    address = models.CharField("注册地址", max_length=200, blank=True)
    legal_representative = models.CharField("法定代表人", max_length=40, blank=True)
    contact_name = models.CharField("联系人", max_length=40, blank=True)
    contact_phone = models.CharField("联系电话", max_length=20, blank=True)
    bank_name = models.CharField("开户银行（全称）", max_length=100, blank=True)
    bank_account = models.CharField("银行账号", max_length=40, blank=True)
    registered_at = models.DateTimeField("登记时间", auto_now_add=True)
    verified_on = models.DateField("核验日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "企业"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(uscc__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$"),
                name="enterprise_uscc_charset",
                violation_error_message="统一社会信用代码格式不正确",
            ),
            models.CheckConstraint(
                condition=Q(bank_account__regex=r"^[0-9]{0,40}$"),
                name="enterprise_bank_account_digits",
                violation_error_message="银行账号只能是数字",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class JoinRequest(models.Model):
    """A request to join (加入申请): a second registration of a known code waits for that enterprise's administrator."""

    class State(models.TextChoices):
        OPEN = "open", "待处理"
        ACCEPTED = "accepted", "已同意"
        REFUSED = "refused", "已拒绝"

    user = models.ForeignKey(
        "accounts.User", verbose_name="申请人", on_delete=models.PROTECT, related_name="join_requests"
    )
    enterprise = models.ForeignKey(
        Enterprise, verbose_name="企业", on_delete=models.PROTECT, related_name="join_requests"
    )
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    created_at = models.DateTimeField("申请时间", auto_now_add=True)
    decided_by = models.ForeignKey(
        "accounts.User", verbose_name="处理人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "加入申请"
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "enterprise"],
                condition=Q(state="open"),
                name="join_request_open_once",
                violation_error_message="已有待处理的加入申请",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_by__isnull=True)
                | (~Q(state="open") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="join_request_decided_by_someone",
                violation_error_message="已处理的申请须记录处理人和时间",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.enterprise}"


INVITED_ROLES = [(role.value, role.label) for role in (Role.APPLICANT_CLERK, Role.PRINCIPAL)]


def new_invitation_token() -> str:
    """Return a token that cannot be guessed: whoever holds the link may accept the invitation."""
    return secrets.token_urlsafe(24)


class Invitation(models.Model):
    """An invitation (邀请) to a role of an enterprise by its administrator; the link works once and until `expires_at`."""

    enterprise = models.ForeignKey(
        Enterprise, verbose_name="企业", on_delete=models.PROTECT, related_name="invitations"
    )
    name = models.CharField("姓名", max_length=40)
    email = models.EmailField("邮箱")
    role = models.CharField("角色", max_length=24, choices=INVITED_ROLES, default=Role.APPLICANT_CLERK)
    token = models.CharField("邀请码", max_length=64, unique=True, default=new_invitation_token)
    invited_by = models.ForeignKey("accounts.User", verbose_name="邀请人", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("邀请时间", auto_now_add=True)
    expires_at = models.DateTimeField("失效时间")
    mailed_at = models.DateTimeField("邮件发出时间", null=True, blank=True)
    accepted_by = models.ForeignKey(
        "accounts.User", verbose_name="接受人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "邀请"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.enterprise} 邀请 {self.name}"

    @property
    def path(self) -> str:
        """Return the path of the page on which the invitation is accepted."""
        return reverse("invitation", args=[self.token])
