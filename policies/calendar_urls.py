from datetime import date

from django.urls import path, register_converter

from policies.views import calendar


class DayConverter:
    """A day in an address: 2026-10-01."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")

urlpatterns = [
    path("calendar/", calendar.calendar_year, name="calendar"),
    path("calendar/<int:year>/", calendar.calendar_year, name="calendar_year"),
    path("calendar/<int:year>/days/new/", calendar.calendar_day, name="calendar_day_new"),
    path("calendar/<int:year>/days/<day:day>/", calendar.calendar_day, name="calendar_day"),
    path("calendar/<int:year>/days/<day:day>/remove/", calendar.calendar_remove, name="calendar_remove"),
    path("calendar/<int:year>/days/<day:day>/confirm/", calendar.calendar_confirm, name="calendar_confirm"),
    path("calendar/<int:year>/announce/", calendar.calendar_announce, name="calendar_announce"),
]
