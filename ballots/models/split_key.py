"""The public half of a key whose private half is with the scrutineers, in words on paper."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ballots.fingerprints import fingerprint_of
from ballots.models.ballot import Ballot

# Scrutineers type the title on a laptop without a network, where nothing can be copied from the desk.
ON_A_KEYBOARD = str.maketrans(
    {**dict.fromkeys("‘’", "'"), **dict.fromkeys("“”", '"'), **dict.fromkeys("–—", "-")}
)


class SplitKey(models.Model):
    """The key a draft will be sealed with, and whether its sheets have opened a trial paper."""

    ballot = models.OneToOneField(Ballot, on_delete=models.CASCADE, related_name="split_key")
    made_for = models.CharField("the title on its sheets", max_length=160)
    public_key = models.BinaryField(max_length=32, unique=True)
    k = models.PositiveSmallIntegerField("sheets that open the box")
    n = models.PositiveSmallIntegerField("sheets in all")
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    trial = models.BinaryField("the sealed trial paper", editable=False)
    trial_answer = models.CharField("hash of what is in it", max_length=64, editable=False)
    rehearsed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    rehearsed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="split_key_takes_two_sheets", condition=Q(k__gte=2, k__lte=F("n"), n__lte=10)
            ),
            models.CheckConstraint(
                name="split_key_rehearsed_by_somebody",
                condition=Q(rehearsed_by__isnull=True, rehearsed_at__isnull=True)
                | Q(rehearsed_by__isnull=False, rehearsed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"key of {self.ballot_id}"

    def is_for(self, title: str) -> bool:
        """Whether its sheets name this title, in other capitals or spaces, or as a keyboard has them."""
        return _as_typed(self.made_for) == _as_typed(title)

    @property
    def fingerprint(self) -> str:
        return fingerprint_of(bytes(self.public_key))


def _as_typed(title: str) -> str:
    return " ".join(title.translate(ON_A_KEYBOARD).split()).lower()
