from policies.forms.library import LibraryForm

__all__ = ["LibraryForm"]
