"""Files for staff: every counted reply as CSV or Excel, or a PDF report of the released tables.

A worker makes them; they are kept in pieces for a week; who asked for one and who fetched it is in the audit
log.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import override

from campaigns.consultations import cutting
from campaigns.consultations.errors import NotForPublication
from campaigns.consultations.models import Coding, Consultation, Export, ExportPiece, Redaction, Reply
from campaigns.consultations.models.exports import DAYS_KEPT
from campaigns.consultations.moderating import READY
from campaigns.consultations.questionnaire import OF_OTHER, Asked, Given, thaw
from campaigns.consultations.results import results_of
from union.accounts.models import User
from union.audit.recording import record
from union.expiring import Expired
from union.jobs.asking import AlreadyUnderWay, ask_for
from union.jobs.kinds import JobKind
from union.jobs.models import Job
from union.jobs.working import JobRefused, advance
from union.members.spreadsheet import as_csv, as_workbook
from union.pdf import PdfTooLong, PdfUnavailable, make_pdf
from union.pieces import keep, kept
from union.statements import run

KIND = "replies_export"
REPORTS: dict[str, str] = {Export.Format.PDF: "en-gb", Export.Format.PDF_CY: "cy"}  # each in its language
CHUNK = 1000
BUSY = "An export of this consultation is being made: wait until it is ready."
GIVEN = """
SELECT a.id, a.reply_id, a.question, a.value, a.moderation FROM consultations_answer a
JOIN consultations_reply r ON r.id = a.reply_id
WHERE r.consultation_id = %s AND r.state = 'sent' AND r.readable AND r.code_hash > %s AND r.code_hash <= %s
"""
NO_THEME = "none of the themes"
SORTED = "As coders sorted the texts, several with a semicolon between; empty where nobody did yet"
Cells = list[str | int | float]


def kinds() -> list[JobKind]:
    return [JobKind(KIND, "Making the export", work)]


def subject_of(consultation: Consultation) -> str:
    return f"consultation:{consultation.pk}"


@transaction.atomic
def ask_for_export(consultation: Consultation, *, format: str, by: User, at: datetime) -> Export:
    """One file, which a worker makes. Refuses a second one while the first is under way, and a report in
    Welsh of a consultation that is in English only.
    """
    if format == Export.Format.PDF_CY and not consultation.in_welsh:
        raise NotForPublication("This consultation is in English only.")
    export = Export.objects.create(consultation=consultation, format=format, by=by, asked_at=at)
    try:
        ask_for(KIND, subject=subject_of(consultation), by=by, at=at)
    except AlreadyUnderWay as busy:
        raise NotForPublication(BUSY) from busy
    detail = {"format": format, "export": export.pk}
    record("consultation.exported", subject=subject_of(consultation), by=by, at=at, detail=detail)
    return export


def work(job: Job, *, at: datetime) -> Mapping[str, object]:
    """Make what was asked for and is not ready. Made again after a worker died, the file is written anew."""
    consultation = Consultation.objects.get(pk=int(job.subject.partition(":")[2]))
    made = 0
    for export in consultation.exports.filter(ready_at=None).order_by("-pk")[:1]:
        replies = Reply.objects.counted().filter(consultation=consultation).count()
        advance(job, done=0, total=replies)
        with transaction.atomic():
            keep(export.pieces.all(), _content(export, job), export=export)
            Export.objects.filter(pk=export.pk).update(ready_at=at, replies=replies)
        made += 1
    consultation.exports.filter(ready_at=None).delete()  # what was called off
    return {"files": made}


def fetch(export: Export, *, by: User, at: datetime) -> Iterator[bytes]:
    """The file from its front; that it was fetched, and by whom, is written down first."""
    detail = {"format": export.format, "export": export.pk}
    subject = subject_of(export.consultation)
    with transaction.atomic():
        record("consultation.export_fetched", subject=subject, by=by, at=at, detail=detail)
    return kept(export.pieces.all())


def expire(*, at: datetime, dry_run: bool) -> list[Expired]:
    """Exports go after a week."""
    old = Export.objects.filter(asked_at__lt=at - DAYS_KEPT)
    number = old.count()
    if number and not dry_run:
        with transaction.atomic():
            ExportPiece.objects.filter(export__in=old).delete()
            old.delete()
            record(
                "consultation.exports_expired", subject="exports", by=None, at=at, detail={"files": number}
            )
    return [Expired("exports of replies", "7 days", number)]


def _content(export: Export, job: Job) -> Iterable[bytes]:
    if export.format in REPORTS:
        try:
            with override(REPORTS[export.format]):
                return [make_pdf(report_html(export.consultation, at=export.asked_at))]
        except (PdfUnavailable, PdfTooLong) as refused:
            raise JobRefused(str(refused)) from refused
    lines = reply_lines(export.consultation, job=job)
    if export.format == Export.Format.CSV:
        return as_csv(lines)
    return replies_book(export.consultation, lines)


# --- the replies ------------------------------------------------------------------------------------------


def columns(asked: Asked) -> list[tuple[str, str]]:
    """Key and words of each column of a question; one for each option or line where it takes several.

    No two are called the same: the words beside an option stand apart from the option itself.
    """
    if asked.kind in ("multiple", "rank"):
        return [(f"{asked.key}/{choice.key}", f"{asked.label}: {choice.label}") for choice in asked.options]
    if asked.kind == "matrix":
        return [(f"{asked.key}/{line.key}", f"{asked.label}: {line.label}") for line in asked.lines]
    beside = ", in their own words" if asked.key.endswith(OF_OTHER) else ""
    return [(asked.key, f"{asked.label}{beside}")]


def cells(asked: Asked, value: Given | None) -> Cells:
    """An answer under those columns: words of an option, 1 where it was chosen, its place in a ranking."""
    if asked.kind == "multiple":
        return [int(choice.key in (value or ())) if value else "" for choice in asked.options]
    if asked.kind == "rank":
        ranked = list(value or ())
        return [ranked.index(c.key) + 1 if c.key in ranked else "" for c in asked.options]
    if asked.kind == "matrix":
        given = value if isinstance(value, dict) else {}
        return [asked.label_of(given[line.key]) if line.key in given else "" for line in asked.lines]
    if not isinstance(value, str):
        return [""]
    if asked.kind in ("number", "money", "scale"):
        return [float(value) if "." in value else int(value)]
    return [asked.label_of(value) if asked.kind == "single" else value]


def reply_lines(consultation: Consultation, *, job: Job | None = None) -> Iterator[Cells]:
    """A line for each counted reply below its headings, in an order of chance.

    Free text stands as it may be read: without what moderators took out, and not at all while it waits or
    once it was refused. An anonymous reply comes without its day, as the roll has the day on which somebody
    answered. The themes of texts that were sorted come last, a column for each question.
    """
    questions = list(thaw(consultation.current_version().content).every())
    texts = {asked.key for asked in questions if asked.is_text}
    sorted_ = questions_sorted(consultation)
    with_day = consultation.mode != Consultation.Mode.ANONYMOUS_VERIFIED
    yield [
        "Reply",
        "Channel",
        *(["Day"] if with_day else []),
        *(words for asked in questions for _, words in columns(asked)),
        *(f"{asked.label}: themes" for asked in sorted_),
    ]
    number, after = 0, ""
    rows = Reply.objects.counted().filter(consultation=consultation).order_by("code_hash")
    columns_of = rows.values_list("pk", "channel", "sent_on", "code_hash")
    while chunk := list(columns_of.filter(code_hash__gt=after)[:CHUNK]):
        given = _answers(consultation, after=after, until=chunk[-1][3], texts=texts)
        themes = _themes(consultation, after=after, until=chunk[-1][3]) if sorted_ else {}
        after = chunk[-1][3]
        for pk, channel, day, _ in chunk:
            number += 1
            answers = given.get(pk, {})
            yield [
                number,
                channel,
                *([day.isoformat() if day else ""] if with_day else []),
                *(cell for asked in questions for cell in cells(asked, answers.get(asked.key))),
                *(themes.get((pk, asked.key), "") for asked in sorted_),
            ]
        if job is not None:
            advance(job, done=number)


def _answers(
    consultation: Consultation, *, after: str, until: str, texts: set[str]
) -> dict[int, dict[str, Given]]:
    """The answers of the replies between two hashes, by reply; of the texts only what may be read."""
    cuts: dict[int, list[tuple[int, int]]] = {}
    redactions = Redaction.objects.filter(
        answer__reply__consultation=consultation,
        answer__reply__code_hash__gt=after,
        answer__reply__code_hash__lte=until,
    )
    for answer, start, end in redactions.values_list("answer", "start", "end"):
        cuts.setdefault(answer, []).append((start, end))
    found: dict[int, dict[str, Given]] = defaultdict(dict)
    for pk, reply, key, stored, moderation in run(GIVEN, [consultation.pk, after, until]):
        value = _read(stored)
        if key in texts:
            if moderation not in READY:
                continue
            value = cutting.cut(str(value), cuts.get(pk, ()))
        found[reply][key] = value
    return found


def questions_sorted(consultation: Consultation) -> list[Asked]:
    """The questions of which a text was sorted into themes."""
    sorted_ = Coding.objects.filter(answer__reply__consultation=consultation).values_list("answer__question")
    keys = {key for (key,) in sorted_.distinct()}
    return [asked for asked in thaw(consultation.current_version().content).texts() if asked.key in keys]


def _themes(consultation: Consultation, *, after: str, until: str) -> dict[tuple[int, str], str]:
    """Into which themes the texts of these replies were sorted, by reply and question."""
    found: dict[tuple[int, str], str] = {}
    said = Coding.objects.filter(
        answer__reply__consultation=consultation,
        answer__reply__code_hash__gt=after,
        answer__reply__code_hash__lte=until,
        answer__moderation__in=READY,
    ).order_by("theme__order", "theme")
    for reply, question, title in said.values_list("answer__reply", "answer__question", "theme__title"):
        before = found.get((reply, question))
        found[reply, question] = f"{before}; {title}" if before else title or NO_THEME
    return found


def _read(stored: str) -> Given:
    """An answer from its JSON; a text without a backslash is what stands between its quotation marks."""
    if stored[0] == '"' and "\\" not in stored:
        return stored[1:-1]
    given: Given = json.loads(stored)
    return given


def codebook_lines(consultation: Consultation) -> Iterator[Cells]:
    """What each column means: its question, kind, answers, unit, and after which answer it is asked.

    Questions and answers come with their keys: two waves are matched by them where words were corrected.
    """
    yield ["Column", "Key", "Question", "Kind", "Answers", "Unit", "Asked only after", "Note"]
    for asked in thaw(consultation.current_version().content).every():
        for key, words in columns(asked):
            answers = "; ".join(f"{choice.label} ({choice.key})" for choice in asked.options)
            if asked.kind == "multiple":
                answers = "1 chosen, 0 not chosen, empty not answered"
            elif asked.kind == "rank":
                answers = "1 for the first place"
            elif asked.kind == "scale":
                answers = f"1 {asked.low_label} to {asked.steps} {asked.high_label}"
            after = f"{asked.only_if}: {', '.join(asked.only_if_answers)}" if asked.only_if else ""
            note = (
                "As moderators let it be read; empty while it waits or was refused" if asked.is_text else ""
            )
            unit = "£" if asked.kind == "money" else asked.unit
            yield [words, key, asked.label, asked.kind, answers, unit, after, note]
    for asked in questions_sorted(consultation):
        titles = consultation.themes.filter(merged_into=None).for_question(asked.key)
        answers = "; ".join([*titles.values_list("title", flat=True), NO_THEME])
        yield [
            f"{asked.label}: themes",
            f"{asked.key}/themes",
            asked.label,
            "themes",
            answers,
            "",
            "",
            SORTED,
        ]


def replies_book(consultation: Consultation, lines: Iterable[Cells]) -> Iterator[bytes]:
    """The replies and the codebook as two sheets of a workbook."""
    return as_workbook({"Replies": lines, "Codebook": codebook_lines(consultation)})


# --- the report -------------------------------------------------------------------------------------------


def report_html(consultation: Consultation, *, at: datetime) -> str:
    """The print page of everything that is released, in the language of the caller: tables with their
    charts, bases and notes.
    """
    tables = results_of(consultation)
    context = {"consultation": consultation, "tables": tables, "at": at}
    return render_to_string("consultations/report.html", context)
