"""The language of a page is in its address."""

from datetime import datetime

import pytest
from django.test import Client

from tests.petitions.factories import open_petition

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "language", "tag"),
    [("/petitions/ten-points/", "en-gb", "en-GB"), ("/cy/petitions/ten-points/", "cy", "cy")],
)
def test_address_decides_whatever_the_browser_prefers(
    noon: datetime, address: str, language: str, tag: str
) -> None:
    open_petition(at=noon)
    page = Client(headers={"accept-language": "cy, de;q=0.5"}).get(address)
    assert (page.status_code, page.headers["Content-Language"]) == (200, language)
    assert f'<html lang="{tag}">' in page.content.decode()
    assert f'action="{address}sign/"' in page.content.decode()


def test_no_other_language_is_an_address() -> None:
    assert Client().get("/de/petitions/ten-points/").status_code == 404
