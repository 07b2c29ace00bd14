"""What Kit gives to readers as a file, and what is no file for readers."""

import io
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.utils import timezone
from PIL import Image
from wagtail.models import Collection, CollectionViewRestriction, UploadedFile

from campaigns.models import CampaignPage, PlanPage
from tests.conftest import SignIn
from tests.union.publishing.changes import submit
from union.accounts.models import User
from union.accounts.welcoming import welcome
from union.networks import too_many_tries
from union.pages.documents import NOT_PUBLISHED
from union.pages.models import CampaignDocument, CampaignImage
from union.pages.passwords import WRONG_A_DAY
from union.pages.sent_files import A_DAY, ENOUGH, SETTLED, expire
from union.publishing.planning import publish_due

pytestmark = pytest.mark.django_db
REFUSED = ["claim.exe", "claim.html", "claim.svg", "claim.docm", "claim.pdf.js", "claim", "claim.zip"]


@pytest.fixture
def kit(sign_in: SignIn) -> Client:
    return sign_in(welcome("kit@example.org", name="Kit Marlowe", groups=("Editors",)))


def sent(kit: Client, name: str) -> list[str]:
    """What the form says of it."""
    words = {"title": "The claim", "collection": "1"}
    answer = kit.post("/cms/documents/add/", {**words, "file": SimpleUploadedFile(name, b"The claim")})
    return [] if answer.status_code == 302 else list(answer.context["form"].errors["file"])


def test_what_an_office_writes_is_kept(kit: Client) -> None:
    names = ["claim.pdf", "claim.DOCX", "claim.ods", "claim.jpeg"]
    assert ([sent(kit, name) for name in names], CampaignDocument.objects.count()) == ([[]] * 4, 4)


def test_what_would_run_on_a_readers_machine_is_refused_in_a_sentence(
    subtests: pytest.Subtests, kit: Client
) -> None:
    for name in REFUSED:
        with subtests.test(name=name):
            assert (sent(kit, name), CampaignDocument.objects.count()) == ([NOT_PUBLISHED.format(name)], 0)


def test_the_form_for_many_files_asks_the_same(kit: Client) -> None:
    files = {"title": "The claim", "files[]": SimpleUploadedFile("claim.exe", b"MZ"), "collection": "1"}
    as_the_page = {"x-requested-with": "XMLHttpRequest"}
    answer = kit.post("/cms/documents/multiple/add/", files, headers=as_the_page).json()
    assert (answer["success"], answer["error_message"]) == (False, NOT_PUBLISHED.format("claim.exe"))


def test_a_file_for_some_alone_is_asked_for_and_kept_by_no_browser(client: Client) -> None:
    """Rowan reads the minutes on a computer of the library: who comes next finds nothing of them there."""
    shelf = Collection.get_first_root_node().add_child(name="Minutes")
    lock = CollectionViewRestriction.objects.create(
        collection=shelf, restriction_type="password", password="open"
    )
    file = ContentFile(b"%PDF-1.7", name="minutes.pdf")
    minutes = CampaignDocument.objects.create(title="Minutes", file=file, collection=shelf)
    door = f"/documents/authenticate_with_password/{lock.pk}/"
    assert "guess" not in client.get(minutes.url).content.decode()
    wrong = client.post(door, {"password": "guess", "return_url": minutes.url})
    assert "This is not the password." in wrong.content.decode()
    for _ in range(WRONG_A_DAY):
        too_many_tries(f"collection {lock.pk}", address="192.0.2.7", most=WRONG_A_DAY, at=timezone.now())
    refused = client.post(door, {"password": "open", "return_url": minutes.url}, REMOTE_ADDR="192.0.2.7")
    assert "Too many wrong passwords came from where you are." in refused.content.decode()
    assert client.post(door, {"password": "open", "return_url": minutes.url})["Location"] == minutes.url
    given = client.get(minutes.url)
    assert b"".join(given.streaming_content) == b"%PDF-1.7"
    assert given["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    minutes.collection = Collection.get_first_root_node()
    minutes.save()
    assert client.get(minutes.url)["Cache-Control"] == "private, no-cache"


@override_settings(FILES_A_DAY=3)
def test_nobody_fills_the_disk(kit: Client, sign_in: SignIn) -> None:
    """Neither with one huge file nor with a folder of them; a colleague goes on, and tomorrow Kit does."""
    huge = SimpleUploadedFile("claim.pdf", b"x" * (settings.FILE_MEGABYTES * 2**20 + 1))
    words = {"title": "The claim", "collection": "1"}
    said = kit.post("/cms/documents/add/", {**words, "file": huge}).context["form"].errors["file"]
    assert said == ["This file is too big (10.0\xa0MB). Maximum filesize 10.0\xa0MB."]
    CampaignImage.objects.create(title="March", width=1, height=1, uploaded_by_user=User.objects.get())
    as_the_page = {"x-requested-with": "XMLHttpRequest"}
    wordy = {"files[]": SimpleUploadedFile("claim.pdf", b"The claim"), "title": "The claim" * 30}
    assert kit.post("/cms/documents/multiple/add/", wordy, headers=as_the_page).json()["success"]
    unfinished = UploadedFile.objects.get().file  # it waits for a shorter title, and counts
    assert [sent(kit, f"claim-{n}.pdf") for n in range(2)] == [[], [ENOUGH.format(3)]]
    out = io.BytesIO()
    Image.new("RGB", (60, 40)).save(out, "PNG")
    files = {**words, "files[]": SimpleUploadedFile("march.png", out.getvalue())}
    answer = kit.post("/cms/images/multiple/add/", files, headers=as_the_page).json()
    assert (answer["success"], answer["error_message"]) == (False, ENOUGH.format(3))
    rosa = sign_in(welcome("rosa@example.org", name="Rosa Lind", groups=("Editors",)))
    assert sent(rosa, "claim.pdf") == []
    CampaignDocument.objects.update(created_at=timezone.now() - A_DAY)
    assert [sent(kit, f"claim-{n}.pdf") for n in range(2)] == [[], [ENOUGH.format(3)]]
    for hours, left in ((23, 1), (25, 0)):
        expire(at=timezone.now() + timedelta(hours=hours), dry_run=False)
        assert (UploadedFile.objects.count(), unfinished.storage.exists(unfinished.name)) == (left, left)
    assert sent(kit, "claim.pdf") == []


def test_what_is_here_already_is_given_out_and_described_anew_and_no_more(kit: Client) -> None:
    old = CampaignDocument.objects.create(title="Old", file=ContentFile(b"<script>", name="old.html"))
    given = Client().get(old.url)
    assert given["Content-Disposition"].startswith("attachment; ")
    assert given["Content-Security-Policy"] == "default-src 'none'"
    address = f"/cms/documents/edit/{old.pk}/"
    assert kit.post(address, {"title": "Very old", "collection": "1"}).status_code == 302
    other = {"title": "New", "collection": "1", "file": SimpleUploadedFile("new.html", b"<script>")}
    assert kit.post(address, other).context["form"].errors["file"] == [NOT_PUBLISHED.format("new.html")]
    assert CampaignDocument.objects.get().title == "Very old"


def sent_anew(kit: Client, address: str, name: str, data: bytes) -> list[str]:
    """What the form of a file that is here already says of another one."""
    words = {"title": "The claim", "collection": "1"}
    answer = kit.post(address, {**words, "file": SimpleUploadedFile(name, data)})
    return [] if answer.status_code == 302 else list(answer.context["form"].errors["file"])


def test_what_somebody_approved_keeps_its_files(kit: Client, plan: PlanPage, at: datetime) -> None:
    """Kit may put another claim behind the link of a draft; from the moment others read it, nobody may."""
    claim = CampaignDocument.objects.create(title="Claim", file=ContentFile(b"5%", name="claim.pdf"))
    address = f"/cms/documents/edit/{claim.pk}/"
    plan.intro = f'<p><a linktype="document" id="{claim.pk}">The claim</a></p>'
    plan.go_live_at = at + A_DAY
    plan.save_revision()
    assert sent_anew(kit, address, "claim.pdf", b"3%") == []
    state = submit(plan, User.objects.get())
    assert sent_anew(kit, address, "claim.pdf", b"3%") == [SETTLED]
    sana = welcome("sana@example.org", name="Sana Mirza", groups=("Moderators",))
    state.task.specific.on_action(state, sana, "approve")
    assert sent_anew(kit, address, "claim.pdf", b"3%") == [SETTLED]
    assert publish_due(at=at + A_DAY) == 1
    assert sent_anew(kit, address, "claim.pdf", b"3%") == [SETTLED]
    assert kit.post(address, {"title": "The claim of 2026", "collection": "1"}).status_code == 302
    claim.refresh_from_db()
    assert (claim.title, claim.file.read()) == ("The claim of 2026", b"3%")


def test_a_picture_on_a_live_page_stays_that_picture(kit: Client, plan: PlanPage) -> None:
    out = io.BytesIO()
    Image.new("RGB", (60, 40)).save(out, "PNG")
    march = CampaignImage.objects.create(title="March", file=ContentFile(out.getvalue(), name="march.png"))
    campaign = CampaignPage.objects.get()
    campaign.body = [("picture", {"image": march, "alt": "People with banners"})]
    campaign.save_revision().publish()
    assert sent_anew(kit, f"/cms/images/{march.pk}/", "other.png", out.getvalue()) == [SETTLED]
