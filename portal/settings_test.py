"""Settings of the test suite: those of the local demo, with cheap passwords and a place of its own for each xdist worker."""

import os
import re

os.environ["HUIQI_DEMO"] = "1"

from portal.settings import *  # noqa: F403
from portal.settings import ENV, STORAGES, VAR_DIR

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")

# A Redis database number per worker, so that one worker's queues and cache are not another's.
NUMBER = 1 + int(WORKER.removeprefix("gw")) if WORKER.startswith("gw") else 0
REDIS_URL = re.sub(r"(\?db=|/)\d+$", rf"\g<1>{NUMBER}", ENV.get("REDIS_URL", "redis://localhost:6379/0"))
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")

STORAGES = {name: {**storage} for name, storage in STORAGES.items()}
for name in ("default", "documents", "uploads"):
    STORAGES[name]["OPTIONS"] = {"location": VAR_DIR / "storage" / WORKER / name}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_FILE_PATH = VAR_DIR / "storage" / WORKER / "outbox"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]

# A look at the calendar table would come and go with the seconds in tests that count queries; they call `refresh` themselves.
CALENDAR_LOOK_SECONDS = None
