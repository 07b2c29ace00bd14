"""Pages ask the database the same few times whether one, three or 100,000 have signed."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from petitions.counting import roll_up
from petitions.models import Petition, TallyDelta
from tests.conftest import SignIn
from tests.petitions.factories import open_petition
from union.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
PAGE = "/petitions/ten-points/"
MANY = [1, 3, 100_000]
SIGNATURES = """
INSERT INTO petitions_signature (id, petition_id, state, signed_at, confirmed_at, held_reason, region,
    constituency, branch, role, employer, union_member, source, language, invited)
SELECT gen_random_uuid(), %s, 'confirmed', %s, %s, '', 'YH', '', '', '', '', '', 'online', 'en', 0
FROM generate_series(1, %s)
"""


def signed_by(many: int, *, at: datetime) -> Petition:
    """A petition with so many confirmed signatures, counted."""
    petition = open_petition(at=at - timedelta(days=2))
    with connection.cursor() as cursor:
        cursor.execute(SIGNATURES, [petition.pk, at, at, many])
        cursor.execute(
            "INSERT INTO petitions_tally (petition_id, dimension, key, n) VALUES (%s, 'all', '', %s)",
            [petition.pk, many - 1],
        )
    TallyDelta.objects.create(petition=petition, n=1, hour=at, region="YH", source="online")
    roll_up(at=at)
    return petition


def statements(client: Client, address: str) -> int:
    """What one reading asks of the tables when nothing is kept but what every page of the site keeps."""
    cache.clear()
    client.get("/petitions/")
    client.get("/cy/petitions/")
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("many", MANY)
@pytest.mark.parametrize(
    ("address", "literal"),
    [
        (PAGE, 8),
        (f"/cy{PAGE}", 8),
        (f"{PAGE}count.json", 6),
        (f"{PAGE}embed/", 6),
        (f"{PAGE}hours.csv", 7),
        ("/api/petitions/ten-points/", 8),
    ],
)
def test_public_pages_ask_the_same_few_times(
    client: Client, at: datetime, many: int, address: str, literal: int
) -> None:
    signed_by(many, at=at)
    assert statements(client, address) == literal
    if address.startswith((PAGE, "/cy")) and not address.endswith(".csv"):
        with CaptureQueriesContext(connection) as kept:
            client.get(address)
        assert len(kept) == 0


@pytest.mark.parametrize("many", MANY)
def test_the_list_of_petitions_asks_the_same_few_times(sign_in: SignIn, at: datetime, many: int) -> None:
    signed_by(many, at=at)
    ada = User.objects.create_superuser(email="ada@example.org")
    assert statements(sign_in(ada), "/cms/petitions/") == 9
