"""The demo's news, paper, pay claim, help and result, each published as the kind of page it is."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Model
from wagtail.models import Page

from ballots.models import Ballot
from campaigns import demo_news_words as words
from campaigns.comments.commenting import Written, confirm_comment, leave_comment
from campaigns.comments.models import Comment
from campaigns.comments.moderating import publish_comment
from campaigns.consultations import demo_watch_words as watch
from campaigns.consultations.models import Consultation, PublishedQuote, ReleasedFigure
from campaigns.demo_publishing import publish_beneath
from campaigns.models import (
    CampaignPage,
    HelpPage,
    HomePage,
    NewsIndexPage,
    NewsletterPage,
    OpinionPage,
    PayClaimPage,
    PlanPage,
    PolicyPaperPage,
    PressReleasePage,
    ResultPage,
)
from petitions.models import Petition
from union.accounts.models import User
from union.members.models import Region
from union.pay.claims import AMOUNTS
from union.pay.models import PayScale

Part = tuple[str, Any]


def build_news(
    home: HomePage, *, campaign: CampaignPage, plan: PlanPage, charter: PlanPage, at: datetime
) -> None:
    """What is new, and help, beneath the front page; the result beneath the campaign."""
    news = NewsIndexPage(
        title="News", slug="news", summary="What we say, and what we hear.", show_in_menus=True
    )
    publish_beneath(home, news)
    section, helping = _help_section(), _help()
    publish_beneath(home, section)
    publish_beneath(section, helping)
    claim = PayClaimPage.objects.child_of(home).get()
    letter = _newsletter(helping, claim)
    for page in (letter, _paper(plan), _press_release(charter), _opinion(plan)):
        publish_beneath(news, page)
    publish_beneath(campaign, _result(charter))
    _comments(OpinionPage.objects.get(), at=at)


def pay_claim() -> PayClaimPage:
    """Two claims at the reader’s own pay point, and the ballot about them."""
    return PayClaimPage(
        title=words.CLAIM_TITLE,
        slug="our-pay-claim",
        demand="A pay rise that keeps up with prices, for everybody on the national spine.",
        summary="Two claims beside each other, at your own pay point.",
        ballot=Ballot.objects.public().order_by("pk").first(),
        body=[
            ("text", words.CLAIM_TEXT),
            *pay_table(),
            _callout("note", "What your vote decides", words.CLAIM_CALLOUT),
            ("join", _JOIN),
        ],
    )


def pay_table() -> list[Part]:
    none: dict[str, Any] = dict.fromkeys((*AMOUNTS, "index_name"))
    rpi = {"kind": "index_plus", "index": Decimal("7.8"), "margin": Decimal(2), "index_name": "RPI"}
    flat = {"kind": "flat", "flat": Decimal(2000)}
    claims = [none | rpi | {"label": "A: RPI plus 2%"}, none | flat | {"label": "B: a flat £2,000"}]
    return [
        ("pay_table", {"heading": "What each claim gives you", "scale": scale, "claims": claims})
        for scale in PayScale.objects.filter(code="njc-2021-22")
    ]


def _press_release(charter: PlanPage) -> PressReleasePage:
    figures = [
        ("stated_figure", {"number": number, "words": said, "source": words.PRESS_SOURCE})
        for number, said in words.PRESS_FIGURES
    ]
    return PressReleasePage(
        title=words.PRESS_TITLE,
        slug="fund-childrens-social-work",
        summary=words.PRESS_SUMMARY,
        dated=date(2022, 3, 16),
        region=Region.objects.filter(code="WM").first(),
        body=[
            ("text", words.PRESS_OPENING),
            (
                "spoken_quote",
                {"quote": words.PRESS_QUOTE, "name": "Morgan Hale", "role": "West Midlands regional manager"},
            ),
            *figures,
            ("text", words.PRESS_MIDDLE),
            *_first("quote", PublishedQuote.objects.filter(answer__reply__consultation__slug=watch.SLUG)),
            ("plan", {"plan": charter}),
            ("notes_to_editors", {"notes": words.PRESS_NOTES}),
            (
                "press_contact",
                {
                    "name": "Sasha Quill",
                    "role": "Communications officer, West Midlands",
                    "phone": "0121 496 0105",
                    "email": "press@example.org",
                    "hours": "Out of hours: 07700 900142",
                },
            ),
        ],
    )


def _paper(plan: PlanPage) -> PolicyPaperPage:
    return PolicyPaperPage(
        title=words.PAPER_TITLE,
        slug="childrens-social-work-reform",
        summary=words.PAPER_SUMMARY,
        dated=date(2022, 2, 24),
        in_short=words.PAPER_IN_SHORT,
        consultation=Consultation.objects.filter(state=Consultation.State.OPEN).order_by("pk").first(),
        body=[
            ("text", words.PAPER_CONCERNS),
            _callout("warning", "Accreditation nobody has tried", words.PAPER_CALLOUT),
            ("text", words.PAPER_END),
            ("plan", {"plan": plan}),
        ],
    )


def _opinion(plan: PlanPage) -> OpinionPage:
    return OpinionPage(
        title=words.OPINION_TITLE,
        slug="social-work-needs-support",
        summary=words.OPINION_SUMMARY,
        dated=date(2022, 3, 18),
        author=words.OPINION_AUTHOR,
        author_role=words.OPINION_ROLE,
        petition=Petition.objects.public().order_by("pk").first(),
        body=[
            ("text", words.OPINION_TEXT),
            ("demand", {"demand": "A caseload that one person can carry.", "page": plan}),
            ("text", words.OPINION_MORE),
        ],
    )


def _newsletter(helping: HelpPage, claim: PayClaimPage) -> NewsletterPage:
    return NewsletterPage(
        title=words.LETTER_TITLE,
        slug="newsletter-march-2022",
        issue=words.LETTER_ISSUE,
        summary=words.LETTER_SUMMARY,
        dated=date(2022, 3, 14),
        body=[
            ("text", words.LETTER_LEAD),
            _article("Where the week goes", words.LETTER_TIME),
            (
                "stated_figure",
                {
                    "number": "45%",
                    "words": "of the week could be spent with children and families",
                    "source": "The report for the county councils, March 2022",
                },
            ),
            _article(
                "A letter from the regulator? Ring us first",
                words.LETTER_HELP,
                page=helping,
                label="What to do, step by step",
            ),
            _article(
                "Pay: which claim should we make?",
                words.LETTER_PAY,
                page=claim,
                label="See what each gives you",
            ),
            *_first("vote", Ballot.objects.public().order_by("pk"), name="ballot"),
            *_first("sign", Petition.objects.public().order_by("pk"), name="petition"),
            ("join", _JOIN),
        ],
    )


def _help_section() -> HelpPage:
    return HelpPage(
        title="Help",
        slug="help",
        summary=words.HELP_SECTION,
        contact=words.HELP_CONTACT,
        show_in_menus=True,
        body=[("text", words.HELP_FIRST)],
    )


def _help() -> HelpPage:
    return HelpPage(
        title=words.HELP_TITLE,
        slug="when-the-regulator-writes",
        summary=words.HELP_SUMMARY,
        urgent=words.HELP_URGENT,
        contact=words.HELP_CONTACT,
        body=[
            ("text", words.HELP_TEXT),
            (
                "steps",
                {"heading": "What to do", "steps": [{"title": t, "text": x} for t, x in words.HELP_STEPS]},
            ),
            _callout("warning", "Do not resign", words.HELP_RESIGN),
            _callout("note", "Thinking of referring yourself?", words.HELP_REFER),
            _callout("note", "Whom we can represent", words.HELP_WHO),
            ("join", _JOIN),
        ],
    )


def _result(charter: PlanPage) -> ResultPage:
    rows = [{"label": label, "number": Decimal(number)} for label, number in words.RESULT_CHART]
    exchanges = [{"said": said, "did": did} for said, did in words.RESULT_DONE]
    chart = {
        "title": "Of a hundred social workers, so many",
        "unit": "%",
        "rows": rows,
        "source": words.PRESS_SOURCE,
    }
    return ResultPage(
        title=words.RESULT_TITLE,
        slug="what-you-told-us",
        summary=words.RESULT_SUMMARY,
        body=[
            ("text", words.RESULT_TEXT),
            ("chart", chart),
            *_first("figure", ReleasedFigure.objects.filter(consultation__slug=watch.SLUG)),
            ("you_said", {"heading": "You said, we did", "exchanges": exchanges}),
            ("plan", {"plan": charter}),
        ],
    )


def _comments(article: OpinionPage, *, at: datetime) -> None:
    """Three that were published and one that waits, by way of the real verbs."""
    article.refresh_from_db()
    moderator = User.objects.filter(groups__name="Moderators").order_by("pk").first()
    everybody = [*words.COMMENTS, words.COMMENT_WAITING]
    for number, (name, text) in enumerate(everybody):
        email = f"reader.{number}@example.org"
        leave_comment(article, written=Written(name=name, email=email, text=text), at=at)
        comment = Comment.objects.get(email=email)
        confirm_comment(comment, at=at)
        written_at = at - timedelta(hours=len(everybody) - number)
        Comment.objects.filter(pk=comment.pk).update(written_at=written_at, doubt="")
        if moderator and number < len(words.COMMENTS):
            publish_comment(comment, by=moderator, at=at)


_JOIN = {
    "heading": "Join the union",
    "text": "There is strength in numbers. Joining takes five minutes, and you choose how you pay.",
    "label": "Join now",
}


def _article(heading: str, text: str, *, page: Page | None = None, label: str = "Read on") -> Part:
    return "article", {"heading": heading, "text": text, "page": page, "label": label, "alt": "", "link": ""}


def _callout(kind: str, heading: str, text: str) -> Part:
    return "callout", {"kind": kind, "heading": heading, "text": text}


def _first(kind: str, rows: Iterable[Model], *, name: str = "") -> list[Part]:
    """The block of this kind for the first of the rows, if there is any."""
    return [(kind, {name or kind: row}) for row in list(rows)[:1]]
