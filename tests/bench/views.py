"""Members' views: one answer saved, 100,000 replies tabulated, 10,000 exported."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

from django.core.signing import get_cookie_signer
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

from campaigns.consultations.answering import start_reply
from campaigns.consultations.exporting import as_csv, replies_book, reply_lines
from campaigns.consultations.flagging import flag_due
from campaigns.consultations.holding import NAME, SALT
from campaigns.consultations.models import Consultation
from campaigns.consultations.questionnaire import Asked, Choice, thaw
from campaigns.consultations.sifting import Sieve, sift
from campaigns.consultations.tabling import Wanted, counted_values, looked_at
from campaigns.consultations.tabulating import tabulate
from campaigns.consultations.taking_in import Whole, take_in
from tests.bench.measuring import Peak, Server, backend_cpu, backend_pid, costs_of
from tests.bench.rows import Row
from tests.consultations import factories
from tests.consultations.counted import opened
from tests.consultations.risk_corpus import HARMLESS, RISKY
from tests.petitions.factories import open_petition

SAVED = 500
TEXTS = 8000
WRITTEN = Asked(key="why", kind="long_text", label="Why?", section="All")
QUESTIONS, MANY, EXPORTED = 20, 100_000, 10_000
CHOICES = tuple(Choice(key, key.title()) for key in ("yes", "rather", "no", "unsure"))
FILL = """
WITH new AS (
    INSERT INTO consultations_reply
        (consultation_id, version_id, mode, code_hash, state, readable, channel, language,
         started_on, sent_on)
    SELECT %s, %s, 'public', %s || lpad(n::text, 40, '0'), 'sent', true, 'web', '', current_date, current_date
    FROM generate_series(1, %s) n RETURNING id
)
INSERT INTO consultations_answer (reply_id, question, value, moderation)
SELECT new.id, 'q' || q,
    to_jsonb(CASE WHEN q %% 4 = 0 THEN ((new.id * 7 + q) %% 60)::text
                  ELSE (ARRAY['yes', 'rather', 'no', 'unsure'])
                       [1 + (new.id * (q + 1) + new.id / 7) %% 4] END),
    'not_needed'
FROM new, generate_series(1, %s) q
"""


def rows() -> Iterator[Row]:
    yield from saving()
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")  # the CPU of helpers could not be read
    yield from tabulating()
    yield from exporting()
    yield from sifting()


def saving() -> Iterator[Row]:
    consultation, petition = factories.opened(timezone.now()), open_petition(at=timezone.now())
    codes = iter([start_reply(consultation, at=timezone.now()) for _ in range(SAVED + 20)])
    signer, site = get_cookie_signer(salt=NAME + SALT), Server()
    with override_settings(ROOT_URLCONF="tests.bench.plain", MIDDLEWARE=[]):
        plain = Server()

    def save(number: int) -> None:
        held = f"{NAME}={signer.sign(next(codes))}"
        site.post(f"/views/{factories.SLUG}/q/worried/", {"answer": "yes"}, cookies=[held])

    def bare(number: int) -> None:
        with override_settings(ROOT_URLCONF="tests.bench.plain"):
            plain.post("/insert/", {"petition": petition.pk, "name": f"Person {number}"})

    costs = costs_of({"save": save, "bare": bare}, times=SAVED)
    yield Row("one answer saved, CPU with its database", costs["save"], at_most=6, statements_at_most=8)
    yield Row("bare view with one INSERT", costs["bare"])
    yield Row.ratio("one answer to bare view", costs["save"].total / costs["bare"].total)


def filled(slug: str, *, replies: int) -> Consultation:
    """So many replies to twenty questions: fifteen choices and five numbers."""
    asked = [
        Asked(
            key=f"q{number}",
            kind="single" if number % 4 else "number",
            label=f"Question {number}",
            section="All",
            options=CHOICES if number % 4 else (),
        )
        for number in range(1, QUESTIONS + 1)
    ]
    consultation = opened(timezone.now() - timedelta(hours=1), asked, slug=slug)
    version = consultation.current_version()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(FILL, [consultation.pk, version.pk, slug[:20], replies, QUESTIONS])
        cursor.execute("ANALYZE")  # as a server does by itself after so many rows
    return consultation


def tabulating() -> Iterator[Row]:
    few, many = filled("few", replies=1000), filled("many", replies=MANY)

    def all_questions(consultation: Consultation) -> None:
        asked = thaw(consultation.current_version().content).asked
        values = counted_values(consultation, [question.key for question in asked])
        tables = [tabulate(question, values[question.key]) for question in asked]
        assert all(table is not None and table.base == consultation.replies.count() for table in tables[:1])
        assert None not in tables

    all_questions(few)
    peak = Peak()
    whole = f"{MANY:,} replies x {QUESTIONS} questions tabulated, CPU"
    yield Row(whole, figure=seconds(lambda: all_questions(many)), unit="s", at_most=10)
    yield Row("memory they added", figure=peak.added, unit="MB", at_most=50)
    cross = Wanted("q1", "", "q2")
    one = seconds(lambda: looked_at(many, cross, at=timezone.now()))
    yield Row(f"one of them split by another, {MANY:,} replies, CPU", figure=one, unit="s")


def exporting() -> Iterator[Row]:
    consultation = filled("exported", replies=EXPORTED)
    csv = seconds(lambda: sum(map(len, as_csv(reply_lines(consultation)))))
    yield Row(f"{EXPORTED:,} replies exported as CSV, CPU", figure=csv, unit="s", at_most=3)
    excel = seconds(lambda: sum(map(len, replies_book(consultation, reply_lines(consultation)))))
    yield Row(f"{EXPORTED:,} replies exported as Excel, CPU", figure=excel, unit="s", at_most=3)


def sifting() -> Iterator[Row]:
    """A queue sifted by a flag, beside the same queue as it opens."""
    consultation = opened(timezone.now() - timedelta(hours=1), [WRITTEN], slug="written")
    words = [*(sentence for sentence, _ in RISKY), *HARMLESS]
    said = [f"{words[n % len(words)]} {words[n % 89]} ({n})" for n in range(TEXTS)]
    take_in(consultation, [Whole({"why": text}) for text in said], at=timezone.now())
    while flag_due(at=timezone.now()):
        pass
    sieves = {name: Sieve("all", flag=name) for name in ("", "name", "age", "nothing")}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a server does by itself after so many rows
    works = {name: partial(_sifted, consultation, sieve) for name, sieve in sieves.items()}
    costs = costs_of(works, times=25)
    yield Row(f"{TEXTS:,} free texts in a queue as it opens", costs[""])
    for name in ("name", "age", "nothing"):
        yield Row.ratio(f"sifted by “{name}” to that", costs[name].total / costs[""].total, at_most=8)


def _sifted(consultation: Consultation, sieve: Sieve, number: int) -> None:
    sift(consultation, sieve)


def seconds(work: Callable[[], object]) -> float:
    """Of CPU, in this process and in its backend of the database."""
    pid = backend_pid()
    python, database = time.process_time(), backend_cpu(pid)
    work()
    return time.process_time() - python + backend_cpu(pid) - database
