"""The one settings file. Everything that differs between installations comes from the environment (README, "In production")."""

import os
from pathlib import Path

import dj_database_url
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("HUIQI_VAR", BASE_DIR / "var"))


def read_demo_env() -> dict[str, str]:
    """Return what `manage.py up` wrote for this machine's local demo; nothing where the environment names a database."""
    path = VAR_DIR / "demo.env"
    if "DATABASE_URL" in os.environ or not path.exists():
        return {}
    return dict(line.split("=", 1) for line in path.read_text().splitlines())


ENV = {**read_demo_env(), **os.environ}
DEMO = ENV.get("HUIQI_DEMO") == "1"
DEBUG = ENV.get("HUIQI_DEBUG") == "1"
SECRET_KEY = ENV.get("HUIQI_SECRET_KEY", "local-demo-only" if DEMO else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("HUIQI_SECRET_KEY is not set. Set it, or start the local demo with `make demo`.")

ALLOWED_HOSTS = ENV.get("HUIQI_HOSTS", "127.0.0.1,localhost" if DEMO else "").split(",")
SITE_URL = ENV.get("HUIQI_SITE_URL", "http://127.0.0.1:8000")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "accounts",
    "policies",
    "applications",
    "reviews",
    "publicity",
    "disbursements",
    "portal",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_celery_outbox",
    "django_filters",
    "django_htmx",
    "pgtrigger",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.RefuseHuge",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.middleware.RefuseNul",
    "portal.middleware.FreshCalendar",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
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
                "portal.context.frame",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

DATABASES = {"default": dj_database_url.parse(ENV.get("DATABASE_URL", "postgres:///huiqi"))}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = ENV.get("REDIS_URL", "redis://localhost:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
    }
}
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 300}
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "interactive"
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_OUTBOX_APP = "portal.celery.app"
MONITORING_METRICS_ENABLED = False  # the outbox would send statsd packets to a port where nobody listens
CELERY_BEAT_SCHEDULE: dict = {
    "publish scheduled notices": {"task": "publicity.tasks.publish_scheduled_notices", "schedule": crontab()},
    "look at open notices": {"task": "publicity.tasks.look_at_notices", "schedule": crontab(hour="9,15", minute=30)},
    "close notices": {"task": "publicity.tasks.close_notices", "schedule": crontab(minute="*/10")},
    "forget uploads": {"task": "applications.tasks.forget_uploads", "schedule": crontab(minute=15)},
    "scan files": {"task": "applications.tasks.scan_files", "schedule": crontab(minute="*/5")},
    "attach lines": {"task": "applications.tasks.attach_lines", "schedule": crontab(minute=40)},
    "close notices after midnight": {"task": "publicity.tasks.close_notices", "schedule": crontab(hour=0, minute=5)},
    "watch clocks": {"task": "reviews.tasks.watch_clocks", "schedule": crontab(minute=20)},
    "watch clocks after midnight": {"task": "reviews.tasks.watch_clocks", "schedule": crontab(hour=0, minute=10)},
    "resume bulk": {"task": "reviews.tasks.resume_bulk", "schedule": crontab()},
    "anchor chains": {"task": "publicity.tasks.anchor_chains", "schedule": crontab(hour=23, minute=50)},
    "watch objections": {"task": "publicity.tasks.watch_over_objections", "schedule": crontab(minute=25)},
    "watch objections after midnight": {
        "task": "publicity.tasks.watch_over_objections",
        "schedule": crontab(hour=0, minute=15),
    },
    "scan objection files": {"task": "publicity.tasks.scan_objection_files", "schedule": crontab(minute="*/5")},
    "send digests": {"task": "accounts.tasks.send_digests", "schedule": crontab(hour=8, minute=0)},
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "accounts.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
# What `manage.py fetch_assets` brings: vendor/ is served, fonts/ are for PDF (typst), axe/ is for the tests.
ASSETS_DIR = Path(ENV.get("HUIQI_ASSETS", BASE_DIR / "var" / "assets"))
PDF_FONTS = ASSETS_DIR / "fonts"
STATICFILES_DIRS = [("vendor", ASSETS_DIR / "vendor")]
STORAGES: dict[str, dict] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR_DIR / "media"}},
    "documents": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "documents"},
    },
    "uploads": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR_DIR / "uploads"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DOCUMENT_MAX_BYTES = 20 * 1024 * 1024
REQUEST_MAX_BYTES = 5 * DOCUMENT_MAX_BYTES  # several files of one material at once; what is larger is refused unread
CLAMD_URL = ENV.get("CLAMD_URL", "")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

EMAIL_URL = ENV.get("HUIQI_SMTP_HOST", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_URL else 'filebased'}.EmailBackend"
EMAIL_HOST = EMAIL_URL or "localhost"
EMAIL_HOST_USER = ENV.get("HUIQI_SMTP_USER", "")
EMAIL_HOST_PASSWORD = ENV.get("HUIQI_SMTP_PASSWORD", "")
EMAIL_USE_TLS = bool(EMAIL_URL)
EMAIL_FILE_PATH = VAR_DIR / "outbox"
# An SMS goes through the gateway named here (tencent); without one it is written to the outbox folder.
SMS = {
    "gateway": ENV.get("HUIQI_SMS_GATEWAY", ""),
    "id": ENV.get("HUIQI_SMS_ID", ""),
    "key": ENV.get("HUIQI_SMS_KEY", ""),
    "app": ENV.get("HUIQI_SMS_APP", ""),
    "sign": ENV.get("HUIQI_SMS_SIGN", "惠企"),
    "template": ENV.get("HUIQI_SMS_TEMPLATE", ""),
    "region": ENV.get("HUIQI_SMS_REGION", "ap-beijing"),
    "protocol": "https",
    "endpoint": "sms.tencentcloudapi.com",
}
DEFAULT_FROM_EMAIL = ENV.get("HUIQI_MAIL_FROM", "huiqi@localhost")

# Each day's anchor over all chains goes to these addresses too, beside the file in the outbox (comma separated).
ANCHOR_MAIL = [address for address in ENV.get("HUIQI_ANCHOR_MAIL", "").split(",") if address]
# An RFC 3161 timestamp authority for the anchors, and its root certificates (a PEM file); none by default.
TIMESTAMP_URL = ENV.get("TIMESTAMP_URL", "")
TIMESTAMP_ROOTS = ENV.get("TIMESTAMP_ROOTS", "")

CSRF_FAILURE_VIEW = "portal.views.stale_form"

# Who takes over a case once it is filed: applications may not import to its right, so the portal names the module.
REVIEW_DESK = "reviews.desk"
# Who keeps the funds in step with a case: what is determined is reserved, what is struck is released.
MONEY_DESK = "disbursements.desk"
# And what else, known only to its right, the supervision board shows.
WATCHED_BESIDE = ["publicity.objection_board.board_card"]
# Likewise, who knows the policies to which a role may be limited.
POLICY_CHOICES = "policies.queues.policy_choices"
# Who gives a newly registered enterprise what registers said of it before.
ENTERPRISE_REGISTERED = "applications.actions.attaching.attach_waiting"
# And who knows the cases that were filed under a policy, to be replayed under a draft.
PAST_CASES = "reviews.past_cases"
# And what works out anew the estimates of cases under way when a ruling is made or withdrawn.
ESTIMATE_AGAIN = "applications.tasks.estimate_cases_again"
# And what looks again at the flags of a case and of those that it resembles.
CHECK_FLAGS = "reviews.tasks.check_flags"
# What keeps a notice's page as evidence, lays out its PDF and tells its enterprises of an extension, in the background.
KEEP_NOTICE_PAGE = "publicity.tasks.keep_notice_page"
LAY_OUT_NOTICE = "publicity.tasks.lay_out_notice"
TELL_NOTICE_EXTENDED = "publicity.tasks.tell_notice_extended"
# Who knows whether a fund covers a list about to be published: (notice, total in 元) → publicity.ports.BudgetCheck or None.
NOTICE_BUDGET = "disbursements.notice_budget.notice_budget"
# Who knows how long cases really take, for the guide.
PROCESSING_TIMES = "applications.processing_times.times_words"
# And who knows the claims that an enterprise has in a round.
CLAIM_OFFERS = "applications.offers.offers"
EARLIER_FACTS = "applications.queues.earlier_facts"
# And who counts the time limits that a change of the working-day calendar moves, and moves them.
DEADLINES = "reviews.deadlines"
# What else looks at such a change, named here because reviews import nothing to their right.
AFTER_CALENDAR_CHANGE = ["publicity.windows.recount_windows"]
# What runs the whole check of the chains in the background.
CHECK_CHAINS = "portal.tasks.check_chains"
# How often a process looks whether the calendar table was changed; its own changes it knows at once.
CALENDAR_LOOK_SECONDS: float | None = 5

if not DEMO:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31536000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_AGE = 8 * 3600
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"  # read from the cache, kept in the database
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

SITE = {
    "name": "惠企",
    "owner": ENV.get("HUIQI_SITE_OWNER", "（由部署单位填写）"),
    "site_id": ENV.get("HUIQI_SITE_ID", "（由部署单位填写）"),
    "icp": ENV.get("HUIQI_ICP", "（由部署单位填写）"),
    "error_report_url": os.environ.get("HUIQI_ERROR_REPORT_URL", ""),
    "police": ENV.get("HUIQI_POLICE", "（由部署单位填写）"),
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
