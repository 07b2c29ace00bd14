"""Choosers of records that say beside each title how it stands: of two alike an editor means the open one."""

from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView


class HowItStands:
    """The newest first, with their state."""

    ordering = "-pk"

    @property
    def columns(self) -> list[Column]:
        found: list[Column] = super().columns  # type: ignore[misc]
        return [*found, Column("state", label="State", accessor="get_state_display")]


class ToChoose(HowItStands, ChooseView):
    """The whole dialog."""


class Found(HowItStands, ChooseResultsView):
    """What a search in it finds."""
