"""Each value of the environment is good, or refused in a sentence that says what to set."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment
from config.environment import ADDRESS_SENTENCE as ADDRESS
from config.environment import BROKER_SENTENCE, CACHE_SENTENCE, EMAIL_SENTENCE, SENDER_SENTENCE

RANDOM = "u0Zt6cS5q_Wb1hVfX2yEoR8kLmN3pQdA"
HOSTS = "HOSTS must be the names of the site, such as campaigns.example.org,127.0.0.1, without ports."
LISTENING = "BIND must be an address and a port, such as 127.0.0.1:8000 or 0.0.0.0:8000."
FOLDER = "MEDIA must be the full path of a folder, such as /srv/tenpoint, or unset."
LEASE = "LEASE must be from 80 to 3600: so long."
LEVEL = "LEVEL must be one of DEBUG, INFO, WARNING, ERROR, CRITICAL."
TRUSTED = "PROXIES must be internet addresses such as 127.0.0.1,10.0.0.0/8, or * for anybody's."
EASY = "KEY is too easy to guess: set KEY to a random string."


def lease() -> object:
    return environment.whole("LEASE", 120, least=80, most=3600, meaning="so long")


def hosts() -> object:
    return environment.hosts("HOSTS", ["127.0.0.1"])


def address() -> object:
    return environment.address("BASE", "http://127.0.0.1:8000")


def bind() -> object:
    return environment.listening("BIND", "127.0.0.1:8000")


def folder() -> object:
    return environment.folder("MEDIA", "/srv", anywhere=False)


def mail() -> object:
    return environment.mail_server(anything=False)


def sender() -> object:
    return environment.sender("FROM", "a@example.org")


def broker() -> object:
    return environment.broker("BROKER", "filesystem://localhost")


def cache() -> object:
    return environment.cache("CACHE", "file:///tmp/cache")


def level() -> object:
    return environment.level("LEVEL", "INFO")


def trusted() -> object:
    return environment.trusted("PROXIES", "127.0.0.1")


def key() -> object:
    return environment.secret("KEY", sample=False)


NONSENSE: list[tuple[Callable[[], object], str, str, str]] = [
    *((lease, "LEASE", value, LEASE) for value in ("-5", "0", "79", "3601", "999999999999")),
    *((hosts, "HOSTS", value, HOSTS) for value in ("", ",", "https://a.example.org", "a.example.org:8443")),
    *((address, "BASE", value, ADDRESS) for value in ("", "https://", "campaigns.example.org", "htps://a.b")),
    *(
        (address, "BASE", f"https://a.example.org{rest}", ADDRESS)
        for rest in ("/sub", "?x=1", ":abc", ":99999")
    ),
    *(
        (address, "BASE", value, ADDRESS)
        for value in ("https://user:pw@a.example.org", "https://a b.example.org")
    ),
    *(
        (bind, "BIND", value, LISTENING)
        for value in ("", "8000", ":8000", "0.0.0.0:", "0.0.0.0:99999", "nonsense")
    ),
    (bind, "BIND", "unix:/run/tenpoint.sock", LISTENING),
    *((folder, "MEDIA", value, FOLDER) for value in ("", "media")),
    *((mail, "EMAIL_URL", value, EMAIL_SENTENCE) for value in ("", "nonsense", "smpt://mail.example.org:25")),
    *((mail, "EMAIL_URL", value, EMAIL_SENTENCE) for value in ("smtp://", "console://", "smtp://a.org:port")),
    (mail, "EMAIL_URL", "submission://kit:one/two@mail.example.org:587", EMAIL_SENTENCE),
    (mail, "EMAIL_URL", "submission://mail.example.org:587#two", EMAIL_SENTENCE),
    *((sender, "FROM", value, SENDER_SENTENCE) for value in ("", "nonsense", "Union <campaigns>")),
    *((sender, "FROM", f"{name}<c@example.org>", SENDER_SENTENCE) for name in ("Union, Wales ", "Union\n")),
    *((broker, "BROKER", value, BROKER_SENTENCE) for value in ("", "nonsense", "http://a.org", "memory://")),
    *((broker, "BROKER", value, BROKER_SENTENCE) for value in ("redis://", "redis://a.org:port/0")),
    *((cache, "CACHE", value, CACHE_SENTENCE) for value in ("", "nonsense", "locmem://", "dummy://")),
    (cache, "CACHE", "redis://127.0.0.1:port/0", CACHE_SENTENCE),
    *((level, "LEVEL", value, LEVEL) for value in ("", "LOUD", "5")),
    *((trusted, "PROXIES", value, TRUSTED) for value in ("", "nonsense", "10.0.0.1/8")),
    *((key, "KEY", value, EASY) for value in (" " * 40, "a" * 40, "changeme" * 6)),
]


def refusal(read: Callable[[], object]) -> str:
    try:
        return f"taken: {read()}"
    except ImproperlyConfigured as refused:
        return str(refused)


def test_nonsense_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for read, name, value, sentence in NONSENSE:
        monkeypatch.setenv(name, value)
        assert refusal(read) == sentence, (name, value)


GOOD: list[tuple[Callable[[], object], str, str, object]] = [
    (lease, "LEASE", "80", 80),
    (hosts, "HOSTS", "a.example.org, .example.org,[::1]", ["a.example.org", ".example.org", "[::1]"]),
    (address, "BASE", "HTTPS://Campaigns.example.org/", "https://campaigns.example.org"),
    (address, "BASE", "http://[::1]:8000", "http://[::1]:8000"),
    (bind, "BIND", "[::]:8000", "[::]:8000"),
    (folder, "MEDIA", "/media", Path("/media")),
    (sender, "FROM", '"Union, Wales" <c@example.org>', '"Union, Wales" <c@example.org>'),
    (sender, "FROM", "c@example.org", "c@example.org"),
    *((broker, "BROKER", value, value) for value in ("redis://a:6379/0", "amqp://a:b@c//", "sentinel://a;sentinel://b")),
    (broker, "BROKER", "redis+socket:///run/redis.sock", "redis+socket:///run/redis.sock"),
    (level, "LEVEL", "warning", "WARNING"),
    (trusted, "PROXIES", "127.0.0.1, 10.0.0.0/8,*", "127.0.0.1, 10.0.0.0/8,*"),
    (key, "KEY", RANDOM, RANDOM),
]  # fmt: skip


def test_what_is_good_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    for read, name, value, taken in GOOD:
        monkeypatch.setenv(name, value)
        assert read() == taken, (name, value)


SERVERS = {
    "smtp://127.0.0.1:25": ("127.0.0.1", 25, False, False),
    "submission://kit:one%2Ftwo%40@mail.example.org": ("mail.example.org", 587, True, False),
    "smtps://kit:pw@mail.example.org:465": ("mail.example.org", 465, False, True),
    "smtps://kit:pw@mail.example.org": ("mail.example.org", 465, False, True),
}


@pytest.mark.parametrize("url", SERVERS)
def test_letters_leave_by_starttls_or_tls_as_the_address_says(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMAIL_URL", url)
    found = environment.mail_server(anything=False)
    read = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_USE_TLS", "EMAIL_USE_SSL")
    assert tuple(found[name] for name in read) == SERVERS[url]


def test_two_secrets_are_never_the_same() -> None:
    environment.each_of_its_own({"SECRET_KEY": RANDOM, "BALLOT_UNWRAP_KEY": "", "MAIL_HASH_KEY": ""})
    with pytest.raises(ImproperlyConfigured, match="MAIL_HASH_KEY is the same as SECRET_KEY"):
        environment.each_of_its_own({"SECRET_KEY": RANDOM, "MAIL_HASH_KEY": RANDOM})


@pytest.mark.parametrize("allowed", ["campaigns.example.org", ".example.org", "*"])
def test_the_site_answers_to_the_name_in_its_letters(allowed: str) -> None:
    environment.answers_to_its_own("https://campaigns.example.org", ["127.0.0.1", allowed])


@pytest.mark.parametrize("allowed", ["other.example.org", "ns.example.org", ".campaigns.org"])
def test_a_site_that_would_refuse_its_own_letters_does_not_start(allowed: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="ALLOWED_HOSTS must hold campaigns"):
        environment.answers_to_its_own("https://campaigns.example.org", ["127.0.0.1", allowed])


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ImproperlyConfigured, match=f"VAR_DIR: the folder {tmp_path}/file/x cannot be made"):
        environment.made("VAR_DIR", [tmp_path / "file" / "x"])


def test_the_web_server_wants_the_stylesheets_of_its_own_version(tmp_path: Path) -> None:
    ours, root = tmp_path / "ours", tmp_path / "root"
    for file in ("css/tenpoint.css", "img/mark.svg"):
        (ours / file).parent.mkdir(parents=True)
        (ours / file).touch()
    lacks = f"STATIC_ROOT ({root}) lacks stylesheets of this version:"
    advice = " run `python site/manage.py collectstatic --noinput`."
    for made in (None, "torn", json.dumps({"paths": {"css/tenpoint.css": "css/tenpoint.1.css"}})):
        if made is not None:
            root.mkdir(exist_ok=True)
            (root / "staticfiles.json").write_text(made)
        with pytest.raises(ImproperlyConfigured) as refused:
            environment.stylesheets(root, ours)
        assert str(refused.value) == lacks + advice
    both = {"css/tenpoint.css": "css/tenpoint.1.css", "img/mark.svg": "img/mark.1.svg"}
    (root / "staticfiles.json").write_text(json.dumps({"paths": both}))
    environment.stylesheets(root, ours)
