"""Reading the procedure of a pack: materials, stages, public notice, exports."""

from policies.engine.loading_rules import required
from policies.engine.model import Column, Days, Export, Material, Publicity, Stage
from policies.engine.reading import Reader
from policies.engine.sections import Section

STAGE_KINDS = (
    "acceptance",
    "preliminary_review",
    "site_check",
    "expert_review",
    "final_review",
    "publicity",
    "agreement",
    "disbursement",
    "completion",
)
LINES = (
    "industry",
    "science",
    "finance",
    "market",
    "development",
    "commerce",
    "human_resources",
    "agriculture",
    "financial_service",
    "ecology",
    "housing",
    "natural_resources",
    "tax",
    "culture_tourism",
    "transport",
    "central_bank",
    "big_data",
    "provident_fund",
    "urban_management",
)
FORMATS = ("pdf", "jpg", "png", "xlsx", "docx")
GROUPS = ("total", "city_subtotal", "city_own", "counties")
PLAIN_SOURCES = ("index", "region.name", "approved_wan", "approved_yuan", "remitted_on", "remark")
ENTERPRISE = ("name", "uscc", "bank_name", "bank_account", "contact_name", "contact_phone", "contact")
SHARE_SOURCES = tuple(f"share.{level}_wan" for level in ("province", "city", "county", "district", "local"))


def read_materials(section: Section, reader: Reader) -> tuple[Material, ...]:
    """Return the materials that the applicant files."""
    materials = []
    for entry in section.sections("materials"):
        accept = entry.texts("accept") or ("pdf", "jpg", "png")
        if set(accept) - set(FORMATS):
            entry.wrong("accept", f"formats are {', '.join(FORMATS)}")
        materials.append(
            Material(
                key=entry.text("key", required=True),
                title=entry.text("title", required=True),
                form=entry.choice("form", ("original", "copy", "both"), "original"),
                copies=entry.integer("copies", 1) or 1,
                required=required(entry, reader),
                clause=entry.text("clause", required=True),
                proves=entry.texts("proves"),
                accept=accept,
                help=entry.text("help"),
                tolerable=entry.flag("tolerable"),
            )
        )
        entry.finish()
    return tuple(materials)


def read_stages(section: Section) -> tuple[Stage, ...]:
    """Return the stages in the order in which a case passes them."""
    stages = []
    for entry in section.sections("stages"):
        lines = entry.texts("lines")
        if not lines or set(lines) - set(LINES):
            entry.wrong("lines", f"bureau lines are {', '.join(LINES)}")
        stages.append(
            Stage(
                key=entry.text("key", required=True),
                kind=entry.choice("kind", STAGE_KINDS),
                title=entry.text("title", required=True),
                level=entry.choice("level", ("county", "city", "province")),
                lines=lines,
                joint=entry.flag("joint"),
                countersign=entry.flag("countersign"),
                days=_days(entry),
                due_on=entry.date("due_on"),
                skip_when=_skip_when(entry),
                checklist=entry.texts("checklist"),
                clause=entry.text("clause", required=True),
                not_counted=entry.text("not_counted"),
                sampled=_sampled(entry),
            )
        )
        entry.finish()
    return tuple(stages)


def _sampled(entry: Section) -> bool:
    """Return whether the stage is done by sampling; only a site check can be."""
    sampled = entry.flag("sampled")
    if sampled and entry.text("kind") != "site_check":
        entry.wrong("sampled", "only a site check is sampled")
    return sampled


def _skip_when(entry: Section) -> str:
    return "" if entry.take("skip_when") is None else entry.choice("skip_when", ("city_level_applicant",))


def _days(entry: Section) -> Days | None:
    days = entry.section("days")
    if days is None:
        return None
    count, unit = days.integer("count"), days.choice("unit", ("working", "calendar"), "working")
    if count is None or count < 1:
        days.wrong("count", "a positive number of days is expected")
    days.finish()
    return Days(count or 1, unit)


def read_publicity(section: Section) -> Publicity | None:
    """Return the public notice, or None when the document prescribes none."""
    entry = section.section("publicity")
    if entry is None:
        return None
    columns = []
    for column in entry.sections("columns"):
        columns.append((column.text("title", required=True), column.text("value", required=True)))
        column.finish()
    publicity = Publicity(
        days=entry.integer("days"),
        unit=entry.choice("unit", ("working", "calendar"), "working"),
        columns=tuple(columns),
        channel=entry.text("channel"),
        clause=entry.text("clause", required=True),
        title=entry.text("title"),
        amount_unit=entry.text("amount_unit"),
        notes=tuple(entry.texts("notes")),
    )
    entry.finish()
    return publicity


def read_exports(section: Section, reader: Reader) -> tuple[Export, ...]:
    """Return the annex tables."""
    exports = []
    for entry in section.sections("exports"):
        groups = entry.texts("groups")
        if set(groups) - set(GROUPS):
            entry.wrong("groups", f"group rows are {', '.join(GROUPS)}")
        exports.append(
            Export(
                key=entry.text("key", required=True),
                title=entry.text("title", required=True),
                unit=entry.text("unit"),
                columns=tuple(_column(column, reader) for column in entry.sections("columns")),
                groups=groups,
                note=entry.text("note"),
                clause=entry.text("clause", required=True),
            )
        )
        entry.finish()
    return tuple(exports)


def _column(entry: Section, reader: Reader) -> Column:
    source = entry.text("value", required=True)
    kind, _, name = source.partition(".")
    understood = (
        source in PLAIN_SOURCES
        or source in SHARE_SOURCES
        or (kind == "enterprise" and name in ENTERPRISE)
        or (kind in ("fact", "decision") and name in reader.facts)
    )
    if not understood:
        entry.wrong("value", f"unknown source {source!r}")
    column = Column(entry.text("title", required=True), source)
    entry.finish()
    return column
