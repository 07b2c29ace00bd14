from datetime import datetime

from wagtail import hooks

from union.audit import chaining
from union.audit.expiring import LET_GO, expire_entries


@hooks.register("due", order=95)  # after what acts
def seal_audit(*, at: datetime) -> int:
    """Chain what was recorded since the last sweep."""
    return chaining.seal()


@hooks.register("audit_actions")
def audit_actions() -> dict[str, str]:
    return {LET_GO: "let go of the oldest entries of this log, after their six years"}


hooks.register("expiring", expire_entries)
