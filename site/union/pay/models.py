"""Pay scales: the points of a national agreement and what each gave in a year."""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from union.statements import run, value_read


class PayScale(models.Model):
    code = models.SlugField(max_length=40, unique=True, help_text="for example njc-2021-22")
    name = models.CharField("title", max_length=120)
    year = models.CharField(max_length=7, help_text="for example 2021-22")
    hours = models.DecimalField(
        "hours a week, full time", max_digits=4, decimal_places=2, default=Decimal(37)
    )

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(name="pay_scale_has_a_week", condition=Q(hours__gt=0, hours__lte=60))
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def annual(self) -> dict[int, Decimal]:
        """Pounds a year by pay point, in order. One query for each scale that was read.

        Written out: making decimals of them took longer than all else that a page asks of the database.
        """
        return dict(_understood(tuple(run(POINTS, [self.pk]))))


class PayPoint(models.Model):
    scale = models.ForeignKey(PayScale, on_delete=models.CASCADE, related_name="points")
    number = models.PositiveSmallIntegerField("pay point")
    # Nine places hold the exact year of an hourly rate: pounds to 4 places, hours to 2, weeks to 3.
    annual = models.DecimalField("pounds a year, full time", max_digits=15, decimal_places=9)

    class Meta:
        ordering = ["scale", "number"]
        constraints = [models.UniqueConstraint(fields=["scale", "number"], name="pay_point_once")]

    def __str__(self) -> str:
        return f"point {self.number}"


POINTS = "SELECT number, annual FROM pay_paypoint WHERE scale_id = %s ORDER BY number"


@lru_cache(maxsize=64)
def _understood(points: tuple[tuple[int, Any], ...]) -> list[tuple[int, Decimal]]:
    annual = PayPoint._meta.get_field("annual")
    return [(number, value_read(annual, pounds)) for number, pounds in points]
