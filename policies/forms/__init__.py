from policies.forms.drafts import DatesForm, FiguresForm, MoveForm, ReasonForm, SubmitForm, TextsForm, YamlForm
from policies.forms.golden import GoldenForm
from policies.forms.library import LibraryForm
from policies.forms.procedure import EntryFormSet, entry_formset
from policies.forms.rulings import RulingForm, WithdrawalForm

__all__ = [
    "DatesForm",
    "EntryFormSet",
    "FiguresForm",
    "GoldenForm",
    "LibraryForm",
    "MoveForm",
    "ReasonForm",
    "RulingForm",
    "SubmitForm",
    "TextsForm",
    "WithdrawalForm",
    "YamlForm",
    "entry_formset",
]
