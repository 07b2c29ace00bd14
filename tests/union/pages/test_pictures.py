"""Kit sends pictures to the CMS, and some that are none."""

import errno
import io
import os

import pytest
from django.conf import LazySettings
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from PIL import Image, ImageFile

from tests.conftest import SignIn
from union.accounts.welcoming import welcome
from union.pages.models import CampaignImage
from union.pages.pictures import UNDRAWABLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def kit(sign_in: SignIn) -> Client:
    return sign_in(welcome("kit@example.org", name="Kit Marlowe", groups=("Editors",)))


def picture(kind: str, *, wide: int = 60, high: int = 40) -> bytes:
    """Of noise, so that half of it is not a whole picture."""
    out = io.BytesIO()
    Image.effect_noise((wide, high), 90).save(out, kind)
    return out.getvalue()


def sent(kit: Client, name: str, data: bytes, **more: str) -> tuple[int, bool]:
    words = {"title": "A march", "description": "People with banners", "collection": "1", **more}
    answer = kit.post("/cms/images/add/", {**words, "file": SimpleUploadedFile(name, data)})
    return answer.status_code, UNDRAWABLE in answer.content.decode()


@pytest.mark.parametrize("after_a_pdf", [False, True])
def test_a_picture_that_breaks_off_or_is_damaged_is_refused_in_words(
    kit: Client, monkeypatch: pytest.MonkeyPatch, after_a_pdf: bool
) -> None:
    """Also in a process that has drawn a PDF: WeasyPrint lets Pillow make do with half a picture."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", after_a_pdf)
    for name, kind in (("march.jpg", "JPEG"), ("march.png", "PNG"), ("march.webp", "WEBP")):
        whole = picture(kind)
        assert sent(kit, name, whole[: len(whole) // 2]) == (200, True), name
    assert sent(kit, "march.gif", b"GIF89a<script>alert(1)</script>") == (200, True)
    assert CampaignImage.objects.count() == 0


def test_a_picture_that_would_fill_the_memory_is_refused(kit: Client) -> None:
    header = bytearray(picture("PNG"))
    header[16:24] = (40_000).to_bytes(4, "big") * 2
    assert sent(kit, "march.png", bytes(header)) == (200, True)


def test_a_whole_picture_is_kept(kit: Client) -> None:
    assert sent(kit, "march.jpg", picture("JPEG"))[0] == 302
    assert [(image.width, image.height) for image in CampaignImage.objects.all()] == [(60, 40)]


def test_readers_are_not_told_where_and_when_a_picture_was_taken(kit: Client) -> None:
    """Kit photographs a picket line with a phone held upright, which notes the place."""
    notes, out = Image.Exif(), io.BytesIO()
    notes[0x0112], notes[0x010F] = 6, "A phone of Kit's"
    notes.get_ifd(0x8825)[2] = (53.0, 47.0, 1.0)
    Image.new("RGB", (60, 40)).save(out, "JPEG", exif=notes, comment=b"Kit was here")
    assert sent(kit, "picket.jpg", out.getvalue())[0] == 302
    image = CampaignImage.objects.get()
    for spec in ("original", "width-20", "width-20|format-webp"):
        drawn = image.get_rendition(spec)
        with drawn.file.open() as file, Image.open(file) as seen:
            assert (seen.width < seen.height, dict(seen.getexif()), seen.info.get("comment")) == (
                True,
                {},
                None,
            )
    with image.file.open() as file, Image.open(file) as kept:
        assert kept.getexif()[0x010F] == "A phone of Kit's"


class OnlyRead(FileSystemStorage):
    """A disk that failed, as Linux goes on with it."""

    def _save(self, name: str, content: object) -> str:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))


def test_a_disk_that_takes_nothing_takes_no_page_away(kit: Client, settings: LazySettings) -> None:
    """Kit's list shows what there is; a worker that draws a letter comes back to it."""
    assert sent(kit, "march.png", picture("PNG"))[0] == 302
    good = settings.STORAGES
    settings.STORAGES = {**good, "default": {"BACKEND": f"{__name__}.OnlyRead"}}
    kit.raise_request_exception = False
    assert sent(kit, "rally.png", picture("PNG"))[0] == 503
    page = kit.get("/cms/images/")
    assert (page.status_code, "A march" in page.content.decode()) == (200, True)
    with pytest.raises(OSError, match="Read-only file system"):
        CampaignImage.objects.get().get_rendition("width-20")
    settings.STORAGES = good
    assert kit.get("/cms/images/").status_code == 200
    assert CampaignImage.objects.get().renditions.count() == 1


def test_what_an_older_backup_lacks_is_named_until_it_is_sent_again(
    kit: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sent(kit, "march.png", picture("PNG"))[0] == 302
    image = CampaignImage.objects.get()
    call_command("verify_files")
    image.file.storage.delete(image.file.name)
    with pytest.raises(CommandError, match=r"not there: 1\. Send each again"):
        call_command("verify_files")
    whole, named = capsys.readouterr().out.splitlines()
    assert whole == "Every picture and document has its file."
    assert named == f"picture {image.pk}  A march  {image.file.name}"
    again = SimpleUploadedFile("march.png", picture("PNG"))
    assert kit.post(f"/cms/images/{image.pk}/", {"title": "A march", "file": again}).status_code == 302
    call_command("verify_files")
