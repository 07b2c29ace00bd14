"""What mail contributes: what is due in a sweep, what /healthz/ reports, and the trial message."""

from datetime import datetime

from wagtail import hooks

from union.health import Finding
from union.mail import claiming, forgetting, reporting, trying
from union.mail.models import Lane
from union.mail.nudging import nudge
from union.mail.rendering import MailKind
from union.mail.sending import LANES, send_due

SWEEP_SECONDS = 20.0


@hooks.register("due", order=90)  # after what writes mail
def send_mail(*, at: datetime) -> int:
    """Send what no worker was woken for; where more is left than one sweep can send, wake the workers."""
    claiming.bring_forward(at=at)
    sent = send_due(at=at, seconds=SWEEP_SECONDS)
    if sent:
        for lane in LANES:
            if claiming.due(lane, at=at).exists():
                nudge(lane)
    return sent


# Before the apps, which delete letters together with what they are about: a dry run then counts the same.
hooks.register("expiring", forgetting.expire_recipients, order=-1)
hooks.register("expiring", forgetting.expire_letters, order=-1)


@hooks.register("health")
def mail_health(*, at: datetime) -> list[Finding]:
    return reporting.findings(at=at)


@hooks.register("mail_kind")
def trial_kind() -> list[MailKind]:
    return [MailKind("mail_trial", Lane.SYSTEM, trying.render_trial)]
