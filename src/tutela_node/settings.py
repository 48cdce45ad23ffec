"""Django's settings, from the node's folder that the environment names. Nothing here is for an operator to edit.

SQLite: transactions begin IMMEDIATE (a reader that turns into a writer is how "database is locked" comes about), WAL,
`synchronous=FULL` (an act that was answered is on disk), and deleted bytes are overwritten in the key store.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bootstrap_wrapper import get_bootstrap_dir
from csp.constants import NONCE, NONE, SELF

from tutela_node.config import folder_of_process, read_config
from tutela_node.spine.keys import named_keys

FOLDER = folder_of_process()
NODE = read_config(FOLDER)

SECRET_KEY = named_keys().sign_in.hex()
DEBUG = False
ALLOWED_HOSTS = list(NODE.hosts)
ROOT_URLCONF = "tutela_node.urls"
WSGI_APPLICATION = "tutela_node.wsgi.application"
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TUTELA_ACTOR = "tutela_node.people.authority.actor_of"

INSTALLED_APPS = [
    "tutela_node.spine",
    "tutela_node.people",
    "tutela_node.casework",
    "tutela_node.look",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "tutela_node.desks",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tutela_node.desks.middleware.quiet_log",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tutela_node.desks.middleware.spoken",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tutela_node.desks.middleware.working_session",
    "tutela_node.desks.middleware.asked_by",
    "tutela_node.desks.middleware.act_errors",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted((Path(__file__).parent / "desks").glob("*/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "tutela_node.desks.context.desk",
            ],
        },
    }
]


def _sqlite(path: Any, **pragmas: str) -> dict[str, Any]:
    said = {"journal_mode": "WAL", "synchronous": "FULL", "foreign_keys": "ON"} | pragmas
    return {
        "ENGINE": "tutela_node.spine.sqlite",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "".join(f"PRAGMA {k}={v};" for k, v in said.items()),
        },
    }


DATABASES = {
    "default": _sqlite(FOLDER.database),
    "keys": _sqlite(FOLDER.keys_database, secure_delete="ON"),
    "desk": _sqlite(FOLDER.desk_database),
}
DATABASE_ROUTERS = ["tutela_node.spine.routers.Databases"]

AUTH_USER_MODEL = "people.Officer"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "tutela_node.desks.account.adapter.Doors"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_FORMS = {
    "login": "tutela_node.desks.account.forms.SignIn",
    "change_password": "tutela_node.desks.account.forms.ChangePassword",
    "reauthenticate": "tutela_node.desks.account.forms.Again",
}
MFA_ADAPTER = "tutela_node.desks.account.adapter.Factors"
MFA_FORMS = {
    "authenticate": "tutela_node.desks.account.forms.Code",
    "reauthenticate": "tutela_node.desks.account.forms.AgainByCode",
    "activate_totp": "tutela_node.desks.account.forms.ActivateApp",
    "add_webauthn": "tutela_node.desks.account.forms.AddPasskey",
    "edit_webauthn": "tutela_node.desks.account.forms.RenamePasskey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = NODE.title
MFA_TOTP_TOLERANCE = 1  # a code typed as it changes, a telephone half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not NODE.https and NODE.loopback
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "tutela_node.desks.account.doors.lockout_name"
AXES_LOCKOUT_CALLABLE = "tutela_node.desks.account.doors.locked"
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True
AXES_CLIENT_IP_CALLABLE = "tutela_node.desks.account.doors.asked_from"

SESSION_COOKIE_NAME = "tutela_session"
CSRF_COOKIE_NAME = "csrftoken"
if NODE.demonstration:  # browsers do not tell cookies apart by port, and two demonstrations run on one machine
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"tutela_session_{NODE.port}", f"csrftoken_{NODE.port}"
SESSION_COOKIE_AGE = 10 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SECURE = NODE.https
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE_SECONDS = 30 * 60
CSRF_COOKIE_SECURE = NODE.https
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "tutela_node.desks.views.csrf_failed"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in NODE.hosts] if NODE.https else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if NODE.https else None
SECURE_HSTS_SECONDS = 365 * 86400 if NODE.https else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
} | {"publickey-credentials-get": ["self"], "publickey-credentials-create": ["self"]}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ar", "العربية")]
USE_I18N = True
LOCALE_PATHS = [Path(__file__).parent / "look" / "locale"]

STATIC_URL = "/static/"
STATICFILES_DIRS = [("bootstrap", str(get_bootstrap_dir()))]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 86400

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGGING_CONFIG = None
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"] if not NODE.https else []
