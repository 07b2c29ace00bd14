"""Which scales may no longer change. Pay knows no ballot: the apps that show a scale answer the hook."""

from typing import Protocol

from wagtail import hooks

from union.pay.models import PayScale


class PayScaleFixed(Protocol):
    def __call__(self, scale: PayScale) -> list[str]:
        """The titles of what people decide by this scale's figures; called in the loading transaction."""
        ...


def fixed_by(scale: PayScale) -> list[str]:
    """The titles of everything for whose sake this scale has to stay as it is."""
    return [title for gather in hooks.get_hooks("pay_scale_fixed") for title in gather(scale)]
