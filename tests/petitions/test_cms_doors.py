"""Nia looks after pictures: she is let into the CMS, and has nothing to do there with petitions."""

from datetime import datetime

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from petitions.models import Entry, HandIn, Limits, Petition, Signature, WorkplaceRange
from petitions.signing import sign
from tests.conftest import SignIn
from tests.petitions.factories import an_entry, open_petition, rowan
from tests.petitions.test_cms import WORDS, staff
from union.audit.models import Entry as AuditEntry
from union.mail.models import Message

pytestmark = pytest.mark.django_db
PAGES = ["", "new/", "edit/{p}/", "{p}/state/", "{p}/entries/", "{p}/entries/new/"]
PAGES += ["{p}/entries/{e}/", "{p}/entries/{e}/words/", "{p}/hand-in/", "{p}/limits/", "workplaces/"]
PAGES += ["history/{p}/", "history-results/{p}/", "usage/{p}/", "delete/{p}/"]
PAGES += ["workplaces/{w}/", "{p}/moderation/", "{p}/moderation/reasons/"]
ACTS = ["{p}/successor/", "{p}/entries/{e}/publish/", "{p}/entries/{e}/take-back/", "{p}/entries/{e}/trial/"]
ACTS += ["{p}/moderation/preview/", "{p}/moderation/rule/"]
SENT = {
    **WORDS,
    "verb": "close",
    "sure": "yes",
    "kind": "update",
    "text": "We met the minister.",
    "names": "yes",
}


@pytest.fixture
def nia(sign_in: SignIn) -> Client:
    group = Group.objects.create(name="Pictures")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user = staff("nia")
    user.groups.add(group)
    return sign_in(user)


@pytest.fixture
def petition(noon: datetime) -> Petition:
    petition = open_petition(at=noon, title="Mend the roof", slug="roof")
    sign(petition, signer=rowan(), at=noon, doubt="too quick")
    return petition


def test_she_comes_in(nia: Client) -> None:
    page = nia.get("/cms/")
    assert (page.status_code, "/cms/petitions/" in page.content.decode()) == (200, False)


def test_she_reads_and_changes_nothing_of_them(nia: Client, petition: Petition, noon: datetime) -> None:
    entry = an_entry(petition, at=noon, published_at=None)
    place = WorkplaceRange.objects.create(name="City Hall", network="198.51.100.0/24")
    letters = Message.objects.count()
    for path in [*PAGES, *ACTS]:
        address = "/cms/petitions/" + path.format(p=petition.pk, e=entry.pk, w=place.pk)
        for answer in (nia.get(address), nia.post(address, SENT)):
            home = answer.status_code == 302 and answer["Location"] == "/cms/"
            assert home or answer.status_code in (403, 405), (path, answer.status_code)
            assert b"Mend the roof" not in answer.content, path
        entry.refresh_from_db()
        petition.refresh_from_db()
        assert (petition.state, petition.title, entry.published_at) == ("open", "Mend the roof", None), path
        kept = (Petition, Entry, HandIn, Limits, WorkplaceRange, AuditEntry)
        counts = [model.objects.count() for model in kept]
        assert (counts, Message.objects.count()) == ([1, 1, 0, 0, 1, 0], letters), path
        assert Signature.objects.get().state == "held", path
