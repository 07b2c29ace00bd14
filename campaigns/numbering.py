"""Numbering the points of a plan."""

from typing import Any

from modelcluster.forms import BaseChildFormSet
from wagtail.admin.panels import InlinePanel

ANCHOR = 70  # letters of a title, with room for a number behind


class NumberedPoints(BaseChildFormSet):
    """A point without a number gets the next one, in the order of the page; one that has its own keeps it."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["number"].required = False

    def clean(self) -> None:
        """Numbers first: two points with the same one are refused then."""
        points = self.points()
        give_numbers(points)
        give_anchors(points)
        super().clean()

    def points(self) -> list[Any]:
        """The forms of the points that stay, in the order of the page."""
        points = [form for form in self.forms if form.has_changed() or form.instance.pk]
        points = [form for form in points if not self._should_delete_form(form)]
        return sorted(points, key=lambda form: form.cleaned_data.get("ORDER") or 0)


def give_numbers(points: list[Any]) -> None:
    """A point without a number keeps the one it had; a new one follows the highest."""
    for form in points:
        if form.cleaned_data.get("number") is None:
            number(form, form.initial.get("number"))
    last = max((form.cleaned_data.get("number") or 0 for form in points), default=0)
    for form in points:
        if form.cleaned_data.get("number") is None:
            last += 1
            number(form, last)


def give_anchors(points: list[Any]) -> None:
    """Two points of one title, or one without a letter, lead to themselves too: by their number."""
    taken: set[str] = set()
    for form in points:
        point = form.instance
        if not point.anchor or point.anchor in taken:
            point.anchor = f"{point.anchor[:ANCHOR] or 'point'}-{point.number}"
        taken.add(point.anchor)


def number(form: Any, given: int | None) -> None:
    form.cleaned_data["number"] = form.instance.number = given


class PointsPanel(InlinePanel):
    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = NumberedPoints
        return options
