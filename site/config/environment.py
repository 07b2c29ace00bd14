"""Judging what the environment says: each value is good, or refused in a sentence that says what to set."""

import json
import os
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
from environs import Env, EnvError

env = Env()
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
SAMPLE_KEY = "sample-key-for-trying-things-out-never-for-members"
BROKERS = ("filesystem", "redis", "rediss", "amqp", "amqps", "sentinel")
DIFFERENT = 10  # characters at least: a random string of 32 has more
ADDRESS_SENTENCE = (
    "BASE_URL must be a full address such as https://campaigns.example.org: links in mails begin with it."
)
EMAIL_SENTENCE = (
    "EMAIL_URL must be like submission://user:password@smtp.example.org:587 (STARTTLS),"
    " smtps://user:password@smtp.example.org:465 (TLS) or smtp://127.0.0.1:25;"
    " in a password write %40 for @, %2F for / and %23 for #."
)
SENDER_SENTENCE = (
    "DEFAULT_FROM_EMAIL must be one address, such as Your union <campaigns@example.org>; a name with a comma"
    ' stands in quotation marks: "Your union, Wales" <campaigns@example.org>.'
)
BROKER_SENTENCE = (
    "CELERY_BROKER_URL must be like redis://host:6379/0 or amqp://user:password@host//;"
    " unset, it is a folder in VAR_DIR."
)
CACHE_SENTENCE = (
    "CACHE_URL must be like redis://host:6379/1, which all processes share; unset, it is a folder in VAR_DIR."
)


def refuse(sentence: str) -> NoReturn:
    raise ImproperlyConfigured(sentence)


@contextmanager
def in_a_sentence() -> Iterator[None]:
    """What is refused in here ends the process with the sentence alone."""
    try:
        yield
    except (ImproperlyConfigured, EnvError) as reason:
        sys.exit(f"Tenpoint does not start: {reason}")


def whole(name: str, default: int, *, least: int, most: int, meaning: str) -> int:
    """A whole number within bounds; `meaning` ends the sentence that refuses another."""
    value: int = env.int(name, default)
    if not least <= value <= most:
        refuse(f"{name} must be from {least} to {most}: {meaning}.")
    return value


def secret(name: str, *, needed: bool = True, sample: bool) -> str:
    """A secret; the sample stands in only where `sample` says so, for whoever tries things out."""
    value: str = env.str(name, "")
    if sample:
        return value or f"{SAMPLE_KEY}-{name.lower()}"
    if value.startswith(SAMPLE_KEY):
        refuse(f"{name} is the sample value: set {name} to a random string of your own.")
    if needed and len(value) < 32:
        refuse(f"{name} must be set to a random string of at least 32 characters.")
    if value and len(value) < 32:
        refuse(f"{name} must be a random string of at least 32 characters, or unset.")
    if value and len(set(value)) < DIFFERENT:
        refuse(f"{name} is too easy to guess: set {name} to a random string.")
    return value


def each_of_its_own(secrets: dict[str, str]) -> None:
    """Whoever learns one secret must not know another."""
    seen: dict[str, str] = {}
    for name, value in secrets.items():
        if value and value in seen:
            refuse(f"{name} is the same as {seen[value]}: each secret is a random string of its own.")
        seen[value] = name


def folder(name: str, default: Path | str, *, anywhere: bool) -> Path:
    """The full path of a folder; `anywhere` allows one that depends on where a process is started."""
    value: str = env.str(name, str(default))
    if not value or not (anywhere or Path(value).is_absolute()):
        refuse(f"{name} must be the full path of a folder, such as /srv/tenpoint, or unset.")
    return Path(value)


def made(name: str, folders: list[Path]) -> None:
    """Make these folders of `name`, where the processes keep their files."""
    for each in folders:
        try:
            each.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            refuse(f"{name}: the folder {each} cannot be made: {error.strerror}.")
        if not os.access(each, os.W_OK):
            refuse(f"{name}: the folder {each} cannot be written to by the user of this process.")


def address(name: str, default: str) -> str:
    """Scheme and host with nothing behind them, in small letters."""
    value: str = env.str(name, default).rstrip("/").lower()
    try:
        parts = urlsplit(value)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or not re.fullmatch(r"https?://(\[[0-9a-f:.]+\]|[^\s/?#@:\[\]]+)(:\d+)?", value):
        refuse(ADDRESS_SENTENCE)
    return value


def listening(name: str, default: str) -> str:
    """Host and port."""
    value: str = env.str(name, default)
    host, _, port = value.rpartition(":")
    if not host or host.endswith("/") or not re.fullmatch(r"\d{1,5}", port) or not 0 < int(port) < 65536:
        refuse(f"{name} must be an address and a port, such as 127.0.0.1:8000 or 0.0.0.0:8000.")
    return value


def hosts(name: str, default: list[str]) -> list[str]:
    """Names without scheme, port or path."""
    found = [host.strip() for host in env.list(name, default) if host.strip()]
    if not found or any(re.search(r"[\s/]|(?<!\]):\d+$", host) for host in found):
        refuse(
            f"{name} must be the names of the site, such as campaigns.example.org,127.0.0.1, without ports."
        )
    return found


def answers_to_its_own(base_url: str, allowed: list[str]) -> None:
    """A site that refuses the address in its own letters helps nobody."""
    host = urlsplit(base_url).hostname or ""
    host = f"[{host}]" if ":" in host else host
    for pattern in allowed:
        if pattern.lower() in ("*", host) or (
            pattern.startswith(".") and f".{host}".endswith(pattern.lower())
        ):
            return
    refuse(f"ALLOWED_HOSTS must hold {host}, the name in BASE_URL: else every link in a letter is refused.")


def mail_server(*, anything: bool) -> dict[str, Any]:
    """How letters leave; `anything` also lets them go nowhere, for developers."""
    try:
        with warnings.catch_warnings(action="ignore"):  # about smtps, which is set right below
            found: dict[str, Any] = env.dj_email_url("EMAIL_URL", "smtp://127.0.0.1:25")
        url = urlsplit(os.environ.get("EMAIL_URL", "smtp://127.0.0.1:25"))
    except (EnvError, ValueError):
        refuse(EMAIL_SENTENCE)
    if anything and "EMAIL_BACKEND" in found:
        return found
    well = url.scheme in {"smtp", "smtps", "submission", "submit"} and url.hostname
    if not well or url.path not in {"", "/"} or url.fragment:
        refuse(EMAIL_SENTENCE)
    if url.scheme == "smtps":  # which the package takes for STARTTLS
        found |= {"EMAIL_USE_SSL": True, "EMAIL_USE_TLS": False, "EMAIL_PORT": url.port or 465}
    return found


def sender(name: str, default: str) -> str:
    """One address with or without a name before it."""
    value: str = env.str(name, default)
    try:
        validate_email(parseaddr(value)[1])
        if re.search(r"[\r\n]", value):
            raise ValidationError("")
    except ValidationError:
        refuse(SENDER_SENTENCE)
    return value


def broker(name: str, default: str) -> str:
    """Where workers are woken."""
    value: str = env.str(name, default)
    if not all(_is_broker(part) for part in value.split(";")):  # the others stand in for the first
        refuse(BROKER_SENTENCE)
    return value


def _is_broker(value: str) -> bool:
    if value.startswith("redis+socket:///"):
        return True
    try:
        url = urlsplit(value)
        return url.scheme in BROKERS and bool(url.hostname) and url.port != 0
    except ValueError:
        return False


def cache(name: str, default: str) -> dict[str, Any]:
    """What all processes remember together for a while; one that each has for itself guards nothing."""
    try:
        found: dict[str, Any] = env.dj_cache_url(name, default)
    except (EnvError, ValueError):
        refuse(CACHE_SENTENCE)
    if found["BACKEND"].rpartition(".")[2] in {"LocMemCache", "DummyCache"}:
        refuse(CACHE_SENTENCE)
    if found["BACKEND"].endswith(".FileBasedCache"):
        # Django's forgets a third of it at 300: whoever asked so often would be rid of their own limits.
        found["OPTIONS"] = {"MAX_ENTRIES": 5_000, **found.get("OPTIONS", {})}
    return found


def level(name: str, default: str) -> str:
    """How much the processes say."""
    value: str = env.str(name, default).upper()
    if value not in LEVELS:
        refuse(f"{name} must be one of {', '.join(LEVELS)}.")
    return value


def trusted(name: str, default: str) -> str:
    """The proxies whose headers are believed."""
    value: str = env.str(name, default)
    try:
        for each in value.split(","):
            if each.strip() != "*":
                ip_network(each.strip())
    except ValueError:
        refuse(f"{name} must be internet addresses such as 127.0.0.1,10.0.0.0/8, or * for anybody's.")
    return value


def stylesheets(root: str | Path, ours: Path) -> None:
    """The web server draws no page without what `collectstatic` makes of this very version."""
    try:
        made = json.loads((Path(root) / "staticfiles.json").read_text())["paths"]
    except (OSError, ValueError, KeyError):
        made = {}
    wanted = {str(file.relative_to(ours)) for file in ours.rglob("*") if file.is_file()}
    if not wanted <= set(made):
        refuse(
            f"STATIC_ROOT ({root}) lacks stylesheets of this version:"
            " run `python site/manage.py collectstatic --noinput`."
        )
