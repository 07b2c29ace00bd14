"""Who has a dump of the database makes no code of anybody's app out of it, and no recovery code."""

from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import LazySettings
from django.core import mail
from django.core.checks import WARNING, Tags, run_checks
from django.db import connection
from django.test import Client

from tests.conftest import SignIn, proved_just_now
from union.accounts.enciphering import SecretLocked, encipher_the_rest, health
from union.accounts.models import User
from union.accounts.welcoming import welcome

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 5, 5, 2, 0, tzinfo=UTC)
SECRET, SEED = "JBSWY3DPEHPK3PXP", "5e" * 40
ANOTHER = "tests-another-factor-key-0123456789-0123456789"


@pytest.fixture
def nell(db: None) -> User:
    """Nell Avery approves ballots; she set up an app and recovery codes before there was a key."""
    found = welcome("nell@example.org", name="Nell Avery")
    Authenticator.objects.create(user=found, type="totp", data={"secret": SECRET})
    Authenticator.objects.create(user=found, type="recovery_codes", data={"seed": SEED, "used_mask": 1})
    return found


def dump() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator ORDER BY id")
        return repr(cursor.fetchall())


def renewed(*, dry_run: bool = False) -> int:
    return sum(line.n for line in encipher_the_rest(at=NIGHT, dry_run=dry_run))


def secret_of(user: User) -> bool:
    """Whether the code that Nell's app shows is taken."""
    code = format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time())))
    return bool(TOTP(Authenticator.objects.get(user=user, type="totp")).validate_code(code))


def codes_of(user: User) -> list[str]:
    return RecoveryCodes(Authenticator.objects.get(user=user, type="recovery_codes")).get_unused_codes()


def test_a_dump_holds_nothing_of_which_a_code_can_be_made(db: None) -> None:
    kit = welcome("kit@example.org", name="Kit Marlowe")
    TOTP.activate(kit, SECRET)
    codes = RecoveryCodes.activate(kit).generate_codes()
    assert (SECRET in dump(), dump().count("gAAAAA")) == (False, 2)
    assert (secret_of(kit), codes_of(kit)) == (True, codes)
    assert renewed() == 0


@pytest.mark.any_database
def test_what_was_kept_in_the_clear_is_read_and_enciphered_in_the_night(nell: User) -> None:
    codes = codes_of(nell)
    assert (secret_of(nell), len(codes)) == (True, 9)
    assert (renewed(dry_run=True), SECRET in dump(), SEED in dump()) == (2, True, True)
    assert (renewed(), SECRET in dump(), SEED in dump()) == (2, False, False)
    assert (codes_of(nell), renewed()) == (codes, 0)


def test_a_new_key_reads_what_the_one_before_enciphered_and_takes_it_over(
    nell: User, settings: LazySettings
) -> None:
    renewed()
    codes, under_the_old = codes_of(nell), dump()
    settings.SECOND_FACTOR_KEY_BEFORE, settings.SECOND_FACTOR_KEY = settings.SECOND_FACTOR_KEY, ANOTHER
    assert (codes_of(nell), dump()) == (codes, under_the_old)
    assert (renewed(), renewed()) == (2, 0)
    settings.SECOND_FACTOR_KEY_BEFORE = ""
    assert (secret_of(nell), codes_of(nell)) == (True, codes)


def test_with_the_wrong_key_nell_reads_whose_fault_it_is_and_nothing_is_lost(
    nell: User, sign_in: SignIn, settings: LazySettings
) -> None:
    renewed()
    key = settings.SECOND_FACTOR_KEY
    settings.SECOND_FACTOR_KEY = ANOTHER
    door, desk = Client(), sign_in(nell)
    door.post("/accounts/login/", {"login": "nell@example.org"})
    code = next(line for line in mail.outbox[0].body.splitlines() if line[4:5] == "-")
    assert door.post("/accounts/login/code/confirm/", {"code": code}).url == "/accounts/2fa/authenticate/"
    proved_just_now(desk, nell)
    for answer in (
        door.post("/accounts/2fa/authenticate/", {"code": "123456"}),
        desk.get("/accounts/2fa/recovery-codes/"),
    ):
        assert answer.status_code == 503
        assert "<h1>We cannot check codes just now</h1>" in answer.content.decode()
    ways = desk.get("/accounts/2fa/").content.decode()
    assert ["We cannot read them just now." in ways, "Make new codes" in ways] == [True, False]
    assert desk.get("/accounts/2fa/webauthn/").status_code == 200
    [warned] = run_checks(tags=[Tags.database], databases=["default"])
    assert (warned.id, warned.level) == ("accounts.second_factor_key", WARNING)
    [finding] = health(at=NIGHT)
    assert (finding.ok, finding.detail) == (False, "SECOND_FACTOR_KEY does not fit: put the one before back")
    with pytest.raises(SecretLocked, match=r"^2 of the secrets"):
        renewed()
    settings.SECOND_FACTOR_KEY = key
    assert [secret_of(nell), health(at=NIGHT)[0].ok, len(codes_of(nell))] == [True, True, 9]
    assert "9 codes left" in desk.get("/accounts/2fa/").content.decode()
    assert run_checks(tags=[Tags.database], databases=["default"]) == []
