"""Two officers at one draft: whoever saves over a colleague's newer words reads them first."""

from django import forms
from django.http import HttpRequest

from union.editions import digest

ROOM = ("options", "rows")  # how many lines a form shows, which is nobody's words


def edition(form: forms.Form) -> str:
    """Another one for each state of the draft that a screen is drawn over."""
    shown = sorted((name, value) for name, value in form.initial.items() if name not in ROOM)
    return digest(shown)


def written_over(request: HttpRequest, form: forms.Form) -> str:
    """What a colleague wrote since the screen was drawn, where this valid form says something else; else "".

    A form without an edition is not compared, and one that says what stands already is no loss to anybody.
    """
    seen = request.POST.get("seen", "")
    if not seen or seen == edition(form):
        return ""
    differing = [name for name in form.changed_data if name not in ROOM]
    if not differing:
        return ""
    theirs = "; ".join(_as_it_stands(form, name) for name in differing)
    return (
        "Not saved yet: this draft was changed while you wrote, where yours says something else. "
        f"It now says: {theirs}. Save again to put yours in its place."
    )


def _as_it_stands(form: forms.Form, name: str) -> str:
    label, value = form[name].label, form[name].initial
    told = isinstance(value, str) and type(form.fields[name]) is forms.CharField
    return f"{label}: “{value}”" if told else str(label)
