"""The scrutineers of one ballot: by which keys they sign its count."""

from __future__ import annotations

from base64 import b64decode

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ballots.fingerprints import fingerprint_of
from ballots.models.ballot import Ballot


class Appointment(models.Model):
    """Somebody who watches over one ballot. With the appointment accepted comes the public signing key."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="appointments")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appointments")
    appointed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    appointed_at = models.DateTimeField()
    signing_key = models.CharField("public signing key, in base64", max_length=44, blank=True)
    accepted_at = models.DateTimeField(null=True)
    signature = models.CharField("signature over the count, in base64", max_length=88, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["ballot", "user"], name="appointed_once_a_ballot"),
            models.UniqueConstraint(
                fields=["ballot", "signing_key"],
                condition=~Q(signing_key=""),
                name="signing_key_once_a_ballot",
            ),
            models.CheckConstraint(name="appointment_by_somebody_else", condition=~Q(user=F("appointed_by"))),
            models.CheckConstraint(
                name="appointment_accepted_with_a_key",
                condition=Q(accepted_at__isnull=True, signing_key="", signature="")
                | (Q(accepted_at__isnull=False) & ~Q(signing_key="")),
            ),
        ]

    def __str__(self) -> str:
        return f"scrutineer {self.user_id} of {self.ballot_id}"

    @property
    def fingerprint(self) -> str:
        """Of the signing key, to be compared with the scrutineer's own note; empty before there is one."""
        return fingerprint_of(b64decode(self.signing_key)) if self.signing_key else ""
