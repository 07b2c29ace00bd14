"""English words come from one catalogue and are those of before."""

from typing import Any

from django.utils.translation import trans_real

from config.catalogues import put_together


def told(words: Any) -> dict[object, str]:
    """Each sentence by its key, a plural by its key and number, as somebody gets it who asks."""
    keys = {key for catalogue in words._catalog._catalogs for key in catalogue}
    many = {key[0] for key in keys if isinstance(key, tuple)}
    found: dict[object, str] = {key: words.gettext(key) for key in keys if isinstance(key, str)}
    return found | {(one, n): words.ngettext(one, "others", n) for one in many for n in range(4)}


def test_one_catalogue_says_what_several_said() -> None:
    several, one = trans_real.DjangoTranslation("en-gb"), trans_real.translation("en-gb")
    assert (len(one._catalog._catalogs), one._fallback) == (1, None)
    assert len(several._catalog._catalogs) > 10
    before = told(several)
    assert len(before) > 100
    assert {key: value for key, value in told(one).items() if key in before} == before
    assert one.gettext("A sentence that nobody ever wrote down") == "A sentence that nobody ever wrote down"


def test_welsh_with_rules_of_its_own_stays_as_it_is() -> None:
    before = trans_real.translation("cy")._catalog._catalogs
    put_together("cy")
    assert (trans_real.translation("cy")._catalog._catalogs is before, len(before) > 1) == (True, True)
