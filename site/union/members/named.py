"""Branches and employers of the roll asked for by name, a line each, where they are too many to be ticked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower

from union.members.models import Branch

MOST_TICKED = 100  # above it nobody finds a box in the list, and a page of employers would be megabytes
MOST_LINES = 500
_SUGGESTED, _SHORTEST = 3, 4
_HELPED, _LONGEST = 10, 200  # lines with a suggestion, each of which costs two looks; letters of any name


class NamedField(forms.CharField):
    """The rows of `among` whose names are written a line each; a branch may be written by its code.

    It cleans to a queryset. A line that is nobody's name comes back with those that resemble it.
    """

    def __init__(self, among: QuerySet[Any], **kwargs: Any) -> None:
        self.among = among
        self.has_codes = among.model is Branch
        super().__init__(
            required=False,
            widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
            help_text=f"One a line, by {'name or code' if self.has_codes else 'name'}, as on the roll.",
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        """What stands already as lines; what somebody typed as it was typed."""
        return value if value is None or isinstance(value, str) else "\n".join(_lines_of(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return {row.casefold() for row in _split(self.prepare_value(initial))} != {
            row.casefold() for row in _split(data)
        }

    def to_python(self, value: Any) -> Any:
        return self.rows_of(_split(value))

    def rows_of(self, lines: list[str]) -> QuerySet[Any]:
        """Raises ValidationError with a sentence for each line that names none, or more than one."""
        if len(lines) > MOST_LINES:
            raise ValidationError(f"Write at most {MOST_LINES} lines.")
        found = self._found(lines)
        faults: list[str] = []
        for line in lines:
            keys = found.get(line.casefold(), set())
            if len(keys) != 1:
                faults.append(self._fault(line, keys, helped=len(faults) < _HELPED))
        if faults:
            raise ValidationError(faults)
        return self.among.filter(pk__in=[key for keys in found.values() for key in keys])

    def _found(self, lines: Iterable[str]) -> dict[str, set[int]]:
        """By what was written the rows that are called so, in one statement."""
        wanted = [line.lower() for line in lines]
        if not wanted:
            return {}
        fields = ("code", "name") if self.has_codes else ("name",)
        rows = self.among.annotate(**{f"{name}_lower": Lower(name) for name in fields})
        asked = Q()
        for name in fields:
            asked |= Q(**{f"{name}_lower__in": wanted})
        found: dict[str, set[int]] = {}
        for pk, *names in rows.filter(asked).order_by().values_list("pk", *fields):
            for name in names:
                if name.lower() in wanted:
                    found.setdefault(name.casefold(), set()).add(pk)
        return found

    def _fault(self, line: str, keys: set[int], *, helped: bool) -> str:
        if keys:
            codes = ", ".join(self.among.filter(pk__in=keys).order_by("code").values_list("code", flat=True))
            return f"Several are called “{line}”: write the code instead, one of {codes}."
        near = list(dict.fromkeys(self._near(line))) if helped and len(line) <= _LONGEST else []
        perhaps = f" Perhaps you mean {' or '.join(f'“{name}”' for name in near)}." if near else ""
        return f"“{line[:80]}” is not on the roll.{perhaps}"

    def _near(self, line: str) -> Iterable[str]:
        """Names that hold what was written, else those that hold its longest word."""
        named = self.among.order_by("name").values_list("name", flat=True)
        yield from (whole := list(named.filter(name__icontains=line)[:_SUGGESTED]))
        longest = max(line.split(), key=len)
        if not whole and len(longest) >= _SHORTEST:
            yield from named.filter(name__icontains=longest)[:_SUGGESTED]


class OneNamedField(NamedField):
    """The one row of that name, or None where nothing is written and nothing has to be."""

    def __init__(self, among: QuerySet[Any], *, required: bool, **kwargs: Any) -> None:
        super().__init__(among, **kwargs)
        self.required = required
        self.widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
        self.help_text = (
            "Its name or code, as on the roll." if self.has_codes else "Its name, as on the roll."
        )

    def prepare_value(self, value: Any) -> Any:
        """A model's form gives the number of a row."""
        if isinstance(value, int):
            value = self.among.filter(pk=value).first()
        return super().prepare_value(value if value is None or isinstance(value, str) else [value])

    def to_python(self, value: Any) -> Any:
        return self.rows_of([line] if (line := " ".join(_split(value))) else []).first()


def too_many_to_tick(among: QuerySet[Any]) -> bool:
    """Whether a page would rather ask for names; counts no further than it has to."""
    return among.order_by()[: MOST_TICKED + 1].count() > MOST_TICKED


def _lines_of(rows: Iterable[Any]) -> list[str]:
    """Names; of a branch its code, where another branch is called the same."""
    rows = list(rows)
    if not rows or not isinstance(rows[0], Branch):
        return [row.name for row in rows]
    alike = Branch.objects.filter(name__in=[row.name for row in rows]).order_by().values("name")
    shared = set(alike.annotate(n=Count("pk")).filter(n__gt=1).values_list("name", flat=True))
    return [row.code if row.name in shared else row.name for row in rows]


def _split(value: Any) -> list[str]:
    lines = (" ".join(line.split()) for line in str(value or "").replace("\0", "").splitlines())
    return list(dict.fromkeys(line for line in lines if line))
