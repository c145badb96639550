"""Small child rows that come along with their case in the case's own query (随件行): no question more for them."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef, Subquery
from django.db.models.functions import JSONObject

from applications.models import Application, ApplicationQuerySet, MaterialGap, StatusHistory
from reviews.models import Agreement

ROWS: dict[str, type[Model]] = {"history": StatusHistory, "gaps": MaterialGap}


def with_rows(cases: ApplicationQuerySet) -> ApplicationQuerySet:
    """Return the cases, each with its status history and owed materials as plain records, for `take_rows`.

    `signed_on` tells when the case's agreement (任务书) was signed.
    """
    signed = Agreement.objects.filter(application=OuterRef("pk"), signed_on__isnull=False).values("signed_on")[:1]
    return cases.annotate(
        signed_on=Subquery(signed), **{f"{name}_rows": ArraySubquery(_records(model)) for name, model in ROWS.items()}
    )


def take_rows(application: Application) -> None:
    """Make the records of `with_rows` what `application.history.all()` and `.gaps.all()` give, as if prefetched."""
    kept = application.__dict__.setdefault("_prefetched_objects_cache", {})
    for name, model in ROWS.items():
        rows = getattr(application, name).all()
        rows._result_cache = [_row(model, record, application) for record in getattr(application, f"{name}_rows")]
        rows._prefetch_done = True
        kept[name] = rows


def _records(model: type[Model]) -> Any:
    rows = model._default_manager.filter(application=OuterRef("pk")).order_by(*model._meta.ordering or [])
    names = {field.attname: field.attname for field in model._meta.concrete_fields}
    return rows.values(record=JSONObject(**names))


def _row(model: type[Model], record: dict[str, Any], application: Application) -> Model:
    fields = model._meta.concrete_fields
    values = [field.to_python(record[field.attname]) for field in fields]
    row = model.from_db(application._state.db, [field.attname for field in fields], values)
    row.application = application  # type: ignore[attr-defined]
    return row
