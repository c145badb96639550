"""What exactly an enterprise files: everything it declares and every file, as one digest."""

from typing import Any

from accounts.canonical import digest_of
from applications.facts import fact_values
from applications.models import Application, Document

# Files that are kept with a case and are no material of its policy. No pack may use these keys.
STAMPED = "stamped-application"
MESSAGE = "message-attachment"


def filed_documents(application: Application) -> list[Document]:
    """Return the files of the case's materials that were not taken out, in the order of their materials."""
    return [each for each in application.documents.all() if each.removed_at is None and is_material(each)]


def is_material(document: Document) -> bool:
    """Tell whether a file belongs to a material of the policy (申报材料)."""
    return document.material not in (STAMPED, MESSAGE)


def contents(application: Application) -> dict[str, Any]:
    """Return what is filed: who claims, under which version, the account, the facts and the files by digest."""
    return {
        "number": application.number,
        "version": application.version.digest,
        "uscc": application.enterprise.uscc,
        "enterprise": application.enterprise.name,
        "account": [application.account_name, application.bank_name, application.bank_account],
        "facts": fact_values(application),
        "documents": sorted([each.material, each.sha256] for each in filed_documents(application)),
    }


def contents_digest(application: Application) -> str:
    """Return the SHA-256 of what is filed: another fact, account or file gives another digest."""
    return digest_of(contents(application))
