from applications.forms.account import AccountForm
from applications.forms.facts import FactForm
from applications.forms.filing import (
    AnswerForm,
    CertificationForm,
    CommitmentForm,
    DeclineForm,
    HandInForm,
    UploadForm,
    WithdrawForm,
)
from applications.forms.gaps import PromiseForm

__all__ = [
    "AccountForm",
    "AnswerForm",
    "CertificationForm",
    "CommitmentForm",
    "DeclineForm",
    "FactForm",
    "HandInForm",
    "PromiseForm",
    "UploadForm",
    "WithdrawForm",
]
