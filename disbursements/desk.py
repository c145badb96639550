"""The money desk: what happens to the funds when a case moves. The portal names this module in its settings."""

from disbursements.ledger import follow as follow  # the port is this module
