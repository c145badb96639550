from disbursements.models.batches import BatchEvent, Payment, PaymentBatch
from disbursements.models.remittances import ShareRemittance

__all__ = ["BatchEvent", "Payment", "PaymentBatch", "ShareRemittance"]
