"""A job that writes in one long transaction is still seen, and can still be called off."""

from datetime import datetime

import pytest
from django.db import transaction

from union.jobs import working
from union.jobs.asking import ask_for
from union.jobs.models import Job

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_progress_is_seen_while_the_work_is_one_transaction(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "TELL_EVERY", 0)
    ask_for("sheep", subject="flock:1", by=None, at=noon)
    job = working.claim(worker="w1", at=noon)
    assert job is not None
    with transaction.atomic():
        Job.objects.create(kind="sheep", subject="flock:9", asked_at=noon)
        working.advance(job, done=40, total=100)
        transaction.set_rollback(True)
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("running", 40, 100)
    assert not Job.objects.filter(subject="flock:9").exists()
    Job.objects.filter(pk=job.pk).update(cancel_asked=True)
    with pytest.raises(working.Cancelled), transaction.atomic():
        working.advance(job, done=41)
