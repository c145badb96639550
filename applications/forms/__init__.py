from applications.forms.account import AccountForm
from applications.forms.facts import FactForm
from applications.forms.filing import AnswerForm, CommitmentForm, UploadForm, WithdrawForm

__all__ = ["AccountForm", "AnswerForm", "CommitmentForm", "FactForm", "UploadForm", "WithdrawForm"]
