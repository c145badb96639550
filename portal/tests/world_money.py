"""A fund, its appropriation that waits for a check, an allocation, and a bank receipt, for the access matrix."""

from decimal import Decimal
from typing import Any

from accounts.models import User
from applications.models import Application
from disbursements import actions
from disbursements.actions.funds import Grant
from disbursements.models import PaymentBatch
from disbursements.tests.factories import MADE_AT, fund
from policies.models import ApplicationRound, Scarcity
from policies.tests.factories import PATENT_GRANT


def money_objects(out: PaymentBatch, waiting: Application, maker: User) -> dict[str, dict[str, Any]]:
    """The arguments of the pages of money: of a released batch, and of the fund that also pays a waiting case."""
    paying, round = fund(PATENT_GRANT), waiting.round
    granted = Grant("increase", Decimal(5), "驻财预〔2026〕9号", MADE_AT.date(), "调整")
    proposed = actions.propose_appropriation(paying, granted, maker, MADE_AT)
    ApplicationRound.objects.filter(pk=round.pk).update(scarcity_rule=Scarcity.FIRST_COME)
    round.refresh_from_db()
    drawn = actions.draw_up(paying, round, maker, MADE_AT)
    receipt = actions.check_receipt(out, "a.csv", "业务流水号,结果\r\nX,成功".encode(), maker, MADE_AT)
    batch = {"number": out.number}
    return {
        **{key: {"pk": paying.pk} for key in ("fund_detail", "fund_settlement", "appropriation_new")},
        **{key: {"pk": proposed.pk} for key in ("appropriation_confirm", "appropriation_refuse")},
        "allocation_new": {"pk": paying.pk, "round_id": round.pk},
        **{key: {"pk": drawn.pk} for key in ("allocation_detail", "allocation_approve", "allocation_refuse")},
        **{key: {**batch, "pk": receipt.pk} for key in ("receipt_detail", "receipt_confirm", "receipt_discard")},
        **dict.fromkeys(("batch_send", "batch_reconcile", "batch_close", "sheet_refuse"), batch),
    }
