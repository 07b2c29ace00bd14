"""What the union tells its moderators to do when a reply says that somebody is at risk."""

from __future__ import annotations

from django.db import models
from wagtail.contrib.settings.models import register_setting

from union.pages.site_settings import SiteSetting

WHAT_TO_DO = (
    "If somebody may be in danger at this moment, call 999.\n"
    "Otherwise ring the safeguarding lead of the union today, and tell them which consultation and which "
    "answer it is; do not send the words by e-mail.\n"
    "Where a name stands beside it, give it to the lead and to nobody else. Where none does, do not try to "
    "find out who wrote it. Do not write back."
)


@register_setting(icon="warning")
class SafeguardingAdvice(SiteSetting):
    """The words on the safeguarding page: what comes next, and whom to call."""

    what_to_do = models.TextField(
        default=WHAT_TO_DO, help_text="one step to a line, with the numbers to ring"
    )

    class Meta:
        verbose_name = "safeguarding advice"

    @property
    def steps(self) -> list[str]:
        return [line.strip() for line in self.what_to_do.splitlines() if line.strip()]
