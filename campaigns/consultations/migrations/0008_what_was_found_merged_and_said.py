"""Flags of free texts, so that a queue is sifted by a query; what a theme took over; outcomes of before; a
report in Welsh.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KINDS = [
    ("adopted", "We take this up"),
    ("partly", "We take up a part of this"),
    ("not_now", "Not now"),
    ("no", "We do not take this up"),
]
FORMATS = [
    ("csv", "CSV"),
    ("xlsx", "Excel, with the codebook"),
    ("pdf", "PDF report of the released tables"),
    ("pdf-cy", "The PDF report in Welsh"),
]


def person():
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
    )


def short(words, length):
    return models.CharField(words, max_length=length, blank=True, default="", db_default="")


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("consultations", "0007_what_a_number_can_be"),
    ]

    operations = [
        migrations.AddField(
            model_name="answer", name="flagged", field=short("kinds of flags found in a free text", 200)
        ),
        migrations.AddField(
            model_name="answer", name="flagged_by", field=short("rules by which they were found", 16)
        ),
        migrations.AddIndex(
            model_name="answer",
            index=models.Index(
                fields=["flagged_by"], name="answer_to_flag", condition=~models.Q(moderation="not_needed")
            ),
        ),
        migrations.AddField(
            model_name="coding",
            name="own",
            field=models.BooleanField(
                default=True, help_text="said of this theme itself, and not only of one that went into it"
            ),
        ),
        migrations.AddField(
            model_name="coding",
            name="merged",
            field=models.JSONField(
                default=list, blank=True, help_text="what was said of themes that went into this one"
            ),
        ),
        migrations.AlterField(
            model_name="export", name="format", field=models.CharField(choices=FORMATS, max_length=6)
        ),
        migrations.CreateModel(
            name="PastOutcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=KINDS, max_length=10)),
                ("reason", models.TextField()),
                ("reason_cy", models.TextField(blank=True)),
                ("members", models.PositiveIntegerField(null=True)),
                ("published_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("author", person()),
                (
                    "outcome",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="past",
                        to="consultations.outcome",
                    ),
                ),
                ("published_by", person()),
            ],
            options={"ordering": ["-published_at"]},
        ),
    ]
