"""The few labels of options and names of places that we write ourselves, in the language of the page.

The form is hashed, and the votes are listed, in their English.
"""

from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy

LABELS = {  # as asking.FIXED_LABELS and drafting.ABSTAIN
    "Yes": gettext_lazy("Yes"),
    "No": gettext_lazy("No"),
    "Accept": gettext_lazy("Accept"),
    "Reject": gettext_lazy("Reject"),
    "Abstain": gettext_lazy("Abstain"),
}
PLACES = {  # as freezing and reporting name branches that are put together, with or without a region
    "All branches": gettext_lazy("All branches"),
    "Smaller branches": gettext_lazy("Smaller branches"),
    "Branches counted together": gettext_lazy("Branches counted together"),
}


def own_label(label: str) -> str:
    """The label of an option where it is ours; any other as its officers wrote it."""
    return str(LABELS.get(label, label))


def as_written(words: str, language: str) -> str:
    """Words of the officers; on a page in another language marked as theirs (WCAG 3.1.2), ours as ours."""
    if not words or _same(language, get_language() or "") or words in LABELS.values():
        return words
    return format_html('<span lang="{}">{}</span>', language, words)


def _same(one: str, other: str) -> bool:
    return one[:2] == other[:2]


def is_of_several(name: str) -> bool:
    """Whether this is the name of branches that we put together."""
    return name.partition(", ")[0] in PLACES


def own_place(name: str) -> str:
    """The name of branches that we put together; any other as it is on the roll."""
    kind, comma, region = name.partition(", ")
    return f"{PLACES[kind]}{comma}{region}" if kind in PLACES else name
