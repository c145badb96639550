"""Load the handling units and their bureaus from `regions.yaml`."""

from pathlib import Path

import yaml
from django.db import migrations

TABLE = Path(__file__).with_name("regions.yaml")


def load(apps, schema_editor):
    region = apps.get_model("accounts", "Region").objects
    table = yaml.safe_load(TABLE.read_text())
    slug, name, gb_code = table["province"]
    province = region.create(slug=slug, name=name, gb_code=gb_code, level="province", order=1)
    for city_order, entry in enumerate(table["cities"], start=1):
        slug, name, gb_code = entry["unit"]
        city = region.create(
            slug=slug, name=name, gb_code=gb_code, level="city", parent=province, order=city_order * 100
        )
        load_counties(region, city, entry)
    load_bureaus(apps, table["lines"])


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


def load_bureaus(apps, lines):
    bureau = apps.get_model("accounts", "Bureau")
    bureau.objects.bulk_create(
        bureau(line=line, region=region, name=f"{region.name}{words[region.level]}")
        for region in apps.get_model("accounts", "Region").objects.filter(valid_to__isnull=True)
        for line, words in lines.items()
    )


def unload(apps, schema_editor):
    apps.get_model("accounts", "Bureau").objects.all().delete()
    for level in ("county", "city", "province"):
        apps.get_model("accounts", "Region").objects.filter(level=level).delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(load, unload)]
