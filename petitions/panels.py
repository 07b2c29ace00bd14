"""What the panel of a petition shows, wherever it stands: on its own page or among a campaign's."""

from datetime import datetime

from django.conf import settings
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from petitions import doubts
from petitions.arriving import Arrival
from petitions.counting import published_count
from petitions.forms import SignForm
from petitions.models import Petition
from petitions.showing import Shown
from union.gaps import Kept, gap, own

UNTOLD = Arrival()
DECIDES = "decision_maker"
GROWING = (Petition.State.SCHEDULED, Petition.State.OPEN, Petition.State.PAUSED)
_FORMS = Kept(most=len(settings.LANGUAGES))


def panel(
    petition: Petition,
    *,
    at: datetime,
    count: int | None = None,
    form: SignForm | None = None,
    stamp: str = "",
    came: Arrival = UNTOLD,
) -> dict[str, object]:
    """The count, and the form or the sentence that says why there is none. A form once sent comes back."""
    count = published_count(petition) if count is None else count
    drawn = "" if form else _empty_form(petition)
    return {
        "petition": petition,
        "stage": petition.stage(at),
        "count": count,
        "missing": missing(petition, count=count, at=at),
        "form": (form or drawn) if petition.takes_signatures(at) else None,
        "drawn": drawn,
        "came": came,
        "stamp": stamp or own(f"{doubts.GAP}_{petition.pk}", lambda: doubts.stamp(petition, at=at)),
    }


def missing(petition: Petition, *, count: int, at: datetime) -> int:
    """How many more reach the goal; none once nobody can sign any more."""
    return max(petition.goal - count, 0) if petition.stage(at) in GROWING else 0


def _empty_form(petition: Petition) -> str:
    """The fields as nobody has filled them in yet, which is most of a page's work.

    They are the same under every petition but for who decides it: drawn once in each language, with a gap.
    """
    form = _FORMS.drawn(get_language(), _with_gap)
    return mark_safe(form.filled({DECIDES: conditional_escape(petition.words(DECIDES))}).decode())


def _with_gap() -> str:
    return SignForm(petition=Petition(decision_maker=gap(DECIDES))).render()


def whole_page(
    found: Shown,
    *,
    at: datetime,
    form: SignForm | None = None,
    stamp: str = "",
    came: Arrival = UNTOLD,
) -> dict[str, object]:
    """The panel and what is kept of all around it, at the petition's own address and on its CMS page."""
    page = panel(found.petition, count=found.count, at=at, form=form, stamp=stamp, came=came)
    return {**page, "integrity": found.integrity, "voices": found.voices, "entries": found.entries}
