"""The same file in another case (同一文件): filed by another enterprise, or by this one to prove two claims."""

from applications.models import Application, Document
from reviews.flags.found import STANDING_NOT, Found, Severity, described, signals
from reviews.models import Flag


def found(application: Application) -> list[Found]:
    """Return a flag for each other case that holds one of this case's files, the newest cases of each file first."""
    own = {file.sha256: file for file in application.documents.all() if file.removed_at is None}
    same = Document.objects.filter(sha256__in=own, removed_at__isnull=True).exclude(application=application)
    same = same.exclude(application__status__in=STANDING_NOT)
    flags: dict[str, Found] = {}
    counts: dict[str, int] = {}
    for file in same.select_related("application__round__policy", "application__region").order_by("-uploaded_at")[:200]:
        if application.enterprise_id == file.application.enterprise_id and _is_reusable(application, own[file.sha256]):
            continue
        key = f"{file.sha256[:32]} {file.application.number}"
        counts[file.sha256] = counts.get(file.sha256, 0) + (key not in flags)
        if key not in flags and counts[file.sha256] <= signals()["most_others"]:
            flags[key] = _flag(application, own[file.sha256], file, key)
    return list(flags.values())


def _flag(application: Application, own: Document, same: Document, key: str) -> Found:
    is_own = same.application.enterprise_id == application.enterprise_id
    whose = "本企业" if is_own else "另一家企业"
    return Found(
        kind=Flag.Kind.SAME_DOCUMENT,
        key=key,
        words=f"材料“{own.name}”与{whose}在{described(same.application)}中提交的文件完全相同。",
        severity=Severity.LOW if is_own else Severity.HIGH,
        other=same.application,
        rows=[("文件摘要 SHA-256", own.sha256, same.sha256)],
    )


def _is_reusable(application: Application, file: Document) -> bool:
    titles = {material.key: material.title for material in application.version.pack.materials}
    title = titles.get(file.material, file.material)
    return any(word in title for word in signals()["reusable_materials"])
