"""Settings of one installation, read from the environment; see .env.example.

A missing secret or a setting that would be unsafe in production stops the start with a
sentence: there is no silent default outside development and demonstration.
"""

import tomllib
from pathlib import Path

import environ
import structlog
from django.core.exceptions import ImproperlyConfigured
from structlog.dev import plain_traceback

from common.logs import hide_secrets

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"]
env = environ.FileAwareEnv()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")

DEMO = env.bool("DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
PRODUCTION = not (DEMO or DEBUG)
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if PRODUCTION:
        raise ImproperlyConfigured(
            "SECRET_KEY manque. Mettez dans l'environnement une valeur d'au moins 50 caractères "
            "tirée au hasard, ou lancez la démonstration avec DEMO=1."
        )
    SECRET_KEY = "development-and-demonstration-only"  # noqa: S105 refused above in production
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1"])
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS manque : donnez le nom d'hôte public du site, par exemple "
        "ALLOWED_HOSTS=contreseing.exemple.fr."
    )
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# What the legal pages say of the installation; an empty value is shown as « à compléter ».
SITE = {
    "owner": env.str("SITE_OWNER", default="Syndicat mixte des Vallées numériques" if DEMO else ""),
    "owner_address": env.str("SITE_OWNER_ADDRESS", default=""),
    "owner_phone": env.str("SITE_OWNER_PHONE", default=""),
    "contact": env.str("SITE_CONTACT", default=""),
    "publication_director": env.str("SITE_PUBLICATION_DIRECTOR", default=""),
    "host": env.str("SITE_HOST", default=""),
    "data_protection": env.str("SITE_DATA_PROTECTION", default=""),
    "source_url": env.str("SITE_SOURCE_URL", default=""),
}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "ui.staticfiles.OwnStaticFiles",
    "accounts",  # before allauth: its templates are the ones shown
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django_structlog",
    "django_tasks",
    "django_tasks_db",
    "simple_history",
    "viewflow",
    "viewflow.workflow",
    "audit",
    "common",
    "documents",
    "governance",
    "circuits",
    "conventions",
    "conventions.onboarding",
    "governance.committees",
    "governance.fieldwork",
    "workflows",
    "desk",
    "ui",
]
if DEMO:
    INSTALLED_APPS.append("demo")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",  # before whitenoise: static files carry the policy too
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SessionLimitsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "governance.middleware.ActorMiddleware",
    "governance.middleware.SecondFactorMiddleware",
    "ui.middleware.PrivatePagesMiddleware",
    "ui.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "ui" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ui.context.site",
            ],
        },
    }
]

# --- Database -------------------------------------------------------------------------------
DATABASE_URL = env.str("DATABASE_URL", default="")
LOCK_WAIT = 30
"""Seconds."""
if DATABASE_URL:
    DATABASES = {"default": env.db("DATABASE_URL")}
    DATABASES["default"]["OPTIONS"] = {
        "pool": {"min_size": 1, "max_size": 8},
        # Whoever waits for a locked row gives up, and is told, as on SQLite.
        "options": f"-c lock_timeout={LOCK_WAIT}s",
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR_DIR / "contreseing.sqlite3",
            "OPTIONS": {
                # IMMEDIATE: two writers queue instead of failing half-way with "locked".
                "transaction_mode": "IMMEDIATE",
                "timeout": LOCK_WAIT,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Language and time ----------------------------------------------------------------------
LANGUAGE_CODE = "fr"
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Paris")
USE_I18N = True
USE_TZ = True

# --- Accounts -------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
}
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an administrator opened the account at that address
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "activate_totp": "accounts.forms.EnrolForm",
    "authenticate": "accounts.forms.SecondFactorForm",
    "reauthenticate": "accounts.forms.ConfirmByCodeForm",
}
# Offices that act only once their account has a second factor (ASVS 5.0, 6.3).
SECOND_FACTOR_OFFICES = env.list("SECOND_FACTOR_OFFICES", default=["admin"] if PRODUCTION else [])
PASSWORD_RESET_TIMEOUT = 3600
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:inbox"
LOGOUT_REDIRECT_URL = "account_login"

# --- Web security ---------------------------------------------------------------------------
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=PRODUCTION)
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # throttling counts the visitor's address, not the proxy's
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no third cookie
CSRF_FAILURE_VIEW = "ui.views.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
UPLOAD_MAX_BYTES = 20 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- Static files and stored files ----------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns of a missing folder
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
MEDIA_ROOT = VAR_DIR / "files"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Apart, so that what is kept for speed pushes no counter of attempts out.
    "counts": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "counts"},
}

# --- Mail, text messages, tasks, conversion, signature ----------------------------------------
if env.str("EMAIL_URL", default="") or not DEMO:
    vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
else:
    EMAIL_BACKEND = "demo.mail.MailboxBackend"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Contreseing <contreseing@localhost>")
EMAIL_TIMEOUT = 15
# Text messages: any operator that takes one POST; see .env.example.
SMS_URL = env.str("SMS_URL", default="")
SMS_BACKEND = "common.texting.gateway" if SMS_URL else "demo.mail.keep_text" if DEMO else ""
SMS_USER = env.str("SMS_USER", default="")
SMS_PASSWORD = env.str("SMS_PASSWORD", default="")
SMS_HEADERS = env.dict("SMS_HEADERS", default={})
SMS_BODY = env.str("SMS_BODY", default="form")
SMS_FIELD_TO = env.str("SMS_FIELD_TO", default="to")
SMS_FIELD_TEXT = env.str("SMS_FIELD_TEXT", default="text")
SMS_FIELDS = env.dict("SMS_FIELDS", default={})
SMS_NUMBER = env.str("SMS_NUMBER", default="international")
SMS_SUCCESS = env.str("SMS_SUCCESS", default="")
if SMS_BODY not in ("form", "json") or SMS_NUMBER not in ("international", "plain", "national"):
    raise ImproperlyConfigured(
        "SMS_BODY attend form ou json ; SMS_NUMBER attend international, plain ou national."
    )
if SMS_URL and not SMS_URL.startswith(("https://", "http://")):
    raise ImproperlyConfigured("SMS_URL attend une adresse https://…, celle que donne l'opérateur.")
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
CONVERTER_URL = env.str("CONVERTER_URL", default="")
CONVERTER_WORKERS = env.int("CONVERTER_WORKERS", default=1)
CONVERTER_TIMEOUT = env.int("CONVERTER_TIMEOUT", default=60)
SEAL_PKCS12 = env.str("SEAL_PKCS12", default="" if PRODUCTION else str(VAR_DIR / "keys/seal.p12"))
SEAL_PASSPHRASE = env.str("SEAL_PASSPHRASE", default="")
TSA_URL = env.str("TSA_URL", default="")
SIGNING_TRUST_ROOTS = env.list("SIGNING_TRUST_ROOTS", default=[])
REVOCATION_ONLINE = env.bool("REVOCATION_ONLINE", default=True)
# Addresses that certificates and lists name: a private one is asked only for an authority of one's
# own network, and by tests.
FETCH_PRIVATE_ADDRESSES = env.bool("FETCH_PRIVATE_ADDRESSES", default=False)
TRUST_LISTS = env.list("TRUST_LISTS", default=["FR"] if PRODUCTION else [])
TRUST_LOTL_URL = env.str("TRUST_LOTL_URL", default="https://ec.europa.eu/tools/lotl/eu-lotl.xml")
TRUST_LOTL_CERTIFICATES = env.list("TRUST_LOTL_CERTIFICATES", default=[])

# --- History --------------------------------------------------------------------------------
SIMPLE_HISTORY_ENABLED = True

# --- Logs -----------------------------------------------------------------------------------
# JSON lines in production, plain text elsewhere; a traceback never shows the values of variables,
# which hold codes and personal data.
_RENDERING = (
    [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    if PRODUCTION
    else [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=plain_traceback)]
)
_SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_SHARED,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _SHARED,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_RENDERING,
                hide_secrets,
            ],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    # A forged file is an ordinary answer of the page Vérifier, not an incident.
    "loggers": {"pyhanko": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
