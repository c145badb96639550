"""The printable claim (申报书): what it says, which version is current, and whether the stamped scan is of that one."""

import json
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from django.utils import timezone

from applications.contents import STAMPED, contents_digest, filed_documents
from applications.facts import judge
from applications.models import Application, ClaimPaper, StampedScan
from applications.presentation import case_sheet
from policies.engine import Decision

TEMPLATE = Path(__file__).parent / "typst" / "claim.typ"
SHORT = 12  # so many characters of a digest tell files of one case apart on paper


def paper_content(application: Application) -> dict[str, Any]:
    """Return everything that the claim says on paper, in words."""
    pack, policy, decision = application.version.pack, application.round.policy, judge(application).decision
    titles = {material.key: material.title for material in pack.materials}
    return {
        "policy": policy.title,
        "basis": policy.document,
        "round": application.round.name,
        "enterprise": application.enterprise.name,
        "uscc": application.enterprise.uscc,
        "region": application.region.full_name,
        "sections": [
            [title, [[line.fact.label, line.text] for line in lines]] for title, lines in case_sheet(application)
        ],
        "account": [
            ["户名", application.account_name],
            ["开户银行", application.bank_name],
            ["账号", application.bank_account],
        ],
        "materials": [
            [titles.get(each.material, each.material), each.name, each.sha256[:SHORT]]
            for each in filed_documents(application)
        ],
        "derivation": [[line.label, line.clause, money(line.amount_yuan)] for line in decision.derivation],
        "amount": amount_words(decision),
        "commitment": pack.commitment,
    }


def money(yuan: Any) -> str:
    """Return an amount in 元 with thousands and 分, a dash where there is none."""
    return "—" if yuan is None else f"{yuan:,.2f}"


def amount_words(decision: Decision) -> str:
    """Return what the claim comes to, in words."""
    if decision.amount_yuan is not None:
        return f"{money(decision.amount_yuan)} 元"
    if decision.ceiling_yuan is not None:
        return f"不超过 {money(decision.ceiling_yuan)} 元，以部门核定为准"
    return "待部门裁定"


def code_of(paper: ClaimPaper) -> str:
    """Return what the QR code on every page says: case, version, and the beginning of the contents' digest."""
    return f"HUIQI {paper.application.number} V{paper.number} {paper.digest[:16]}"


def paper_pdf(paper: ClaimPaper) -> bytes:
    """Return the claim as an A4 PDF with embedded fonts, page numbers and the QR code on every page."""
    qr = BytesIO()
    segno.make(code_of(paper), error="m", micro=False).save(qr, kind="svg", border=0, xmldecl=False)
    content = {
        **paper.content,
        "number": paper.application.number,
        "version": paper.number,
        "digest": paper.digest[:16],
        "made_on": f"{timezone.localtime(paper.made_at):%Y-%m-%d}",
        "qr": qr.getvalue().decode(),
    }
    inputs = {"claim": json.dumps(content, ensure_ascii=False)}
    pdf: bytes = typst.compile(TEMPLATE, font_paths=[settings.PDF_FONTS], format="pdf", sys_inputs=inputs)  # type: ignore[misc]
    return pdf


@dataclass(frozen=True)
class PaperState:
    """How printed claim and stamped scan stand to what is declared now; `kind` is passed, failed or unknown for the dot."""

    latest: ClaimPaper | None
    is_current: bool
    scan: StampedScan | None
    kind: str
    word: str
    explanation: str

    @property
    def is_matched(self) -> bool:
        """Tell whether the scan is of the current version."""
        return self.kind == "passed"


def paper_state(application: Application) -> PaperState:
    """Return which version of the printed claim is current, and what the stamped scan is to it."""
    latest = application.papers.first()
    is_current = latest is not None and latest.digest == contents_digest(application)
    scan = current_scan(application)
    return PaperState(latest, is_current, scan, *scan_words(scan, latest, is_current))


def current_scan(application: Application) -> StampedScan | None:
    """Return the stamped scan that counts: the last one uploaded."""
    scans = StampedScan.objects.filter(
        document__application=application, document__material=STAMPED, document__removed_at__isnull=True
    )
    return scans.select_related("document", "paper").order_by("document__uploaded_at", "pk").last()


def scan_words(scan: StampedScan | None, latest: ClaimPaper | None, is_current: bool) -> tuple[str, str, str]:
    """Return dot, word and explanation of a scan beside the latest printed version."""
    if scan is None:
        return "unknown", "未上传", "尚未上传盖章申报书扫描件"
    if scan.reading == StampedScan.Reading.UNREADABLE:
        return "unknown", "未识别", "扫描件上的二维码未能识别，请对照版本号人工核对"
    if scan.paper is None or latest is None:
        return "failed", "不是本件", "扫描件上的二维码属于另一件申报，请上传本件的申报书"
    if scan.paper.number != latest.number:
        return "failed", "版本不一致", f"扫描件是第{scan.paper.number}版，当前为第{latest.number}版"
    if not is_current:
        return "failed", "版本不一致", f"扫描件是第{latest.number}版，此后申报内容已修改，请重新生成申报书并盖章"
    return "passed", "一致", f"扫描件是第{latest.number}版，与当前申报内容一致"
