"""What a moderator of the demo finds: doubtful signatures, one decision that can be undone, one alert."""

from datetime import datetime, timedelta

from django.urls import reverse

from petitions import alerting, reasons, ruling
from petitions.confirming import confirm
from petitions.demo import SLUG
from petitions.models import Petition, Ruling, Signature
from petitions.signing import Origin, Signer, sign
from union.accounts.models import User
from union.demo import Hint

HASTY, FROM_ONE_PLACE, STRUCK = 6, 24, 5
FIRST = ["Aled", "Bronwen", "Carys", "Dewi", "Eluned", "Ffion", "Gareth", "Huw"]
LAST = ["Penrose", "Quill", "Ridley", "Sorrel", "Tansy", "Umber", "Vane"]
WHY = [
    ("Lowri Penrose", "I trained to sit with families. I spend most of the week with a screen."),
    ("Tomos Quill", "Our team lost its administrator, and every case note now takes twice as long."),
    ("Seren Vane", "My son's social worker is kind and worn out. She deserves better, and so does he."),
]


def make(*, at: datetime) -> list[Hint]:
    """Some thirty doubtful signatures through the real verbs; made once."""
    petition = Petition.objects.filter(slug=SLUG).first()
    sana = User.objects.filter(email="moderator@example.org").first()
    if petition is None or sana is None or not petition.takes_signatures(at):
        return []
    if not Ruling.objects.filter(petition=petition).exists():
        _fill(petition, by=sana, at=at)
    where = reverse("petitions_moderation:queue", args=[petition.pk])
    return [Hint("Moderate doubtful signatures of the petition, as moderator@example.org", where)]


def _fill(petition: Petition, *, by: User, at: datetime) -> None:
    for number in range(STRUCK):
        _hold(petition, 100 + number, doubt="trap filled", at=at - timedelta(days=3, minutes=number))
    machine = Signature.objects.filter(held_reason="trap filled")
    ruling.invalidate(
        petition, machine, by=by, reason="A program filled in the form", at=at - timedelta(days=2)
    )
    for number in range(HASTY):
        _hold(petition, number, doubt="too quick", at=at - timedelta(hours=5 + 7 * number))
    for number in range(FROM_ONE_PLACE):
        when = at - timedelta(minutes=2 * number + 1)
        _hold(petition, 10 + number, doubt="many from one internet address", at=when, place="d" * 32)
    alerting.look_around(at=at)
    _say_why(petition, by=by, at=at - timedelta(days=1))


def _hold(petition: Petition, number: int, *, doubt: str, at: datetime, place: str = "") -> None:
    name = f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]}"
    address = f"{name.lower().replace(' ', '.')}.{number}@quarntoft.example.org"
    signer = Signer(name=name, email=address, postcode="LL11 1AA", consents=())
    sign(petition, signer=signer, doubt=doubt, origin=Origin(address_hash=place), at=at)


def _say_why(petition: Petition, *, by: User, at: datetime) -> None:
    """Three reasons: two are shown, one of them with the name, and one waits to be read."""
    keys = []
    for number, (name, words) in enumerate(WHY):
        address = f"{name.lower().replace(' ', '.')}@example.org"
        consents = ("public_name",) if number == 0 else ()
        signer = Signer(name=name, email=address, postcode="CF10 1EP", reason=words, consents=consents)
        keys.append(sign(petition, signer=signer, at=at).signature_id)
        confirm(keys[-1], at=at + timedelta(minutes=9 + number))
    read = [str(key) for key in keys[:2]]
    reasons.judge(petition, listed=read, chosen=read, by=by, at=at)
