"""The environment of each production process: the names docker-compose.yml sets, as a test asserts."""

from pathlib import Path

SECRETS = (
    "SECRET_KEY",
    "BALLOT_LINK_KEY",
    "BALLOT_SIGNING_KEY",
    "PETITION_PEPPER",
    "MAIL_HASH_KEY",
    "SECOND_FACTOR_KEY",
)


def sample_secret(name: str) -> str:
    return f"{name.lower().replace('_', '-')}-of-the-stack-tests-0123456789-0123456789"


def every_process(
    *, database: str, redis_port: int, smtp_port: int, web_port: int, folder: Path
) -> dict[str, str]:
    """What web, worker and scheduler share."""
    url = f"http://127.0.0.1:{web_port}"
    return {
        **{name: sample_secret(name) for name in SECRETS},
        "SECOND_FACTOR_KEY_BEFORE": "",
        "DATABASE_URL": database,
        "CELERY_BROKER_URL": f"redis://127.0.0.1:{redis_port}/0",
        "CACHE_URL": f"redis://127.0.0.1:{redis_port}/1",
        "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
        "DEFAULT_FROM_EMAIL": "Tenpoint <campaigns@example.org>",
        "BASE_URL": url,
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "BEHIND_PROXY": "true",
        "VAR_DIR": str(folder),
        "STATIC_ROOT": str(folder / "static"),
        "MEDIA_ROOT": str(folder / "media"),
        "CONN_MAX_AGE": "60",
        "PAGES_KEPT_SECONDS": "10",
        "MAIL_LEASE_SECONDS": "120",
        "FILE_MEGABYTES": "10",
        "FILES_A_DAY": "300",
        "LAPSED_KEPT_DAYS": "183",
        "NEWSLETTERS_PER_MINUTE": "100000",  # at once: what is tried is the worker, not the pace
        "LOG_LEVEL": "INFO",
    }


def web(shared: dict[str, str], *, port: int) -> dict[str, str]:
    """The web process listens, and cannot open a ballot box."""
    return {
        **shared,
        "BIND": f"127.0.0.1:{port}",
        "WEB_WORKERS": "2",
        "WEB_THREADS": "4",
        "FORWARDED_ALLOW_IPS": "127.0.0.1",
        "ACCESS_LOG": "true",
    }


def worker(shared: dict[str, str]) -> dict[str, str]:
    """Only a worker holds the key that opens a closed ballot's box."""
    return {**shared, "BALLOT_UNWRAP_KEY": sample_secret("BALLOT_UNWRAP_KEY")}
