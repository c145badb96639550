from policies.forms.drafts import (
    ActForm,
    DatesForm,
    FiguresForm,
    MoveForm,
    ReasonedActForm,
    ReasonForm,
    SubmitForm,
    TextsForm,
    YamlForm,
)
from policies.forms.golden import GoldenForm
from policies.forms.library import LibraryForm
from policies.forms.procedure import EntryFormSet, entry_formset
from policies.forms.rounds import RoundTermsForm
from policies.forms.rulings import RulingForm, WithdrawalForm

__all__ = [
    "ActForm",
    "DatesForm",
    "EntryFormSet",
    "FiguresForm",
    "GoldenForm",
    "LibraryForm",
    "MoveForm",
    "ReasonForm",
    "ReasonedActForm",
    "RoundTermsForm",
    "RulingForm",
    "SubmitForm",
    "TextsForm",
    "WithdrawalForm",
    "YamlForm",
    "entry_formset",
]
