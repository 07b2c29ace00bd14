"""The secrets of authenticator apps and recovery codes, as they lie in the database: enciphered, see 0237."""

from base64 import urlsafe_b64encode
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DEFAULT_DB_ALIAS, connection, transaction

from union.expiring import Expired, in_batches
from union.health import Finding
from union.keys import derive

ENCIPHERED = "gAAAAA"  # each token of Fernet begins so, and neither an app's secret nor a seed of codes does
NO_FIT = "SECOND_FACTOR_KEY does not fit: put the one before back"
ADVICE = "Passkeys work, codes do not: “Changing a secret” in docs/operations.md says what to do."
PARTS = ("secret", "seed")  # of an app, and of recovery codes; passkeys keep no secret here


class SecretLocked(Exception):
    """Neither SECOND_FACTOR_KEY nor the one before it opens what was kept."""


def encipher(secret: str) -> str:
    """What may lie in the database, under the present key."""
    return _ciphers().encrypt(secret.encode()).decode()


def decipher(kept: str) -> str:
    """The secret again, under the present key or the one before; what was kept in the clear is itself.

    Raises SecretLocked.
    """
    if not kept.startswith(ENCIPHERED):
        return kept
    try:
        return _ciphers().decrypt(kept).decode()
    except InvalidToken:
        raise SecretLocked from None


def encipher_the_rest(*, at: datetime, dry_run: bool) -> list[Expired]:
    """Each night: what lies in the clear, or under the key before, comes under the present one.

    Raises SecretLocked at the end where a key fits none of the two, and has done all the others by then.
    """
    n, locked = 0, 0
    for batch in in_batches(_secretive()):
        for pk in batch:
            try:
                n += _renew(pk, dry_run=dry_run)
            except SecretLocked:
                locked += 1
    if locked:
        raise SecretLocked(f"{locked} of the secrets of second factors open with no key we have")
    return [Expired("secrets of second factors in the clear or under the key before", "a night", n)]


def health(*, at: datetime) -> list[Finding]:
    """Whether the key opens the newest secret: the wrong one opens none."""
    detail = "none" if (opens := _key_opens()) else NO_FIT
    return [Finding("second factors that would not open", ok=opens, detail=detail)]


@register(Tags.database)
def the_key_opens(databases: Sequence[str] | None, **kwargs: object) -> Iterable[CheckMessage]:
    """What `check --database default` and `migrate` say before anybody stands at the door with a code."""
    there = DEFAULT_DB_ALIAS in (databases or ()) and (
        Authenticator._meta.db_table in connection.introspection.table_names()
    )
    if there and not _key_opens():
        yield Warning(f"{NO_FIT}.", hint=ADVICE, id="accounts.second_factor_key")


def _key_opens() -> bool:
    newest = _secretive().order_by("-pk").first()
    return newest is None or _opens(newest)


def _ciphers() -> MultiFernet:
    keys = filter(None, [settings.SECOND_FACTOR_KEY, settings.SECOND_FACTOR_KEY_BEFORE])
    return MultiFernet([_cipher(key) for key in keys])


def _cipher(key: str) -> Fernet:
    return Fernet(urlsafe_b64encode(derive(key, "second factors")))


def _secretive() -> Any:
    return Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN)


@transaction.atomic
def _renew(pk: int, *, dry_run: bool) -> int:
    """1 where something was not under the present key; a code that is used meanwhile waits for the row."""
    row = _secretive().select_for_update().filter(pk=pk).first()
    old = [part for part in PARTS if row and part in row.data and not _is_present(row.data[part])]
    if row is None or not old:
        return 0
    renewed = {part: encipher(decipher(row.data[part])) for part in old}
    if not dry_run:
        row.data = row.data | renewed
        row.save(update_fields=["data"])
    return 1


def _is_present(kept: str) -> bool:
    try:
        _cipher(settings.SECOND_FACTOR_KEY).decrypt(kept)
    except InvalidToken:
        return False
    return True


def _opens(row: Authenticator) -> bool:
    try:
        for part in PARTS:
            decipher(row.data.get(part, ""))
    except SecretLocked:
        return False
    return True
