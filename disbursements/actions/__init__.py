"""What the finance bureaus do: remit a local share, build, check and settle a batch."""

from disbursements.actions.allocations import approve_as_checker, approve_as_chief, draw_up, refuse_allocation
from disbursements.actions.batches import (
    build_batch,
    cancel_batch,
    release_batch,
    remove_line,
    return_batch,
    send_batch,
    submit_batch,
)
from disbursements.actions.closing import close_batch, reconcile, refuse_sheet
from disbursements.actions.forfeits import cease_payment
from disbursements.actions.funds import (
    confirm_appropriation,
    propose_appropriation,
    refuse_appropriation,
    register_fund,
)
from disbursements.actions.receipts import check_receipt, discard_receipt, record_receipt, start_receipt
from disbursements.actions.remittances import record_remittance, void_remittance
from disbursements.actions.results import confirm_payment, fail_payment, return_payment

__all__ = [
    "approve_as_checker",
    "approve_as_chief",
    "build_batch",
    "cancel_batch",
    "cease_payment",
    "check_receipt",
    "close_batch",
    "confirm_appropriation",
    "confirm_payment",
    "discard_receipt",
    "draw_up",
    "fail_payment",
    "propose_appropriation",
    "reconcile",
    "record_receipt",
    "record_remittance",
    "refuse_allocation",
    "refuse_appropriation",
    "refuse_sheet",
    "register_fund",
    "release_batch",
    "remove_line",
    "return_batch",
    "return_payment",
    "send_batch",
    "start_receipt",
    "submit_batch",
    "void_remittance",
]
