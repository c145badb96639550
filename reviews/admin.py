from django.contrib import admin

from reviews.models import SupervisionTerms


@admin.register(SupervisionTerms)
class SupervisionTermsAdmin(admin.ModelAdmin):
    """The system administrator sets from when on lateness is reported, and how long an answer may take."""

    list_display = ["region", "report_after_days", "answer_days"]
    list_select_related = ["region"]
    autocomplete_fields = ["region"]
