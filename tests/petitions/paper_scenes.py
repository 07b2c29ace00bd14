"""Northside collects on paper: Ines Okafor keys, Bram Teller checks; Orla Keane is of Harbour, Nell Avery of
the national office."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from petitions.batches import count_batch
from petitions.checking import drawn_rows, judge
from petitions.keying import finish_keying, key_row, next_line
from petitions.models import PaperBatch, PaperRow, Petition
from petitions.sheets import ask_for_sheets
from tests.petitions.factories import branch, open_petition
from union.accounts.models import Role, User
from union.members.models import Branch


@dataclass
class Scene:
    petition: Petition
    branch: Branch
    batch: PaperBatch
    ines: User
    bram: User
    orla: User
    nell: User
    at: datetime

    @property
    def page(self) -> str:
        return f"/desk/petitions/{self.petition.slug}/batches/{self.batch.number}/"

    def again(self) -> PaperBatch:
        self.batch = PaperBatch.objects.select_related("petition", "branch").get(pk=self.batch.pk)
        return self.batch


def officer(email: str, name: str, at_branch: Branch) -> User:
    user = User.objects.create_user(email, name=name)
    Role.objects.create(user=user, kind=Role.Kind.BRANCH_OFFICER, branch=at_branch)
    return user


def printed(at: datetime, **fields: Any) -> Scene:
    """Four sheets of a petition that has been open for two days; nothing is keyed yet."""
    petition = open_petition(at=at - timedelta(days=2), **fields)
    north = branch("NW-001")
    ines = officer("ines@example.org", "Ines Okafor", north)
    bram = officer("bram@example.org", "Bram Teller", north)
    orla = officer("orla@example.org", "Orla Keane", branch("SE-002"))
    nell = User.objects.create_user("nell@example.org", name="Nell Avery")
    Role.objects.create(user=nell, kind=Role.Kind.NATIONAL_OFFICE)
    batch = ask_for_sheets(petition, branch=north, sheets=4, by=ines, at=at - timedelta(days=1))
    return Scene(petition, north, batch, ines, bram, orla, nell, at)


def words_on_a_line(scene: Scene, **fields: Any) -> dict[str, Any]:
    return {
        "unusable": "",
        "name": "Rowan Ashby",
        "postcode": "LS1 4AP",
        "email": "",
        "role": "Social worker",
        "employer": "Northside Council",
        "union_member": "yes",
        "decision_maker": False,
        "petition_news": False,
        "signed_on": (scene.at - timedelta(days=1)).date(),
        **fields,
    }


def key(scene: Scene, *, by: User | None = None, **fields: Any) -> PaperRow:
    sheet, line = next_line(scene.batch, sheet=1)
    words = words_on_a_line(scene, **fields)
    return key_row(scene.batch, sheet=sheet, line=line, words=words, by=by or scene.ines, at=scene.at)


def keyed(scene: Scene, *names: str) -> Scene:
    """A line for each name, all of one postcode, and the keying finished."""
    for name in names:
        key(scene, name=name)
    finish_keying(scene.batch, by=scene.ines, at=scene.at)
    return scene


def checked(scene: Scene, *names: str) -> Scene:
    keyed(scene, *names)
    for row in drawn_rows(scene.again()):
        judge(row, by=scene.bram, at=scene.at)
    scene.again()
    return scene


def counted(scene: Scene, *names: str) -> Scene:
    checked(scene, *names)
    count_batch(scene.batch, by=scene.bram, at=scene.at)
    scene.again()
    return scene


def form_of(scene: Scene, **fields: Any) -> dict[str, Any]:
    """What the browser of Ines sends for a line."""
    words = words_on_a_line(scene)
    kept = {field: words[field] for field in ("name", "postcode", "employer", "role", "union_member")}
    day = words["signed_on"].isoformat()
    return {"sheet": "1", "line": "1", **kept, "email": "", "signed_on": day, "unusable": "", **fields}


FIFTY = [f"Person {chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(55)]


def outcomes(scene: Scene) -> list[str]:
    """What became of each line."""
    return list(scene.batch.rows.values_list("outcome", flat=True))


def jpeg(size: tuple[int, int] = (60, 40)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size).save(out, "JPEG")
    return out.getvalue()


def png() -> SimpleUploadedFile:
    """A picture of a sheet under a name that no picture has."""
    out = BytesIO()
    Image.new("RGB", (60, 40)).save(out, "PNG")
    return SimpleUploadedFile("my sheet.exe", out.getvalue())
