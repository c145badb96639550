"""What the finance bureaus do: remit a local share, build, check and settle a batch."""

from disbursements.actions.batches import (
    build_batch,
    cancel_batch,
    release_batch,
    remove_line,
    return_batch,
    submit_batch,
)
from disbursements.actions.forfeits import cease_payment
from disbursements.actions.funds import (
    confirm_appropriation,
    propose_appropriation,
    refuse_appropriation,
    register_fund,
)
from disbursements.actions.receipts import import_receipt
from disbursements.actions.remittances import record_remittance, void_remittance
from disbursements.actions.results import confirm_payment, fail_payment

__all__ = [
    "build_batch",
    "cancel_batch",
    "cease_payment",
    "confirm_appropriation",
    "confirm_payment",
    "fail_payment",
    "import_receipt",
    "propose_appropriation",
    "record_remittance",
    "refuse_appropriation",
    "register_fund",
    "release_batch",
    "remove_line",
    "return_batch",
    "submit_batch",
    "void_remittance",
]
