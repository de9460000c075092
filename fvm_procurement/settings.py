"""All settings, read from the environment; docs/operations.md lists every variable."""

import sys
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from .oidc import oidc_settings

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
TESTING = "pytest" in sys.modules


# --- Secrets and hosts ----------------------------------------------------------------

MIN_SECRET_LENGTH = 50
MIN_SECRET_VARIETY = 5


def _secret_key() -> str:
    """Refuse to start in production on a missing or weak secret: sessions are signed with it."""
    secret = env.str("SECRET_KEY", default="")
    if DEBUG or TESTING:
        return secret or "local-development-only-" + "x" * MIN_SECRET_LENGTH
    weak = (
        len(secret) < MIN_SECRET_LENGTH
        or len(set(secret)) < MIN_SECRET_VARIETY
        or secret.startswith("local-development-only")
    )
    if weak:
        raise ImproperlyConfigured(
            f"SECRET_KEY saknas eller är för svag: minst {MIN_SECRET_LENGTH} slumpade tecken. "
            "Skapa en med: python3 -c 'import secrets; print(secrets.token_urlsafe(64))'"
        )
    return secret


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"] if DEBUG else []
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])


# --- Applications: the line, left to right, then libraries ----------------------------

INSTALLED_APPS = [
    "common",
    "accounts",
    "programmes",
    "requirements_catalog",
    "target_architecture",
    "steering",
    "baselines",
    "quality",
    "reviews",
    "procurements",
    "joint_procurement",
    "packages",
    "tenders",
    "evaluation",
    "contracts",
    "demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "common.middleware.keep_pages_out_of_caches",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # Behind those that its page needs; forms are read only when all of these have been passed.
    "common.middleware.refuse_large_forms",
    "common.middleware.StraightTexts",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "fvm_procurement.urls"
WSGI_APPLICATION = "fvm_procurement.wsgi.application"
# A reason is kept whole however long it is: it is part of the record.
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "programmes.context.frame",
            ],
            "builtins": ["common.templatetags.fvm"],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_CLASS_CONVERTERS = {"select": "form-select"}


# --- Database -------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'fvm.sqlite3'}")}
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    VAR_DIR.mkdir(exist_ok=True)
    # Write-ahead log, so that readers and the worker do not block each other; IMMEDIATE takes
    # the write lock when a transaction starts, so that two writers wait instead of failing.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000;"
        ),
    }
    # A file also for the tests: a database in memory has one connection, which the browser's
    # requests and the test itself would have to take turns with. Kept with --reuse-db.
    _database["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
else:
    _database["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
    _database["CONN_HEALTH_CHECKS"] = True


# --- Sign-in --------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
# One address an account, and a new one counts when the letter sent to it has been answered: roles
# are given by address, so nobody may take somebody else's.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Checking a file is open to everybody and costs work: so many an address and minute. Allauth's own
# limits of signing in hold beside it.
ACCOUNT_RATE_LIMITS = {"verify_file": "20/m/ip"}
MFA_ADAPTER = "accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Accounts are made by programme leads, who know whose address it is.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "FVM Upphandling"

SOCIALACCOUNT_ADAPTER = "accounts.adapters.SocialAccountAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS: dict = {}
OIDC_ORIGIN = ""
vars().update(oidc_settings(env))


# --- Transport and browser security ---------------------------------------------------

HTTPS = env.bool("HTTPS", default=not DEBUG and not TESTING)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
# Browsers allow passkeys on localhost without https.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Tries to sign in are counted for the address of the person, not for that of the proxy, which
    # is everybody's.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 60 * 60 * 10
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
if OIDC_ORIGIN:
    # The sign-in form redirects to the identity provider, which counts as a form target.
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] += [OIDC_ORIGIN]


# --- Files ----------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEBUG or env.bool("STATIC_FROM_SOURCE", default=False)
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
_hashed_static = not (WHITENOISE_USE_FINDERS or TESTING)

MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
_file_storage: dict = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
if env.str("STORAGE_BUCKET", default=""):
    _file_storage = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.str("STORAGE_BUCKET"),
            "endpoint_url": env.str("STORAGE_ENDPOINT", default=None),
            "region_name": env.str("STORAGE_REGION", default=None),
            "access_key": env.str("STORAGE_ACCESS_KEY", default=None),
            "secret_key": env.str("STORAGE_SECRET_KEY", default=None),
            "default_acl": None,
            "file_overwrite": False,
        },
    }
STORAGES = {
    "default": _file_storage,
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _hashed_static
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
# The names of the files tell who has tendered.
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
# A requirement workbook of 20,000 rows is about 5 MB; more is a mistake or an attack.
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_MB", default=25) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000


# --- Language and time ----------------------------------------------------------------

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("Svenska")), ("en", _("Engelska"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Stockholm"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["fvm_procurement.formats"]
USE_THOUSAND_SEPARATOR = True


# --- E-mail, cache, jobs --------------------------------------------------------------

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
# Where letters lead: a command that sends them does not know the address of the site.
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="fvm-upphandling@localhost")

# Rate limits count in the cache: several web processes must share it, so it is the database's
# own table unless a Redis address is given.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}
if env.str("CACHE_URL", default=""):
    CACHES = {"default": env.cache_url("CACHE_URL")}
elif TESTING:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- API ------------------------------------------------------------------------------

# Views name their own classes (programmes/api.py); these hold for what forgets to.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["programmes.api_keys.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["programmes.api_keys.InScope"],
    "DEFAULT_RENDERER_CLASSES": ["common.api.Json"],
    "DEFAULT_PARSER_CLASSES": ["common.api.JsonParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "common.api.problem_response",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "FVM Upphandling",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENFORCE_NON_BLANK_FIELDS": True,
    "COMPONENT_SPLIT_REQUEST": True,
    "SORT_OPERATIONS": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    # Choices stand where they are used; names of their own would change with every field.
    "POSTPROCESSING_HOOKS": [],
    "ENABLE_DJANGO_DEPLOY_CHECK": False,
}
# Requests of one key, and the largest body.
API_RATE = env.str("API_RATE", default="600/min")
API_MAX_BYTES = env.int("API_MAX_MB", default=5) * 1024 * 1024

TASKS = {
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend"
        if TESTING
        else "django_tasks_db.DatabaseBackend",
    }
}
# A running job whose worker has not been heard of for this long is reported as broken off.
JOB_HEARTBEAT_TIMEOUT_SECONDS = 120

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # Personal links are secret: the log of the application does not hold them.
    "filters": {"secrets": {"()": "common.log_filter.HideSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
