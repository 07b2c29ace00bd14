"""Something of everything that a block can show."""

from datetime import datetime
from io import BytesIO

from django.core.files.images import ImageFile
from PIL import Image
from wagtail.models import Page, Site

from campaigns.consultations.figuring import release_figure, write_figure
from campaigns.consultations.models import Answer
from campaigns.consultations.moderating import approve
from campaigns.consultations.quoting import approve_quote, propose_quote
from campaigns.models import CampaignPage, HomePage, PlanPage, PlanPoint
from tests.ballots import scenes
from tests.consultations.counted import release
from tests.consultations.factories import HARMLESS, moderator, opened, reply
from tests.consultations.theme_scenes import answered_theme
from tests.newsletters.factories import newsletter
from tests.petitions.factories import open_petition
from tests.union.pay.factories import njc_scale
from union.pages.models import CampaignImage

# What each block says of its preview, in every medium.
TELLING = {
    "text": "What has to change",
    "demand": "Two workers on every child protection visit.",
    "plan": "Fill the posts",
    "sign": "signed",
    "vote": "NJC pay claim 2022",
    "have_your_say": "Your workload",
    "figure": "went home worried",
    "quote": HARMLESS,
    "theme": "Fewer forms",
    "stated_figure": "Social Work Watch, April 2014",
    "spoken_quote": "Morgan Hale",
    "chart": "Half the week goes on records",
    "picture": "A door",
    "pay_table": "B: a flat £2,000",
    "call_to_action": "Write to your councillor",
    "join": "Join now",
    "subscribe": "Get our newsletter",
    "notes_to_editors": "1,140 social workers took part",
    "press_contact": "press@example.org",
    "callout": "Do not reply yet",
    "steps": "Gather the letters",
    "article": "More time with families",
    "you_said": "We put six forms before the employers.",
}


def a_plan() -> PlanPage:
    """Two points, live at /safe-visits/plan/."""
    home = Page.get_first_root_node().add_child(
        instance=HomePage(title="Home", slug="front", demand="Safe visits")
    )
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": home})
    campaign = home.add_child(
        instance=CampaignPage(title="Safe visits", slug="safe-visits", demand="Two by two.")
    )
    plan = PlanPage(title="Two points", slug="plan")
    plan.points = [
        PlanPoint(number=1, sort_order=1, title="Go in twos", text="<p>Always.</p>", anchor="twos"),
        PlanPoint(number=2, sort_order=2, title="Fill the posts", text="<p>All.</p>", anchor="posts"),
    ]
    made: PlanPage = campaign.add_child(instance=plan)
    return made


def a_picture() -> CampaignImage:
    drawn = BytesIO()
    Image.new("RGB", (160, 90), "#5b1f69").save(drawn, "PNG")
    drawn.seek(0)
    return CampaignImage.objects.create(title="A door", file=ImageFile(drawn, name="door.png"))


def everything(at: datetime) -> None:
    """A plan, a petition, a result, a picture, a scale, a consultation with theme, figure and quote."""
    a_plan()
    newsletter()
    a_picture()
    njc_scale()
    open_petition(at=at)
    scenes.published(at)
    consultation, sana, kit = opened(at), moderator("sana"), moderator("kit.two")
    answered_theme(consultation, members=12, moderator=sana, second=kit, at=at)
    reply(consultation, at=at, change=HARMLESS, worried="no", consents=["campaign"])
    answer = Answer.objects.get(value=HARMLESS)
    approve(answer, by=sana, at=at)
    approve_quote(propose_quote(answer, text=HARMLESS, purpose="campaign", by=sana, at=at), by=kit, at=at)
    for _ in range(11):
        reply(consultation, at=at, worried="no")
    table = release(consultation, "worried", at=at)
    written = write_figure(table, cell="yes", sentence="went home worried", by=kit, at=at)
    release_figure(written, by=sana, at=at)
