"""Every setting of iamconsole. A choice of the deployment is one environment variable, read here and nowhere else.

Secrets may also come from the file named by `<NAME>_FILE`. What needs a place on disk stands under `var/`
(`IAMCONSOLE_VAR`); secrets that nobody chose are made there once, readable by the owner only.
"""

import base64
import ipaddress
import os
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
import structlog
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from structlog.tracebacks import ExceptionDictTransformer

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.str("IAMCONSOLE_VAR", str(BASE_DIR / "var"))).resolve()


def secret(name: str, *, made: str = "") -> str:
    """Return the secret `name`: from the environment, from the file it names, or made once under var/."""
    value: str = env.str(name, "")
    path: str = env.str(f"{name}_FILE", "")
    if value and path:
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
    if path:
        return Path(path).read_text().strip()
    if value or not made:
        return value
    return made_once(VAR_DIR / made)


def made_once(path: Path) -> str:
    """Return what `path` holds; the first process that asks fills it with 48 random bytes in base64."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = base64.urlsafe_b64encode(secrets.token_bytes(48)).decode()
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    draft.touch(mode=0o600)
    draft.write_text(fresh)
    try:
        # A hard link appears with its whole content, or fails because another process was first.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text().strip()


def positive(name: str, default: int) -> int:
    """Return the whole number in `name`, which must be one or more."""
    value = env.str(name, str(default))
    if not re.fullmatch(r"[1-9][0-9]{0,8}", value):
        raise ImproperlyConfigured(f"{name} must be a whole number of at least 1, not {value!r}.")
    return int(value)


def origin_of(url: str) -> str:
    """Return the origin of `url` as browsers write it: in lower case, without the port that goes without saying."""
    parts = urlsplit(url)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    port = "" if parts.port in (None, usual) else f":{parts.port}"
    return f"{parts.scheme}://{parts.hostname}{port}"


def is_ip_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def schedule(name: str, default: str) -> crontab | float:
    """Return when a job runs: five cron fields in UTC (`0 6 * * 1`), or `every 90` for a number of seconds."""
    value = env.str(name, default)
    every = re.fullmatch(r"every ([1-9][0-9]{0,6})", value)
    if every:
        return float(every[1])
    fields = value.split()
    if len(fields) != 5:
        raise ImproperlyConfigured(f"{name} must be five cron fields or 'every SECONDS', not {value!r}.")
    minute, hour, day_of_month, month_of_year, day_of_week = fields
    try:
        return crontab(minute, hour, day_of_week, day_of_month, month_of_year)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is no cron line: {error}") from None


DEBUG = env.bool("IAMCONSOLE_DEBUG", False)
SANDBOX = env.bool("IAMCONSOLE_SANDBOX", False)
SECRET_KEY = secret("SECRET_KEY", made="secret.key")
# Newest first: everything is encrypted with the first key and decrypted with any of them.
VAULT_KEYS = tuple(secret("IAMCONSOLE_VAULT_KEYS", made="vault.key").split(","))
# The file that `rotate_vault_key --new-key` may write, unless the deployment chose the keys.
VAULT_KEYS_FILE = (
    None if {"IAMCONSOLE_VAULT_KEYS", "IAMCONSOLE_VAULT_KEYS_FILE"} & {*os.environ} else VAR_DIR / "vault.key"
)

# -- where it is reached ------------------------------------------------------------------------------------------
PORT = positive("PORT", 8000)
ALLOWED_HOSTS = env.list("IAMCONSOLE_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
PUBLIC_URL = env.str("IAMCONSOLE_URL", f"http://localhost:{PORT}").rstrip("/")
HTTPS = PUBLIC_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
# Proxies in front whose X-Forwarded-For and X-Forwarded-Proto are believed; 0 believes nobody.
TRUSTED_PROXIES = env.int("IAMCONSOLE_TRUSTED_PROXIES", 0)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ROOT_URLCONF = "iamconsole.urls"
WSGI_APPLICATION = "iamconsole.wsgi.application"
APPEND_SLASH = False

# -- what it is made of -------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "accounts",
    "policies",
    "iamconsole",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "iamconsole.staticfiles.StaticFiles",
    "django.contrib.humanize",
    "django_otp",
    "axes",
    "django_otp_webauthn",
    "django_htmx",
    "django_cotton",
    "django_ace",
    "heroicons",
    "rest_framework",
    "drf_spectacular",
]
MIDDLEWARE = [
    # These two before all others, so that what those refuse has the headers as well.
    "iamconsole.headers.ResponseHeaders",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.signin.gate.SignInGate",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "iamconsole.console.templatetags.console"],
            "libraries": {"console": "iamconsole.console.templatetags.console"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "iamconsole.console.context.frame",
            ],
        },
    }
]
COTTON_DIR = "components"

# The seams: what iamconsole asks of the apps above it, by name.
AWS_API_AUTHENTICATION = "accounts.keys.authentication.signer"
AWS_API_AUTHORIZER = "accounts.access.authorize.authorize"
AWS_API_POSSIBLE = "accounts.access.authorize.possible"
AWS_API_CHANGED = "accounts.access.stamp.bump"
AWS_API_STATE = "accounts.history.states.state_of"
CONSOLE_CALLER = "accounts.signin.caller.console_caller"
CONSOLE_IDENTITY = "accounts.signin.caller.identity"
CONSOLE_NAVIGATION = ["accounts.navigation", "policies.navigation", "iamconsole.audit.navigation"]

# -- state --------------------------------------------------------------------------------------------------------
DATABASE_URL = secret("DATABASE_URL")
# How long a change waits for others that change the same account.
TURN_SECONDS = 20
if DATABASE_URL:
    DATABASES = {"default": env.db_url_config(DATABASE_URL)}
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database (postgresql://...).")
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR_DIR / "iamconsole.sqlite3",
            # So that a process that runs for long learns what the nightly look at the tables found.
            "CONN_MAX_AGE": 3600,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": TURN_SECONDS,
                # FULL: a change that was answered survives even the loss of power.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000;",
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = secret("REDIS_URL")
if REDIS_URL:
    CACHES: dict[str, dict[str, Any]] = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# -- who signs in -------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
# axes stands first: whoever must wait is not even asked for the password.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "accounts.signin.backends.PasswordBackend"]
AXES_HANDLER = "accounts.lockouts.handler.Lockout"
AXES_CLIENT_IP_CALLABLE = "accounts.lockouts.services.address_of"
AXES_USERNAME_FORM_FIELD = "username"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address"]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
PASSWORD_HASHERS = ["accounts.passwords.hashers.Argon2"]
OTP_TOTP_ISSUER = "iamconsole"
PASSWORD_RESET_TIMEOUT = 60 * 60
# The site a passkey is made for is the name of the public address, nothing that a request says. Browsers know passkeys
# by https only, or on the machine itself, and never for a bare address; then none can be made or used.
RELYING_PARTY = urlsplit(PUBLIC_URL).hostname or ""
PASSKEYS = (HTTPS or RELYING_PARTY == "localhost") and not is_ip_address(RELYING_PARTY)
OTP_WEBAUTHN_RP_ID = RELYING_PARTY
OTP_WEBAUTHN_RP_NAME = "iamconsole"
OTP_WEBAUTHN_ALLOWED_ORIGINS = [origin_of(PUBLIC_URL)] if PASSKEYS else []
OTP_WEBAUTHN_CREDENTIAL_MODEL = "accounts.SecurityKey"
OTP_WEBAUTHN_HELPER_CLASS = "accounts.mfa.ceremony.Ceremony"
OTP_WEBAUTHN_TIMEOUT_SECONDS = 5 * 60
LOGIN_URL = "signin:sign-in"
CONFIRM_URL = "signin:confirm"
# How long after a second factor the pages of keys, passwords, devices and policies do not ask for another.
FRESH_FACTOR_MINUTES = positive("IAMCONSOLE_FRESH_FACTOR_MINUTES", 15)
# Browsers take a __Host- cookie only from this very host by https: no neighbor on the domain can plant one.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}iamconsole_session"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}iamconsole_csrf"
SESSION_ENGINE = "accounts.sessions.store"
SESSION_COOKIE_AGE = positive("IAMCONSOLE_SESSION_HOURS", 12) * 60 * 60
SESSION_IDLE_SECONDS = positive("IAMCONSOLE_SESSION_IDLE_MINUTES", 60) * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "iamconsole.console.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
# Where that leads is ours to say, not the Host header's.
SECURE_SSL_HOST = urlsplit(PUBLIC_URL).netloc if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = False
# Neighbors on the same domain, and a browser's preload list, are not ours to decide about; axes need not replace our
# answer to somebody who must wait.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021", "axes.W002"]
# Without passkeys there is no origin to allow.
if not PASSKEYS:
    SILENCED_SYSTEM_CHECKS.append("otp_webauthn.E030")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# What pages use, for this site alone; of the rest nothing.
PERMISSIONS_POLICY = ", ".join(
    [
        *(
            f"{name}=(self)"
            for name in ("publickey-credentials-get", "publickey-credentials-create", "clipboard-write")
        ),
        *(
            f"{name}=()"
            for name in ("camera", "microphone", "geolocation", "payment", "usb", "midi", "display-capture")
        ),
    ]
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# -- requests -----------------------------------------------------------------------------------------------------
# The longest legitimate request is UploadServerCertificate (2 MB of chain); SAML metadata may be 10 MB by its model.
AWS_REQUEST_LIMIT = 10_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = AWS_REQUEST_LIMIT
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "iamconsole.api.refused",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "iamconsole",
    "DESCRIPTION": "What the console's own scripts ask. The AWS API is at / and is described by AWS's service models.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/",
}

# -- work in the background ---------------------------------------------------------------------------------------
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
else:
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR_DIR / "queue"),
        "data_folder_out": str(VAR_DIR / "queue"),
        "control_folder": str(VAR_DIR / "queue-control"),
        "store_processed": False,
    }
ROOT_EMAIL = env.str("IAMCONSOLE_ROOT_EMAIL", "root@localhost.localdomain")
KEY_AGE_LIMIT_DAYS = positive("IAMCONSOLE_KEY_AGE_DAYS", 90)
KEY_AGE_SCHEDULE = schedule("IAMCONSOLE_KEY_AGE_SCHEDULE", "0 6 * * 1")
# How often the clock looks for reports that are due, and after how long a silent worker is taken for dead.
REPORT_TICK_SECONDS = positive("IAMCONSOLE_REPORT_TICK_SECONDS", 60)
REPORT_CLAIM_SECONDS = positive("IAMCONSOLE_REPORT_CLAIM_SECONDS", 300)

# -- mail ---------------------------------------------------------------------------------------------------------
EMAIL_URL = secret("EMAIL_URL")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("IAMCONSOLE_MAIL_FROM", "iamconsole@localhost")
# Stands in the Message-ID of reports.
MAIL_DOMAIN = DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
OUTBOX_DIR = VAR_DIR / "outbox"
EMAIL_TIMEOUT = 20
if EMAIL_URL:
    vars().update(env.email_url_config(EMAIL_URL))
else:
    EMAIL_BACKEND = "iamconsole.mail.OutboxBackend"

# -- the rest -----------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-us"
USE_I18N = False
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static-collected"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = env.bool("IAMCONSOLE_STATIC_FROM_SOURCE", False)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": [
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                # Without the values of local variables: they hold secrets.
                structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
                structlog.processors.JSONRenderer(),
            ],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env.str("IAMCONSOLE_LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.security.DisallowedHost": {"handlers": ["console"], "level": "ERROR", "propagate": False},
    },
}
