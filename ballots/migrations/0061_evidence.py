"""The files of a count and the evidence bundle move into pieces of a megabyte; backwards, together again."""

import io
import json
import zipfile

import django.db.models.deletion
from django.db import migrations, models

SIZE = 1 << 20


def _keep(piece, ballot, file, content):
    for number, at in enumerate(range(0, len(content), SIZE)):
        piece.objects.create(ballot_id=ballot, file=file, number=number, content=content[at : at + SIZE])


def _kept(piece, ballot, file):
    rows = piece.objects.filter(ballot_id=ballot, file=file).order_by("number")
    return b"".join(bytes(content) for content in rows.values_list("content", flat=True).iterator(1))


def into_pieces(apps, schema_editor):
    piece, count, bundle = (apps.get_model("ballots", name) for name in ("FilePiece", "Count", "Bundle"))
    for pk in count.objects.values_list("pk", flat=True):
        row = count.objects.get(pk=pk)
        _keep(piece, row.ballot_id, "votes.csv", bytes(row.votes_csv))
        _keep(piece, row.ballot_id, "rejected.csv", bytes(row.rejected_csv))
    for pk in bundle.objects.values_list("pk", flat=True):
        row = bundle.objects.get(pk=pk)
        content = bytes(row.content)
        _keep(piece, row.ballot_id, "bundle.zip", content)
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            board = json.loads(opened.read("board.json"))
        del board["digests"]
        bundle.objects.filter(pk=pk).update(board=board)


def together_again(apps, schema_editor):
    piece, count, bundle = (apps.get_model("ballots", name) for name in ("FilePiece", "Count", "Bundle"))
    for pk, ballot in count.objects.values_list("pk", "ballot_id"):
        votes, rejected = (_kept(piece, ballot, name) for name in ("votes.csv", "rejected.csv"))
        count.objects.filter(pk=pk).update(votes_csv=votes, rejected_csv=rejected)
    for pk, ballot in bundle.objects.values_list("pk", "ballot_id"):
        bundle.objects.filter(pk=pk).update(content=_kept(piece, ballot, "bundle.zip"))


class Migration(migrations.Migration):
    dependencies = [("ballots", "0060_returns_digest")]

    operations = [
        migrations.CreateModel(
            name="FilePiece",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "file",
                    models.CharField(
                        choices=[
                            ("votes.csv", "The votes"),
                            ("rejected.csv", "The papers that do not count"),
                            ("bundle.zip", "The evidence bundle"),
                            ("COUNT.zip", "The count that scrutineers brought, while it is checked"),
                            ("signatures.json", "Their signatures over it, as long"),
                        ],
                        max_length=15,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                (
                    "ballot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="file_pieces",
                        to="ballots.ballot",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("ballot", "file", "number"), name="file_piece_once")
                ],
            },
        ),
        migrations.AddField("bundle", "board", models.JSONField(null=True)),
        # None for a moment, so that the way back has something to begin with.
        migrations.AlterField("count", "votes_csv", models.BinaryField(null=True)),
        migrations.AlterField("count", "rejected_csv", models.BinaryField(null=True)),
        migrations.AlterField("bundle", "content", models.BinaryField(null=True)),
        migrations.RunPython(into_pieces, together_again),
        migrations.RemoveField("count", "votes_csv"),
        migrations.RemoveField("count", "rejected_csv"),
        migrations.RemoveField("bundle", "content"),
        migrations.AlterField(
            "bundle", "board", models.JSONField(help_text="board.json without its digests")
        ),
    ]
