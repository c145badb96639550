"""The one timeline of a case (办理经过): its moves, the tasks that were opened, and what the enterprise changed since."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from applications.changes import account_text
from applications.models import Application, CaseChange
from applications.presentation import value_text
from reviews.models import FlagDecision


@dataclass
class Entry:
    """One thing that happened; `kind` is move, task, fact, file or flag. `before` and `after` are what a change changed."""

    at: datetime
    kind: str
    title: str
    who: str
    text: str = ""
    before: str = ""
    after: str = ""


def timeline(application: Application) -> list[Entry]:
    """Return what happened to a case, oldest first."""
    found = [*_moves(application), *_tasks(application), *_changes(application), *_files(application)]
    found += _flags(application)
    return sorted(found, key=lambda entry: entry.at)


def _moves(application: Application) -> list[Entry]:
    found = []
    for row in application.history.select_related("actor", "bureau__region", "on_behalf_of"):
        place = f"{row.bureau}　" if row.bureau else ""
        instead = f"（代{row.on_behalf_of}）" if row.on_behalf_of else ""
        who = f"{place}{row.actor or '系统'}{instead}（{row.get_role_display()}）"
        found.append(Entry(row.at, "move", row.get_action_display(), who, row.reason))
    return found


def _tasks(application: Application) -> list[Entry]:
    return [
        Entry(task.opened_at, "task", f"转{task.title}", str(task.bureau), f"时限 {task.due_on}" if task.due_on else "")
        for task in application.tasks.select_related("bureau__region")
    ]


def _changes(application: Application) -> list[Entry]:
    """Return what was changed in the facts and the account after filing, with the old and the new value."""
    facts, found = application.version.pack.facts, []
    for row in application.changes.select_related("changed_by"):
        if row.kind == CaseChange.Kind.ACCOUNT:
            label, before, after = "收款账户", account_text(row.before), account_text(row.after)
        elif row.key in facts:
            fact = facts[row.key]
            label, before, after = fact.label, value_text(fact, row.before), value_text(fact, row.after)
        else:
            continue
        found.append(Entry(row.changed_at, "fact", f"更正：{label}", str(row.changed_by), before=before, after=after))
    return found


def _flags(application: Application) -> list[Entry]:
    found = []
    for flag in application.flags.all():
        found.append(Entry(flag.raised_at, "flag", f"提出疑点：{flag.get_kind_display()}", "系统比对", flag.words))
    for row in FlagDecision.objects.filter(flag__application=application).select_related("by", "flag"):
        title = f"处理疑点（{row.flag.get_kind_display()}）：{row.get_state_display()}"
        found.append(Entry(row.at, "flag", title, str(row.by), row.reason))
    return found


def _files(application: Application) -> list[Entry]:
    since = application.submitted_at
    titles = {material.key: material.title for material in application.version.pack.materials}
    found = []
    for file in application.documents.select_related("uploaded_by"):
        title = titles.get(file.material, file.material)
        if since and file.uploaded_at > since:
            found.append(Entry(file.uploaded_at, "file", f"补交材料：{title}", str(file.uploaded_by), file.name))
        if since and file.removed_at and file.removed_at > since:
            filed = f"{file.name}（{timezone.localtime(file.uploaded_at):%m-%d %H:%M} 上传）"
            found.append(Entry(file.removed_at, "file", f"撤下材料：{title}", str(application.enterprise), filed))
    return found
