"""One settings file for the demo, the tests and production, driven by the environment.

Every value is read and judged here, at start: nonsense is refused in a sentence that says what to set.
docs/operations.md lists the variables.
"""

from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF
from environs import Env, EnvError

from config import environment
from config.environment import refuse

env = Env()
SITE_DIR = Path(__file__).resolve().parent.parent
BASE_DIR = SITE_DIR.parent
TEMPLATE_DIR = BASE_DIR / "templates"
if not TEMPLATE_DIR.is_dir():  # installed from a wheel
    TEMPLATE_DIR = SITE_DIR / "config" / "templates"

DATABASE_SENTENCE = (
    "DATABASE_URL must be like postgres://user:password@host:5432/name; unset, it is an SQLite file in var/."
)
LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}


DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", False)
TRYING_OUT = DEBUG or DEMO
VAR_DIR = environment.folder("VAR_DIR", BASE_DIR / "var", anywhere=TRYING_OUT)


def secret(name: str, *, needed: bool = True) -> str:
    return environment.secret(name, needed=needed, sample=TRYING_OUT)


SECRET_KEY = secret("SECRET_KEY")
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS", ["127.0.0.1", "localhost"])
BASE_URL = environment.address("BASE_URL", "http://127.0.0.1:8000")
BIND = environment.listening("BIND", "127.0.0.1:8000")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

# Keys of the features. The web process starts without BALLOT_UNWRAP_KEY; only the worker may open a box.
BALLOT_LINK_KEY = secret("BALLOT_LINK_KEY")
VIEWS_LINK_KEY = f"views {BALLOT_LINK_KEY}"  # the links of consultations: no secret more to look after
BALLOT_SIGNING_KEY = secret("BALLOT_SIGNING_KEY")
BALLOT_UNWRAP_KEY = secret("BALLOT_UNWRAP_KEY", needed=False)
PETITION_PEPPER = secret("PETITION_PEPPER")
MAIL_HASH_KEY = secret("MAIL_HASH_KEY")
SECOND_FACTOR_KEY = secret("SECOND_FACTOR_KEY")
SECOND_FACTOR_KEY_BEFORE = secret("SECOND_FACTOR_KEY_BEFORE", needed=False)
environment.each_of_its_own(
    {
        "SECRET_KEY": SECRET_KEY,
        "BALLOT_LINK_KEY": BALLOT_LINK_KEY,
        "BALLOT_SIGNING_KEY": BALLOT_SIGNING_KEY,
        "BALLOT_UNWRAP_KEY": BALLOT_UNWRAP_KEY,
        "PETITION_PEPPER": PETITION_PEPPER,
        "MAIL_HASH_KEY": MAIL_HASH_KEY,
        "SECOND_FACTOR_KEY": SECOND_FACTOR_KEY,
        "SECOND_FACTOR_KEY_BEFORE": SECOND_FACTOR_KEY_BEFORE,
    }
)

INSTALLED_APPS = [
    "config",
    "campaigns",
    "campaigns.consultations",
    "campaigns.comments",
    "campaigns.newsletters",
    "ballots",
    "petitions",
    "union.publishing",
    "union.desk",
    "union.pages",
    "union.accounts",
    "union.members",
    "union.pay",
    "union.mail",
    "union.audit",
    "union.jobs",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.sitemaps",
    "wagtail.embeds",
    "wagtail.sites",
    "union.accounts.apps.CmsUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.security.PolicyMiddleware",
    "config.security.AskFirstMiddleware",
    "config.security.Utf8Middleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "union.accounts.gate.StaffGateMiddleware",
    "config.addresses.AddressMiddleware",
    "config.tripping.TrippedMiddleware",
    "union.pages.seen.WhoLooksMiddleware",
    "union.stillness.StillMiddleware",
    "union.publishing.middleware.WithdrawnMiddleware",
    "config.redirecting.PublicRedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "union.pages.forms.TenpointRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [TEMPLATE_DIR],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "csp.context_processors.nonce",
                "union.pages.context.organisation",
            ],
        },
    },
]

# --- data ------------------------------------------------------------------------------------------------

try:
    DATABASES: dict[str, dict[str, Any]] = {
        "default": env.dj_db_url("DATABASE_URL", f"sqlite:///{VAR_DIR / 'tenpoint.sqlite3'}")
    }
except EnvError:
    refuse(DATABASE_SENTENCE)
if DATABASES["default"]["ENGINE"].rpartition(".")[2] not in {"sqlite3", "postgresql"}:
    refuse(DATABASE_SENTENCE)
if DATABASES["default"]["NAME"] in ("", None, ":memory:"):
    refuse(f"DATABASE_URL names no database. {DATABASE_SENTENCE}")
ON_SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
asked_for: dict[str, Any] = DATABASES["default"].get("OPTIONS", {})  # such as sslmode=verify-full
if ON_SQLITE:
    DATABASES["default"]["OPTIONS"] = asked_for | {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }
else:
    DATABASES["default"]["OPTIONS"] = asked_for | {
        "options": "-c statement_timeout=60000 -c lock_timeout=20000"
        " -c idle_in_transaction_session_timeout=60000"
        # Where a table is too small to be analysed, estimates explode and a page waits 200 ms for a compiler.
        f" -c jit=off {asked_for.get('options', '')}".rstrip(),
    }
    DATABASES["default"]["CONN_MAX_AGE"] = environment.whole(
        "CONN_MAX_AGE", 60, least=0, most=86_400, meaning="so many seconds a connection is kept"
    )
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Else it stands behind a pooler, which deals out another connection each time.
PREPARES_STATEMENTS = bool(DATABASES["default"].get("CONN_MAX_AGE"))
if not (ON_SQLITE or PREPARES_STATEMENTS):
    DATABASES["default"]["ENGINE"] = "config.pooler"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": environment.cache("CACHE_URL", f"file://{VAR_DIR / 'cache'}")}
if CACHES["default"]["BACKEND"].endswith(".RedisCache"):
    CACHES["default"]["BACKEND"] = "config.caching.ForgivingRedisCache"

PAGES_KEPT_SECONDS = environment.whole(
    "PAGES_KEPT_SECONDS", 10, least=0, most=3600, meaning="so long readers see a page as it was"
)

if DEMO:
    if not ON_SQLITE:
        refuse("DEMO runs on SQLite only: unset DATABASE_URL, or unset DEMO for a real installation.")
    if not set(ALLOWED_HOSTS) <= LOOPBACK:
        refuse("DEMO answers on this machine only: set ALLOWED_HOSTS to 127.0.0.1,localhost or unset DEMO.")
    if BIND.rpartition(":")[0] not in LOOPBACK:
        refuse("DEMO must bind 127.0.0.1: set BIND to 127.0.0.1:8000 or unset DEMO.")
if DEBUG and BASE_URL.startswith("https://"):
    refuse("DEBUG shows strangers what a fault was about, and takes keys that anybody knows: unset DEBUG.")
environment.answers_to_its_own(BASE_URL, ALLOWED_HOSTS)

# --- accounts --------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
# One door: a code by e-mail or a passkey. There are no passwords, so no form anywhere may take one.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "union.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_REQUIRED = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before the address changes too: docs/decisions/0234
ACCOUNT_REAUTHENTICATION_METHODS = ["mfa", "code"]
ACCOUNT_LOGOUT_ON_GET = False
MFA_ADAPTER = "union.accounts.adapters.FactorAdapter"
MFA_FORMS = {
    "add_webauthn": "union.accounts.forms.AddKey",
    "edit_webauthn": "union.accounts.forms.RenameKey",
    "login_webauthn": "union.accounts.forms.SignInWithKey",
    "authenticate_webauthn": "union.accounts.forms.ProveWithKey",
    "reauthenticate_webauthn": "union.accounts.forms.ProveAnewWithKey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Tenpoint"

# --- mail and jobs ---------------------------------------------------------------------------------------

MAIL_DIR = VAR_DIR / "mail"
_email = environment.mail_server(anything=TRYING_OUT)
EMAIL_HOST, EMAIL_PORT = _email["EMAIL_HOST"], _email["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_USER"], _email["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _email.get("EMAIL_USE_TLS", False), _email.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
MAIL_ANSWER_SECONDS = 300  # for the answer to a whole letter, which a server may look through
MAIL_LEASE_SECONDS = environment.whole(
    "MAIL_LEASE_SECONDS",
    120,
    least=4 * EMAIL_TIMEOUT,  # the slowest delivery but for that answer
    most=3600,
    meaning="with less people get letters twice, with more they wait long for those of a worker that died",
)
EMAIL_BACKEND = _email["EMAIL_BACKEND"]
if EMAIL_BACKEND.endswith(".smtp.EmailBackend"):
    EMAIL_BACKEND = "union.mail.patience.PatientBackend"
if DEMO:
    EMAIL_BACKEND = "config.mailbox.MailboxBackend"
NEWSLETTERS_PER_MINUTE = environment.whole(
    "NEWSLETTERS_PER_MINUTE", 600, least=1, most=1_000_000, meaning="so many letters of a mailing leave"
)
DEFAULT_FROM_EMAIL = environment.sender("DEFAULT_FROM_EMAIL", "Tenpoint <campaigns@example.org>")

CELERY_BROKER_URL = environment.broker("CELERY_BROKER_URL", "filesystem://localhost")
broker_elsewhere = {  # a request does not wait for one that is away
    "visibility_timeout": 3600,
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "max_retries": 0,
}
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = broker_elsewhere
if CELERY_BROKER_URL.startswith("filesystem"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR_DIR / "broker"),
        "data_folder_out": str(VAR_DIR / "broker"),
        "control_folder": str(VAR_DIR / "broker-control"),
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False  # a lost call is repeated by the sweep; a late answer would end the worker
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 1800
CELERY_TASK_SOFT_TIME_LIMIT = 1700
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # it waits, and does not end after 46 minutes
CELERY_BROKER_CHANNEL_ERROR_RETRY = True  # nor where the broker answers and takes nothing
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_DEFAULT_QUEUE = "system"
CELERY_TASK_CREATE_MISSING_QUEUES = True
CELERY_BEAT_SCHEDULER = "config.beat:FreshScheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "config.tasks.sweep", "schedule": 30.0, "options": {"expires": 30}},
}

# Half a year, as long as the roll of a ballot lasts that somebody may have voted in.
LAPSED_KEPT_DAYS = environment.whole(
    "LAPSED_KEPT_DAYS", 183, least=1, most=2190, meaning="so many days the roll keeps whoever has lapsed"
)

# --- web -------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
LOCALE_PATHS = [SITE_DIR / "config" / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
STATIC_URL = "/static/"
STATIC_ROOT = str(environment.folder("STATIC_ROOT", VAR_DIR / "static", anywhere=TRYING_OUT))
MEDIA_URL = "/media/"
MEDIA_ROOT = str(environment.folder("MEDIA_ROOT", VAR_DIR / "media", anywhere=TRYING_OUT))
_hashed = "whitenoise.storage.CompressedManifestStaticFilesStorage"
_plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "config.storage.WholeFileStorage"},
    "staticfiles": {"BACKEND": _plain if TRYING_OUT else _hashed},
}
WHITENOISE_USE_FINDERS = TRYING_OUT
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

HTTPS = BASE_URL.startswith("https://")
BEHIND_PROXY = env.bool("BEHIND_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
SECURE_SSL_REDIRECT = HTTPS and env.bool("SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
# Wagtail's editor sets style attributes; everything else stays as strict as on the public pages.
CONTENT_SECURITY_POLICY_CMS = {
    "default-src": [NONE],
    "script-src": [SELF, NONCE],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "frame-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [SELF],
}

# --- Wagtail ---------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Tenpoint"
WAGTAILADMIN_BASE_URL = BASE_URL
# What is typed with more than the address of a page stays as it is: the question that Wagtail would ask tells
# the title of a draft.
WAGTAILADMIN_EXTERNAL_LINK_CONVERSION = "exact"
WAGTAILIMAGES_IMAGE_MODEL = "pages.CampaignImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "union.pages.pictures.PictureForm"
WAGTAILDOCS_DOCUMENT_MODEL = "pages.CampaignDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "union.pages.sent_files.DocumentForm"
FILE_MEGABYTES = environment.whole(
    "FILE_MEGABYTES", 10, least=1, most=100, meaning="so large may a picture or document be"
)
WAGTAILIMAGES_MAX_UPLOAD_SIZE = WAGTAILDOCS_MAX_UPLOAD_SIZE = FILE_MEGABYTES * 2**20
FILES_A_DAY = environment.whole(
    "FILES_A_DAY", 300, least=1, most=100_000, meaning="so many may one person send to the CMS"
)
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []  # no page holds an embed, so no other host is asked for one
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_LOGIN_URL = "/accounts/login/"
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False  # a translation begins as a draft
WAGTAIL_FINISH_WORKFLOW_ACTION = "union.publishing.finishing.finish"
WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH = False  # what waits for approval is newer than what goes live by itself
TAGGIT_CASE_INSENSITIVE = True

# --- logs: ids only, never names, addresses, choices or tokens -------------------------------------------

_LINE = "{asctime} {levelname} {name} {message}"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"class": "config.logs.DiscreetFormatter", "format": _LINE, "style": "{"}},
    "filters": {"without_secrets": {"()": "config.logs.WithoutSecrets"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_secrets"]},
    },
    "root": {"handlers": ["console"], "level": environment.level("LOG_LEVEL", "INFO")},
    # Django's server log prints paths, and a path can hold a voting link.
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
        "weasyprint": {"level": "CRITICAL"},
        "fontTools": {"level": "WARNING"},
        "PIL": {"level": "WARNING"},
    },
}
_scratch = [VAR_DIR / _name for _name in ("mail", "broker", "broker-control", "static")]
environment.made("VAR_DIR", [VAR_DIR, *_scratch])
environment.made("MEDIA_ROOT", [Path(MEDIA_ROOT)])
