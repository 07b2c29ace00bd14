"""Two newsletters in the demo, a few who get them, one issue sent and one that waits for approval."""

from datetime import datetime, timedelta

from wagtail.models import Page

from campaigns.newsletters import mailable, queueing, subscribing
from campaigns.newsletters import mailing as verbs
from campaigns.newsletters.models import Mailing, Newsletter, Wish
from union.accounts.models import User
from union.demo import Hint

OFFERS = (
    {
        "name": "Campaign news",
        "about": "What we ask for, what we have won, what you can do: once a month.",
        "name_cy": "Newyddion ymgyrchu",
        "about_cy": "Beth rydym yn ei ofyn, beth a enillwyd, beth allwch chi ei wneud: unwaith y mis.",
        "for_signers": True,
        "place": 1,
    },
    {
        "name": "Pay and ballots",
        "about": "Every claim, offer and ballot in local government, as it happens.",
        "name_cy": "Cyflog a phleidleisiau",
        "about_cy": "Pob hawliad, cynnig a phleidlais mewn llywodraeth leol, wrth iddo ddigwydd.",
        "place": 2,
    },
)
READERS = (("bethan.dunmore", "cy"), ("idris.kestle", "en"), ("hana.gilroy", "en"), ("kwame.abara", "en"))


def make(*, at: datetime) -> list[Hint]:
    """Through the real verbs; made once."""
    if not Newsletter.objects.exists():
        news, _pay = (Newsletter.objects.create(**words) for words in OFFERS)
        _subscribe(news, at=at - timedelta(days=30))
        _mail(news, at=at)
    return [
        Hint("Get a newsletter: ask, confirm from the demo mail, stop it in one click", "/newsletters/"),
        Hint("Approve a mailing as its second person: moderator@example.org", "/cms/newsletters/"),
    ]


def _subscribe(news: Newsletter, *, at: datetime) -> None:
    for name, language in READERS:
        subscribing.ask(f"{name}@example.org", newsletters=[news], language=language, at=at)
        subscribing.confirm(Wish.objects.get(email=f"{name}@example.org"), at=at + timedelta(minutes=7))


def _mail(news: Newsletter, *, at: datetime) -> None:
    """One issue whose letters the worker sends, and a draft."""
    editor = User.objects.filter(email="editor@example.org").first()
    second = User.objects.filter(email="moderator@example.org").first()
    page = _page()
    if page is None or editor is None or second is None:
        return
    begun = at - timedelta(minutes=5)
    sent = verbs.make(_mailing(page, news, subject=page.title), by=editor, at=begun)
    verbs.approve(sent, by=second, at=begun, version=sent.version)
    while queueing.queue_batch(sent.pk, at=begun):
        pass
    draft = _mailing(page, news, subject=f"Once more: {page.title}"[:120])
    draft.send_at = at + timedelta(days=7)
    verbs.make(draft, by=editor, at=at)


def _mailing(page: Page, news: Newsletter, *, subject: str) -> Mailing:
    words = {"subject": subject[:120], "preheader": page.specific.summary[:160]}
    side = mailable.in_language(page, "cy").specific
    if side.pk != page.pk:
        words |= {"subject_cy": side.title[:120], "preheader_cy": side.summary[:160]}
    return Mailing(page=page, newsletter=news, **words)


def _page() -> Page | None:
    """An issue of a newsletter where there is one, or the first page that can be mailed."""
    fit = [page for page in Page.objects.live().public().order_by("path") if mailable.has_a_body(page)]
    issues = [page for page in fit if page.content_type.model == "newsletterpage"]
    deeper = [page for page in fit if page.depth > 2]
    return next(iter([*issues, *deeper]), None)
