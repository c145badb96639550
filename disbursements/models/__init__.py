from disbursements.models.allocations import Allocation, AllocationLine
from disbursements.models.batches import BatchEvent, Payment, PaymentBatch
from disbursements.models.funds import Appropriation, Fund, FundPolicy
from disbursements.models.ledger import Account, CaseBalance, FundBalance, FundEntry, FundTransaction
from disbursements.models.receipts import ReceiptFile, Reconciliation
from disbursements.models.remittances import ShareRemittance

__all__ = [
    "Account",
    "Allocation",
    "AllocationLine",
    "Appropriation",
    "BatchEvent",
    "CaseBalance",
    "Fund",
    "FundBalance",
    "FundEntry",
    "FundPolicy",
    "FundTransaction",
    "Payment",
    "PaymentBatch",
    "ReceiptFile",
    "Reconciliation",
    "ShareRemittance",
]
