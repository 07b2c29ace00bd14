from datetime import datetime

from wagtail import hooks

from union.audit import chaining


@hooks.register("due", order=95)  # after what acts
def seal_audit(*, at: datetime) -> int:
    """Chain what was recorded since the last sweep."""
    return chaining.seal()
