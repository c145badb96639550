from django.contrib import admin

from policies.models import ApplicationRound, Policy


@admin.register(Policy)
class PolicyAdmin(admin.ModelAdmin):
    """Policies are loaded from their packs; the administrator only looks them up."""

    list_display = ["title", "code", "level", "region"]
    list_select_related = ["region"]
    search_fields = ["title", "code"]

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(ApplicationRound)
class ApplicationRoundAdmin(admin.ModelAdmin):
    """Rounds are opened by the system administrator."""

    exclude = ["needs_certification", "needs_stamped_form", "scarcity_rule"]  # set by the releasing bureau, on record
    list_display = ["name", "policy", "opens_on", "closes_on", "review_days"]
    list_select_related = ["policy"]
    list_filter = ["policy"]
    autocomplete_fields = ["policy"]
    date_hierarchy = "opens_on"
