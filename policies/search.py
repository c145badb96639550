"""Finding Chinese words without a dictionary: an index of characters and bigrams, checked again on the text itself."""

import unicodedata

from django.db.models import QuerySet

from policies.models import Policy

MAX_WORDS = 6


def normalised(text: str) -> str:
    """Return the text as the search sees it: compatibility forms unified (NFKC), upper-case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).upper().split())


def grams(text: str) -> list[str]:
    """Return every character and every bigram of the text, sorted and once each; spaces separate words."""
    found: set[str] = set()
    for word in normalised(text).split():
        found.update(word)
        found.update(word[at : at + 2] for at in range(len(word) - 1))
    return sorted(found)


def find(policies: QuerySet[Policy], query: str) -> QuerySet[Policy]:
    """Keep the policies that contain every word of `query`, in whatever order; an empty query keeps all.

    The GIN index on `search_grams` finds the candidates, the comparison with `search_text` drops those that have the
    bigrams but not the word. An index on three-letter parts (pg_trgm) would not find words of two characters.
    """
    for word in normalised(query).split()[:MAX_WORDS]:
        policies = policies.filter(search_grams__contains=bigrams(word), search_text__contains=word)
    return policies


def bigrams(word: str) -> list[str]:
    """Return the bigrams of a word, or the word itself where it is one character."""
    return [word] if len(word) == 1 else [word[at : at + 2] for at in range(len(word) - 1)]
