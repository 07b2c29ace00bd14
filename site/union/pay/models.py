"""Pay scales: the points of a national agreement and what each gave in a year."""

from django.db import models


class PayScale(models.Model):
    code = models.SlugField(max_length=40, unique=True, help_text="for example njc-2021-22")
    name = models.CharField(max_length=120)
    year = models.CharField(max_length=7, help_text="for example 2021-22")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class PayPoint(models.Model):
    scale = models.ForeignKey(PayScale, on_delete=models.CASCADE, related_name="points")
    number = models.PositiveSmallIntegerField("pay point")
    annual = models.DecimalField("pounds a year, full time", max_digits=9, decimal_places=2)

    class Meta:
        ordering = ["scale", "number"]
        constraints = [models.UniqueConstraint(fields=["scale", "number"], name="pay_point_once")]

    def __str__(self) -> str:
        return f"point {self.number}"
