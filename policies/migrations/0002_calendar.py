"""Load the days off and the working weekends of the years that the State Council has announced."""

from chinese_calendar import constants
from django.db import migrations

YEARS = range(2022, 2027)


def chinese(english):
    name = constants.Holiday(english).chinese
    return name if name.endswith(("节", "元旦", "纪念日")) else f"{name}节"


def seed(apps, schema_editor):
    """Take the announced years over from chinesecalendar 1.11, which holidays 0.109 confirms day by day."""
    Year, Day = apps.get_model("policies", "CalendarYear"), apps.get_model("policies", "SpecialDay")
    for year in YEARS:
        document = f"国务院办公厅关于{year}年部分节假日安排的通知"
        Year.objects.create(year=year, document=document)
        for days, worked in ((constants.holidays, False), (constants.workdays, True)):
            Day.objects.bulk_create(
                Day(
                    day=day,
                    is_working=worked,
                    name=chinese(name) + ("调休上班" if worked else ""),
                    document=document,
                )
                for day, name in sorted(days.items())
                if day.year == year
            )


class Migration(migrations.Migration):
    replaces = [("policies", "0006_case_work"), ("policies", "0007_second_look")]

    dependencies = [("policies", "0001_tables")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
