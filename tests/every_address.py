"""Every address of the site with something in each of its parts, on a site that has one of everything."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from django.contrib.admindocs.views import simplify_regex
from django.urls import Resolver404, URLPattern, URLResolver, resolve
from django.utils import timezone
from wagtail.models import Page

from campaigns.comments.commenting import Written, leave_comment, token_for
from campaigns.comments.models import Comment
from campaigns.consultations.exporting import ask_for_export
from campaigns.consultations.figuring import write_figure
from campaigns.consultations.interested import ask_to_hear, confirm_token, stop_token
from campaigns.consultations.keying import key_reply, make_batch
from campaigns.consultations.models import Consultation, Interested
from campaigns.consultations.quoting import propose_quote
from campaigns.consultations.responding import write_outcome
from campaigns.consultations.theming import write_theme
from campaigns.models import CampaignPage, OpinionPage
from campaigns.newsletters import links as newsletter_links
from campaigns.newsletters.models import Wish
from campaigns.newsletters.subscribing import ask as ask_for_newsletters
from petitions import codes, links, ruling
from petitions.confirming import confirm
from petitions.handing_in import prepare_hand_in
from petitions.models import Alert, PaperRow, PaperScan, Petition, Signature, Stall, WorkplaceRange
from petitions.sheets import ask_for_sheets
from petitions.signing import sign
from petitions.stalls import code_of, start_stall
from tests.ballots import scenes
from tests.consultations import counted as counted_views
from tests.consultations import factories as consultations
from tests.consultations.theme_scenes import approved
from tests.newsletters import factories as newsletters
from tests.petitions import paper_scenes
from tests.petitions.factories import an_entry, open_petition, rowan
from tests.union.members.factories import ROWAN as ROWAN_OF_THE_ROLL
from tests.union.members.factories import extract_of
from union.accounts.models import User
from union.desk import me_links
from union.desk.me_letters import ask
from union.jobs.working import run_waiting
from union.mail.models import Message
from union.members.models import Branch, Member
from union.members.uploading import keep_upload, settle_columns
from union.publishing.models import PressLink

# What stands in the addresses of allauth and Wagtail.
ANYWHERE = {
    ("/", "uidb36"): "1",
    ("/", "uidb64"): "MQ",
    ("/", "key"): "x",
    ("/", "token"): "x",
    ("/", "var"): "",
    ("/", "app_label"): "pages",
    ("/", "app_name"): "pages",
    ("/", "model_name"): "organisation",
    ("/", "content_type_app_name"): "campaigns",
    ("/", "content_type_model_name"): "homepage",
    ("/", "filter_spec"): "max-10x10",
    ("/", "action"): "delete",
    ("/", "action_name"): "delete",
    ("/", "decision"): "approve",
}
ROWAN = "rowan.ashby@example.org"


@dataclass(frozen=True)
class Address:
    """A pattern of the URL configuration, such as /petitions/<slug>/, and the view behind it."""

    pattern: str
    view: Any


def addresses(patterns: Iterable[Any], prefix: str = "") -> Iterator[Address]:
    for entry in patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry.url_patterns, path)
        elif isinstance(entry, URLPattern):
            yield Address(re.sub(r"<\w+:", "<", simplify_regex(path)), entry.callback)


@dataclass
class Samples:
    """What stands in an address: by the beginning of the address and the name of the part."""

    by_place: dict[tuple[str, str], str]
    unbuilt: list[str] = field(default_factory=list)

    def fill(self, address: Address) -> str | None:
        """The address with something in each of its parts; None where it would not lead to its view."""

        def value(match: re.Match[str]) -> str:
            name = match[1]
            places = [key for key in self.by_place if key[1] == name and address.pattern.startswith(key[0])]
            found = max(places, key=lambda key: len(key[0]), default=None)
            return self.by_place[found] if found else pk_for(address.view)

        path = re.sub(r"<([^>]+)>", value, address.pattern)
        try:
            resolve(path)
        except Resolver404:
            self.unbuilt.append(address.pattern)
            return None
        return path


def pk_for(view: Any) -> str:
    """The first record of the model that a view of the CMS is about, or 1."""
    told = getattr(view, "view_initkwargs", {}).get("model") or getattr(
        getattr(view, "view_class", None), "model", None
    )
    first = told.objects.order_by("pk").first() if hasattr(told, "objects") else None
    return str(first.pk) if first else "1"


def on_paper(petition: Petition, scene: scenes.Scene, *, at: datetime) -> tuple[PaperRow, Stall]:
    """A keyed line and a stall of Ines's branch."""
    north, ines = scene.branch, scene.ines
    batch = ask_for_sheets(petition, branch=north, sheets=1, by=ines, at=at)
    desk = paper_scenes.Scene(petition, north, batch, ines, scene.bram, scene.orla, ines, at)
    line = paper_scenes.key(desk, name="Sam Ashby")
    return line, start_stall(petition, branch=north, place="Market", by=ines, at=at)


def checked_extract(scene: scenes.Scene, *, at: datetime) -> int:
    """A file that Ines sent, checked with a fault."""
    data = extract_of(ROWAN_OF_THE_ROLL | {"status": "?"}).encode()
    mine = Branch.objects.filter(pk=scene.branch.pk)
    upload = keep_upload(BytesIO(data), name="extract.csv", branches=mine, by=scene.ines, at=at)
    settle_columns(upload, upload.layout, by=scene.ines, at=at)
    run_waiting(at=at)
    return upload.pk


def commented(parent: Page, *, at: datetime) -> Comment:
    """A comment that waits for its writer, on an article beneath this page."""
    article = parent.add_child(instance=OpinionPage(title="Opinion", slug="opinion", author="Robin Vale"))
    article.save_revision().publish()
    leave_comment(article, written=Written("Rowan Ashby", ROWAN, "This as well."), at=at)
    return Comment.objects.get()


Parts = dict[tuple[str, str], str]


def of_petitions(petition: Petition, waiting: int, scene: scenes.Scene, *, at: datetime) -> Parts:
    """A petition with a signature that waits, a line on paper, a stall, news, and work for moderators."""
    line, stall = on_paper(petition, scene, at=at)
    sign(petition, signer=rowan(email="ash@example.org", name="Ash"), doubt="too quick", at=at)
    pack = prepare_hand_in(petition, by=scene.ines, at=at, with_names=True)
    alert = Alert.objects.create(
        petition=petition, kind="held", day=at.date(), detail="Many wait.", n=20, first_at=at, last_at=at
    )
    held = Signature.objects.filter(petition=petition, state="held")
    struck = ruling.invalidate(petition, held, by=scene.ines, reason="Made up", at=at)
    scan = PaperScan.objects.create(batch=line.batch, kind="png", size=1, content=b"x", by=scene.ines, at=at)
    place = WorkplaceRange.objects.create(name="City Hall", network="198.51.100.0/24")
    return {
        ("/cms/petitions/<pk>/moderation/rulings/", "number"): str(struck.pk),
        ("/cms/petitions/<pk>/moderation/alerts/", "number"): str(alert.pk),
        ("/cms/petitions/workplaces/", "pk"): str(place.pk),
        ("/cms/petitions/", "pack"): str(pack.pk),
        ("/cms/petitions/", "entry_pk"): str(an_entry(petition, at=at, published_at=None).pk),
        ("/cms/petitions/", "act"): "publish",
        ("/petitions/", "slug"): petition.slug,
        ("/petitions/", "token"): links.token_for(waiting),
        ("/petitions/news/", "token"): links.token_for(waiting, purpose=links.STOP_NEWS),
        ("/petitions/stall/", "code"): code_of(stall),
        ("/desk/petitions/", "slug"): petition.slug,
        ("/desk/petitions/", "number"): str(line.batch.number),
        ("/desk/petitions/<slug>/batches/<number>/scans/", "pk"): str(scan.pk),
        ("/desk/petitions/<slug>/stalls/", "pk"): str(stall.pk),
        ("/desk/petitions/", "pk"): str(line.pk),
        ("/api/", "slug"): petition.slug,
        ("/me/signatures/", "handle"): codes.handle_for(waiting),
        ("/cms/petitions/", "pk"): str(petition.pk),
    }


def of_views(scene: scenes.Scene, *, at: datetime) -> Parts:
    """A consultation with a theme, a released table, and somebody who asked to hear of it."""
    consultation = consultations.opened(at)
    theme = write_theme(consultation, title="Fewer forms", by=scene.ines, at=at)
    (text,) = approved(consultation, "Fewer forms.", by=scene.ines, at=at, consents=["campaign"])
    quote = propose_quote(text, text="Fewer forms.", purpose="campaign", by=scene.ines, at=at)
    outcome = write_outcome(theme, kind="adopted", reason="One form in place of nine.", by=scene.ines, at=at)
    ask_to_hear(consultation, email="nia@example.org", language="en", at=at)
    interested = Interested.objects.get()
    counted_views.send(consultation, [({"worried": "yes"}, 20), ({"worried": "no"}, 20)], at=at)
    table = counted_views.release(consultation, "worried", at=at)
    figure = write_figure(table, cell="yes", sentence="went home worried", by=scene.ines, at=at)
    batch = make_batch(consultation, channel="paper", forms=2, by=scene.ines, at=at)
    form = key_reply(batch, number=1, answers={"worried": "yes"}, consents=[], by=scene.ines, at=at)
    export = ask_for_export(consultation, format="csv", by=scene.ines, at=at)
    return {
        ("/cms/views/answers/", "pk"): str(text.pk),
        ("/cms/views/quotes/", "pk"): str(quote.pk),
        ("/cms/views/outcomes/", "pk"): str(outcome.pk),
        ("/cms/views/tables/", "pk"): str(table.pk),
        ("/cms/views/figures/", "pk"): str(figure.pk),
        ("/cms/views/exports/", "pk"): str(export.pk),
        ("/cms/views/paper/", "pk"): str(batch.pk),
        ("/cms/views/paper/forms/", "pk"): str(form.pk),
        **of_the_builder(consultation, at=at),
        ("/cms/views/tables/", "decision"): "withdraw",
        ("/cms/views/figures/", "decision"): "release",
        ("/cms/views/outcomes/", "decision"): "publish",
        ("/cms/views/themes/", "decision"): "retire",
        ("/views/", "slug"): consultation.slug,
        ("/views/", "key"): "worried",
        ("/views/news/confirm/", "token"): confirm_token(interested),
        ("/views/news/stop/", "token"): stop_token("0" * 64),
        ("/views/", "pk"): str(table.pk),
        ("/cms/views/", "pk"): str(consultation.pk),
        ("/cms/views/", "question"): "change",
        ("/cms/views/themes/", "pk"): str(theme.pk),
    }


def of_the_builder(running: Consultation, *, at: datetime) -> Parts:
    """A consultation that is still written, and one that is closed or put off."""
    planned = consultations.draft(at, slug="planned")
    section = planned.sections.all()[0]
    return {
        ("/cms/views/<pk>/build/", "pk"): str(planned.pk),
        ("/cms/views/<pk>/build/close/", "pk"): str(running.pk),
        ("/cms/views/<pk>/build/extend/", "pk"): str(running.pk),
        ("/cms/views/sections/", "pk"): str(section.pk),
        ("/cms/views/questions/", "pk"): str(section.questions.all()[0].pk),
        ("/cms/views/", "where"): "up",
        ("/cms/views/", "kind"): "matrix",
    }


def of_newsletters(*, at: datetime) -> Parts:
    """A newsletter that somebody asked for, a draft of its next issue, and a comment beneath it."""
    news = newsletters.newsletter()
    issue = newsletters.draft(news, at=at)
    comment = commented(issue.page, at=at)
    ask_for_newsletters("nia@example.org", newsletters=[news], language="en", at=at)
    return {
        ("/comments/", "token"): token_for(comment),
        ("/comments/", "pk"): str(comment.page_id),
        ("/cms/comments/", "pk"): str(comment.pk),
        ("/newsletters/confirm/", "token"): newsletter_links.confirm_token(Wish.objects.get().pk),
        ("/newsletters/stop/", "token"): newsletter_links.stop_token("0" * 64, mailing=issue.pk),
        ("/newsletters/choices/", "token"): newsletter_links.choices_token("0" * 64),
        ("/cms/newsletters/", "pk"): str(issue.pk),
        ("/cms/newsletters/offers/", "pk"): str(issue.newsletter_id),
        ("/cms/newsletters/", "page_pk"): str(issue.page_id),
        ("/cms/newsletters/", "language"): "en",
        ("/cms/newsletters/", "verb"): "approve",
    }


def of_pages(page: Page, *, by: User, at: datetime) -> Parts:
    """A page that is live, with a change that waits for approval, and a link for the press."""
    page.title = f"{page.title}, again"
    page.save_revision(user=by)
    page.get_workflow().start(page, by)
    link = PressLink.objects.create(page=page, token_hash="0" * 64, outlet="The Post", by=by, at=at)
    return {("/cms/pages/", "pk"): str(page.pk), ("/cms/press-links/", "pk"): str(link.pk)}


def of_ballots(scene: scenes.Scene, *, at: datetime) -> Parts:
    """A ballot that runs, and the roll of its branch."""
    return {
        ("/vote/", "token"): scene.link().split("/")[2],
        ("/ballots/", "slug"): scene.ballot.slug,
        ("/desk/ballots/", "slug"): scene.ballot.slug,
        ("/desk/ballots/", "act"): "early_close",
        ("/desk/roll/branches/", "code"): scene.branch.code,
        ("/desk/roll/members/", "pk"): str(Member.objects.values_list("pk", flat=True)[0]),
        ("/desk/roll/uploads/", "pk"): str(checked_extract(scene, at=at)),
    }


def one_of_everything() -> Samples:
    """A site with an open petition, ballot and consultation, and links of every kind."""
    at = timezone.now()
    petition: Petition = open_petition(at=at - timedelta(days=2), title_cy="T", demand_cy="D")
    waiting = sign(petition, signer=rowan(), at=at).signature_id
    counted = sign(petition, signer=rowan(email="idris@example.org", name="Idris"), at=at).signature_id
    confirm(counted, at=at)
    scene = scenes.voted(at, members=5, a=2, b=1, abstain=0)
    parts = of_petitions(petition, waiting, scene, at=at) | of_views(scene, at=at) | of_newsletters(at=at)
    ask(ROWAN, language="en", at=at)
    me = me_links.token_for(Message.objects.get(kind="me_link"))
    home = str(Page.objects.filter(depth=2).values_list("pk", flat=True)[0])
    pages = ("page_id", "parent_page_id", "page_to_move_id", "page_pk", "destination_id", "object_id")
    issue = CampaignPage.objects.get(pk=parts["/cms/newsletters/", "page_pk"])
    parts |= of_pages(issue, by=scene.ines, at=at) | of_ballots(scene, at=at) | {("/me/", "token"): me}
    return Samples({**parts, **ANYWHERE, **{("/", name): home for name in pages}})
