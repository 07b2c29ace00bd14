"""Many replies at once, and tables that Kit proposes and Sana releases."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import count

from campaigns.consultations.models import Answer, Consultation, Reply, Table
from campaigns.consultations.questionnaire import Asked, Given, thaw
from campaigns.consultations.tabling import Wanted, propose_table, release_table
from tests.consultations import factories
from union.accounts.models import User

NUMBERS = count()


def opened(at: datetime, asked: Iterable[Asked], *, slug: str = factories.SLUG) -> Consultation:
    from campaigns.consultations.opening import open_consultation

    consultation = factories.draft(at, slug=slug, asked=asked)
    open_consultation(consultation, by=None, at=at)
    consultation.refresh_from_db()
    return consultation


def send(
    consultation: Consultation,
    replies: Iterable[tuple[Mapping[str, Given], int]],
    *,
    at: datetime,
    channel: str = "web",
) -> None:
    """So many replies of each kind, sent; an empty answer is none."""
    version = consultation.current_version()
    texts = {asked.key for asked in thaw(version.content).texts()}
    answers, rows = [], []
    for given, n in replies:
        for _ in range(n):
            rows.append(
                Reply(
                    consultation=consultation,
                    version=version,
                    mode=consultation.mode,
                    code_hash=f"{next(NUMBERS):064d}",
                    state="sent",
                    channel=channel,
                    started_on=at.date(),
                    sent_on=at.date(),
                )
            )
            answers.append({key: value for key, value in given.items() if value})
    made = Reply.objects.bulk_create(rows, batch_size=1000)
    Answer.objects.bulk_create(
        [
            Answer(
                reply=reply,
                question=key,
                value=value,
                moderation="unread" if key in texts else "not_needed",
            )
            for reply, given in zip(made, answers, strict=True)
            for key, value in given.items()
        ],
        batch_size=5000,
    )


def somebody(name: str) -> User:
    found = User.objects.filter(email=f"{name}@example.org").first()
    return found or factories.moderator(name)


def propose(
    consultation: Consultation, question: str, *, at: datetime, split_by: str = "", line: str = ""
) -> Table:
    return propose_table(consultation, Wanted(question, line, split_by), by=somebody("kit"), at=at)


def release(
    consultation: Consultation, question: str, *, at: datetime, split_by: str = "", line: str = ""
) -> Table:
    """A table that Kit proposed and Sana released."""
    table = propose(consultation, question, at=at, split_by=split_by, line=line)
    release_table(table, by=somebody("sana"), at=at)
    table.refresh_from_db()
    return table
