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
from applications.forms.library import KeepForm, LibraryForm
from applications.forms.messages import MessageForm

__all__ = [
    "AccountForm",
    "AnswerForm",
    "CertificationForm",
    "CommitmentForm",
    "DeclineForm",
    "FactForm",
    "HandInForm",
    "KeepForm",
    "LibraryForm",
    "MessageForm",
    "PromiseForm",
    "UploadForm",
    "WithdrawForm",
]
