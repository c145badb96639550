"""Django's admin, for system administrators (superusers) only: nobody is ever given a Django permission."""

from typing import cast

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.actions import check_assignment
from accounts.forms.messages import WordingForm
from accounts.messaging import send_again
from accounts.models import Bureau, Delivery, Enterprise, Region, RoleAssignment, User, Wording


@admin.register(User)
class PersonAdmin(UserAdmin):
    list_display = ["username", "name", "phone", "email", "is_active", "is_superuser"]
    search_fields = ["username", "name", "phone", "email"]
    list_filter = ["is_active", "is_superuser"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("个人信息", {"fields": ["name", "phone", "email", "large_type"]}),
        ("权限", {"fields": ["is_active", "is_staff", "is_superuser"]}),
        ("时间", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["username", "name", "phone", "email", "password1", "password2"]})]
    filter_horizontal = ()


@admin.register(Region)
class RegionAdmin(admin.ModelAdmin):
    list_display = ["name", "slug", "gb_code", "level", "kind", "parent", "order", "valid_from", "valid_to"]
    list_filter = ["level", "kind", "parent"]
    search_fields = ["name", "slug", "gb_code"]
    list_select_related = ["parent"]


@admin.register(Bureau)
class BureauAdmin(admin.ModelAdmin):
    list_display = ["name", "line", "region", "phone"]
    list_filter = ["line", "region__level"]
    search_fields = ["name", "region__name"]
    list_select_related = ["region"]
    autocomplete_fields = ["region"]


@admin.register(Enterprise)
class EnterpriseAdmin(admin.ModelAdmin):
    list_display = ["name", "uscc", "region", "registered_at", "verified_on"]
    list_filter = ["region__parent"]
    search_fields = ["name", "uscc"]
    list_select_related = ["region"]
    autocomplete_fields = ["region"]


class RoleAssignmentForm(forms.ModelForm):
    """A role assignment held against all of the database's rules, those over fields that are not shown included."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            check_assignment(self.instance)
        except ValidationError as error:
            self.add_error(None, error)


@admin.register(RoleAssignment)
class RoleAssignmentAdmin(admin.ModelAdmin):
    form = RoleAssignmentForm
    list_display = ["user", "role", "bureau", "enterprise", "policy_code", "valid_from", "valid_to", "ended_at"]
    list_filter = ["role"]
    search_fields = ["user__username", "user__name", "bureau__name", "enterprise__name", "enterprise__uscc"]
    list_select_related = ["user", "bureau", "enterprise"]
    autocomplete_fields = ["user", "bureau", "enterprise"]
    readonly_fields = ["granted_by", "ended_by", "ended_at"]

    def has_delete_permission(self, request: HttpRequest, obj: RoleAssignment | None = None) -> bool:
        """A role is ended, never deleted: its row says who could do what, and when."""
        return False

    def save_model(self, request: HttpRequest, obj: RoleAssignment, form: object, change: bool) -> None:
        if not change:
            obj.granted_by_id = request.user.pk
        super().save_model(request, obj, form, change)


@admin.register(Delivery)
class DeliveryAdmin(admin.ModelAdmin):
    list_display = [
        "queued_at",
        "channel",
        "address",
        "notification",
        "subject",
        "state",
        "attempts",
        "error",
        "sent_at",
    ]
    list_filter = ["state", "channel"]
    search_fields = ["address", "notification__title", "subject"]
    exclude = ["body"]  # it may hold the link to a new password
    list_select_related = ["notification"]
    actions = ["send_again"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The record is written by what sends, never by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Delivery | None = None) -> bool:
        """The record is only read."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Delivery | None = None) -> bool:
        """The record stays."""
        return False

    @admin.action(description="重新发送失败的", permissions=["view"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        """Queue what was given up once more."""
        self.message_user(request, f"已重新排入 {send_again(queryset)} 条")


class GeneralWordingForm(WordingForm):
    """The words of an event for one policy or for all."""

    class Meta(WordingForm.Meta):
        fields = ("event", "policy_code", "title", "body")  # type: ignore[assignment]


@admin.register(Wording)
class WordingAdmin(admin.ModelAdmin):
    form = GeneralWordingForm
    list_display = ["event", "policy_code", "title", "changed_by", "changed_at"]
    list_filter = ["event"]

    def save_model(self, request: HttpRequest, obj: Wording, form: object, change: bool) -> None:
        obj.changed_by_id, obj.changed_at = cast(int, request.user.pk), timezone.now()
        super().save_model(request, obj, form, change)
