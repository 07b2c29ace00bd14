"""What waits for a second person stands on the front page of the CMS, for everybody but who wrote it."""

from datetime import datetime

import pytest

from campaigns.consultations.cms_panels import to_do
from campaigns.consultations.figuring import release_figure, write_figure
from campaigns.consultations.responding import publish_outcome, write_outcome
from campaigns.consultations.tabling import release_table
from campaigns.consultations.theming import write_theme
from tests.consultations.counted import propose
from tests.consultations.factories import moderator
from tests.consultations.test_tabling import answered
from union.accounts.models import User

pytestmark = pytest.mark.django_db


def lines(user: User, at: datetime) -> list[tuple[str, str]]:
    return [(line.sentence, line.url.removeprefix("/cms/views/")) for line in to_do(user=user, at=at)]


def test_sana_finds_what_kit_counted_and_wrote_and_kit_does_not(noon: datetime) -> None:
    consultation, sana = answered(noon), moderator("sana")
    table = propose(consultation, "worried", at=noon)
    kit, here = table.author, f"{consultation.pk}/"
    name = f"“{consultation.title}”"
    assert lines(sana, noon) == [(f"Tables of {name}: 1 to release", f"{here}tables/")]
    release_table(table, by=sana, at=noon)
    table.refresh_from_db()
    figure = write_figure(table, cell="yes", sentence="were worried", by=kit, at=noon)
    theme = write_theme(consultation, title="Smaller caseloads", by=kit, at=noon)
    outcome = write_outcome(theme, kind="partly", reason="We ask for it.", by=kit, at=noon)
    assert lines(sana, noon) == [
        (f"Figures from {name}: 1 to release", f"{here}figures/"),
        (f"You said, we did, in {name}: 1 to publish", f"{here}outcomes/"),
    ]
    assert lines(User.objects.get(pk=kit.pk), noon) == []
    release_figure(figure, by=sana, at=noon)
    publish_outcome(outcome, by=sana, at=noon)
    assert lines(sana, noon) == []


def test_whoever_moderates_nothing_reads_nothing_of_it(noon: datetime) -> None:
    propose(answered(noon), "worried", at=noon)
    assert lines(User.objects.create_user("cleo@example.org"), noon) == []
