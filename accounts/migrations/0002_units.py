"""Load the handling units from `regions.yaml`, and their bureaus from there and from `bureaus.yaml`."""

from pathlib import Path

import yaml
from django.db import migrations

UNITS = Path(__file__).with_name("regions.yaml")
BUREAUS = Path(__file__).with_name("bureaus.yaml")


def load_units(apps, schema_editor):
    region = apps.get_model("accounts", "Region").objects
    table = yaml.safe_load(UNITS.read_text())
    slug, name, gb_code = table["province"]
    province = region.create(slug=slug, name=name, gb_code=gb_code, level="province", order=1)
    for city_order, entry in enumerate(table["cities"], start=1):
        slug, name, gb_code = entry["unit"]
        city = region.create(
            slug=slug, name=name, gb_code=gb_code, level="city", parent=province, order=city_order * 100
        )
        load_counties(region, city, entry)
    load_first_bureaus(apps, table["lines"])


def load_counties(region, city, entry):
    rows = [(*row, "administrative", None) for row in entry["counties"]]
    rows += [(slug, name, "", "development_zone", None) for slug, name in entry["zones"]]
    rows += [(slug, name, gb_code, "administrative", last_day) for slug, name, gb_code, last_day in entry["withdrawn"]]
    for order, (slug, name, gb_code, kind, last_day) in enumerate(rows, start=city.order + 1):
        region.create(
            slug=slug,
            name=name,
            gb_code=gb_code,
            kind=kind,
            level="county",
            parent=city,
            order=order,
            valid_to=last_day,
        )


def load_first_bureaus(apps, lines):
    bureau = apps.get_model("accounts", "Bureau")
    bureau.objects.bulk_create(
        bureau(line=line, region=region, name=f"{region.name}{words[region.level]}")
        for region in apps.get_model("accounts", "Region").objects.filter(valid_to__isnull=True)
        for line, words in lines.items()
    )


def unload_units(apps, schema_editor):
    apps.get_model("accounts", "Bureau").objects.all().delete()
    for level in ("county", "city", "province"):
        apps.get_model("accounts", "Region").objects.filter(level=level).delete()


def load_bureaus(apps, schema_editor):
    """Give every current unit the bureaus of the further lines."""
    bureau = apps.get_model("accounts", "Bureau")
    lines = yaml.safe_load(BUREAUS.read_text())
    regions = apps.get_model("accounts", "Region").objects.filter(valid_to__isnull=True).select_related("parent")
    bureau.objects.bulk_create(
        (
            bureau(line=line, region=region, name=words[region.level].format(**names_of(region)))
            for region in regions
            for line, words in lines.items()
        ),
        ignore_conflicts=True,
    )


def names_of(region):
    """Return the parts of a bureau's name: the unit, its city, the unit's stem, and a district with its city."""
    city = region.parent.name if region.level == "county" else region.name
    is_zone = region.kind == "development_zone"
    stem = region.name.removeprefix(city).removeprefix(city.rstrip("市")) if is_zone else region.name
    if not is_zone and len(stem) > 2 and stem[:-1] != city.rstrip("市"):
        stem = stem[:-1]
    is_district = region.name.endswith("区") and not is_zone
    return {"name": region.name, "city": city, "stem": stem, "full": city + region.name if is_district else region.name}


def unload_bureaus(apps, schema_editor):
    """Take away the bureaus of the further lines; PROTECT keeps those in which somebody holds a role or a task."""
    lines = yaml.safe_load(BUREAUS.read_text())
    apps.get_model("accounts", "Bureau").objects.filter(line__in=lines).delete()


class Migration(migrations.Migration):
    replaces = [("accounts", "0002_regions"), ("accounts", "0006_case_work")]

    dependencies = [("accounts", "0001_tables")]

    operations = [
        migrations.RunPython(load_units, unload_units),
        migrations.RunPython(load_bureaus, unload_bureaus),
    ]
