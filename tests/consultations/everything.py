"""A consultation with a question of each of the ten kinds, one of them asked only after a certain answer."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.test import Client

from campaigns.consultations.models import Consultation
from campaigns.consultations.opening import open_consultation
from campaigns.consultations.questionnaire import Asked, Choice
from tests.consultations.factories import draft

EVERYTHING_SLUG = "social-work-watch"
ADDRESS = f"/views/{EVERYTHING_SLUG}/"
WORK = {"section": "Your work", "section_cy": "Eich gwaith"}
DAY = {"section": "Your day", "section_cy": "Eich diwrnod"}
HELP = {"section": "Your support", "section_cy": "Eich cymorth"}

ROLE = Asked(
    key="role",
    kind="single",
    label="What is your job role?",
    label_cy="Beth yw eich swydd?",
    required=True,
    describes="role",
    options=(
        Choice("worker", "Social worker", "Gweithiwr cymdeithasol"),
        Choice("senior", "Senior social worker", "Uwch-weithiwr cymdeithasol"),
        Choice("other", "Another role", "Swydd arall", asks_which=True),
    ),
    **WORK,
)
TASKS = Asked(
    key="tasks",
    kind="multiple",
    label="What did you do after your hours?",
    label_cy="Beth wnaethoch chi ar ôl eich oriau?",
    help_text="Think of the last full week.",
    help_text_cy="Meddyliwch am yr wythnos lawn ddiwethaf.",
    options=(
        Choice("records", "Case records", "Cofnodion achos"),
        Choice("visits", "Visits", "Ymweliadau"),
        Choice("other", "Something else", "Rhywbeth arall", asks_which=True),
        Choice("none", "Nothing", "Dim byd", exclusive=True),
    ),
    **WORK,
)
WORRIED = Asked(
    key="worried",
    kind="scale",
    label="How worried did you go home?",
    label_cy="Pa mor bryderus oeddech chi’n mynd adref?",
    low_label="Not at all",
    low_label_cy="Ddim o gwbl",
    high_label="Very worried",
    high_label_cy="Pryderus iawn",
    required=True,
    **DAY,
)
WHY = Asked(
    key="why",
    kind="long_text",
    label="What worried you?",
    label_cy="Beth oedd yn eich poeni?",
    required=True,
    max_length=500,
    only_if="worried",
    only_if_answers=("4", "5"),
    **DAY,
)
CASES = Asked(
    key="cases",
    kind="number",
    label="How many cases do you hold?",
    label_cy="Faint o achosion sydd gennych?",
    unit="cases",
    unit_cy="achos",
    soft_min="1",
    soft_max="60",
    greatest="1000",
    **DAY,
)
SPENT = Asked(
    key="spent",
    kind="money",
    label="How much of your own money did you spend on a family?",
    label_cy="Faint o’ch arian eich hun wnaethoch chi ei wario ar deulu?",
    soft_max="500",
    greatest="100000",
    **DAY,
)
SINCE = Asked(
    key="since",
    kind="date",
    label="When did you start in this team?",
    label_cy="Pryd wnaethoch chi ddechrau yn y tîm hwn?",
    **DAY,
)
TEAM = Asked(
    key="team",
    kind="short_text",
    label="What does your team do?",
    label_cy="Beth mae eich tîm yn ei wneud?",
    max_length=120,
    **DAY,
)
SUPPORT = Asked(
    key="support",
    kind="matrix",
    label="How good is the support you get?",
    label_cy="Pa mor dda yw’r cymorth a gewch?",
    required=True,
    options=(
        Choice("good", "Good", "Da"),
        Choice("fair", "Fair", "Gweddol"),
        Choice("poor", "Poor", "Gwael"),
    ),
    lines=(
        Choice("manager", "From my manager", "Gan fy rheolwr"),
        Choice("team", "From my team", "Gan fy nhîm"),
    ),
    **HELP,
)
ORDER = Asked(
    key="order",
    kind="rank",
    label="What should come first?",
    label_cy="Beth ddylai ddod yn gyntaf?",
    options=(
        Choice("pay", "Better pay", "Gwell cyflog"),
        Choice("cases", "Fewer cases", "Llai o achosion"),
        Choice("rooms", "Quiet rooms", "Ystafelloedd tawel"),
    ),
    **HELP,
)
EVERYTHING = (ROLE, TASKS, WORRIED, WHY, CASES, SPENT, SINCE, TEAM, SUPPORT, ORDER)
# What a browser sends for each question, in their order.
SENT: dict[str, dict[str, str | list[str]]] = {
    "role": {"answer": "other", "other": "Team of one"},
    "tasks": {"answer": ["records", "other"], "other": "E-mails"},
    "worried": {"answer": "5"},
    "why": {"answer": "Nobody could visit in time."},
    "cases": {"answer": "23"},
    "spent": {"answer": "£15.50"},
    "since": {"answer_day": "27", "answer_month": "March", "answer_year": "2019"},
    "team": {"answer": "Court work"},
    "support": {"answer_manager": "good", "answer_team": "poor"},
    "order": {"answer_pay": "2", "answer_cases": "1", "answer_rooms": ""},
}
KEPT: dict[str, object] = {
    "role": "other",
    "role__other": "Team of one",
    "tasks": ["records", "other"],
    "tasks__other": "E-mails",
    "worried": "5",
    "why": "Nobody could visit in time.",
    "cases": "23",
    "spent": "15.50",
    "since": "2019-03-27",
    "team": "Court work",
    "support": {"manager": "good", "team": "poor"},
    "order": ["cases", "pay"],
}


def asking(at: datetime, asked: Iterable[Asked] = EVERYTHING, *, in_welsh: bool = False) -> Consultation:
    """Open, with Welsh words of its own when it is `in_welsh`."""
    consultation = draft(at, slug=EVERYTHING_SLUG, asked=asked)
    consultation.in_welsh = in_welsh
    consultation.title_cy = "Gwylio gwaith cymdeithasol"
    consultation.purpose_cy = "Dywedwch wrthym am eich diwrnod."
    consultation.already_decided_cy = "Ein bod yn gofyn."
    consultation.who_reads_cy = "Dau gymedrolwr."
    consultation.closes = at + timedelta(days=40)
    consultation.report_by = at.date() + timedelta(days=60)
    consultation.save()
    open_consultation(consultation, by=None, at=at - timedelta(days=1))
    consultation.refresh_from_db()
    return consultation


def send(client: Client, key: str, root: str = ADDRESS, **other: str | list[str]) -> str:
    """Continue on one question; where it leads, or an empty string when the page is shown again."""
    page = client.post(f"{root}q/{key}/", {**SENT[key], "as_it_is": "yes", **other})
    return page["Location"].removeprefix(root) if page.status_code == 302 else ""
