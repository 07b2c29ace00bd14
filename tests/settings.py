"""The real settings, with the environment of a test run: no demo, no debug, keys of their own."""

import os
import tempfile
from pathlib import Path

ENVIRONMENT = {
    "SECRET_KEY": "tests-secret-key-0123456789-0123456789-0123456789",
    "BALLOT_LINK_KEY": "tests-link-key-0123456789-0123456789-0123456789",
    "BALLOT_SIGNING_KEY": "tests-signing-key-0123456789-0123456789-012345",
    "BALLOT_UNWRAP_KEY": "tests-unwrap-key-0123456789-0123456789-0123456",
    "PETITION_PEPPER": "tests-pepper-0123456789-0123456789-0123456789",
    "MAIL_HASH_KEY": "tests-mail-hash-key-0123456789-0123456789-0123",
    "SECOND_FACTOR_KEY": "tests-second-factor-key-0123456789-0123456789",
    "BASE_URL": "http://testserver",
    "ALLOWED_HOSTS": "testserver,127.0.0.1,localhost",
    "LOG_LEVEL": "WARNING",
    "PAGES_KEPT_SECONDS": "0",  # else a test that changes a row would read the page of before
    "VAR_DIR": str(
        Path(tempfile.gettempdir()) / f"tenpoint-tests-{os.getuid()}-{Path(__file__).parent.parent.name}"
    ),
}
for name, value in ENVIRONMENT.items():
    os.environ.setdefault(name, value)

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, ON_SQLITE, VAR_DIR, broker_elsewhere  # noqa: E402

if ON_SQLITE:
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / f"test-{os.getpid()}.sqlite3")}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "tests"}}
CELERY_BROKER_URL, CELERY_BROKER_TRANSPORT_OPTIONS = "memory://", broker_elsewhere
MEDIA_ROOT = str(VAR_DIR / f"media-{os.getpid()}")
STORAGES = {
    "default": {"BACKEND": "config.storage.WholeFileStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # a file is looked for when somebody asks, not all of them for each test client
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
