"""Name the pictures and documents that the database knows and whose file is not there."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from union.pages.models import CampaignDocument, CampaignImage

KINDS = (("picture", CampaignImage), ("document", CampaignDocument))


class Command(BaseCommand):
    help = "Names the pictures and documents without a file, as where files came back from an older backup."

    def handle(self, *args: Any, **options: Any) -> None:
        missing = list(_missing())
        for line in missing:
            self.stdout.write(line)
        if missing:
            raise CommandError(f"Files that are not there: {len(missing)}. Send each again in its own form.")
        self.stdout.write("Every picture and document has its file.")


def _missing() -> Iterator[str]:
    for kind, model in KINDS:
        for row in model.objects.order_by("pk").only("title", "file").iterator():
            if not row.file.storage.exists(row.file.name):
                yield f"{kind} {row.pk}  {row.title}  {row.file.name}"
