"""Where a postcode lies, as the statistics office publishes it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language


class Constituency(models.Model):
    """A constituency of the House of Commons, under the code of the statistics office."""

    code = models.CharField(max_length=9, primary_key=True)
    name = models.CharField(max_length=120)
    name_cy = models.CharField("name in Welsh", max_length=120, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "constituencies"

    def __str__(self) -> str:
        welsh = (get_language() or "").startswith("cy") and self.name_cy
        return str(self.name_cy if welsh else self.name)


class Postcode(models.Model):
    """One line of the directory of postcodes. Nobody outside is asked while somebody signs."""

    postcode = models.CharField(max_length=8, primary_key=True, help_text="in the form LS1 4AP")
    constituency = models.CharField(max_length=9, blank=True)
    region = models.CharField(max_length=4, blank=True, help_text="code of the union's region")

    def __str__(self) -> str:
        return self.postcode
