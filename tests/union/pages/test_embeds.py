"""No page holds a film of another host, so the CMS asks none for one."""

import pytest

from tests.conftest import SignIn
from union.accounts.welcoming import welcome

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["https://www.youtube.com/watch?v=aaaaaaaaaaa", "http://169.254.169.254/"]
)
def test_an_address_of_another_host_is_asked_for_nothing(
    sign_in: SignIn, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("wagtail.embeds.finders.oembed.requests.get", lambda url, **how: asked.append(url))
    kit = sign_in(welcome("kit@example.org", name="Kit Marlowe", groups=("Editors",)))
    answer = kit.post("/cms/embeds/chooser/upload/", {"embed-chooser-url": address})
    assert (asked, "Cannot find an embed for this URL." in answer.json()["html"]) == ([], True)
