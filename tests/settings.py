"""The site's settings as the tests run them: nothing outside the test's own folders is touched."""

import os
import tempfile

_folder = tempfile.TemporaryDirectory(prefix="newsroom-tests-")  # goes with the process
os.environ["DATA_DIR"] = _folder.name
os.environ["SECRET_KEY"] = "tests-only-" + "0" * 50
os.environ["SITE_URL"] = "http://testserver"
if os.environ.get("CACHE_URL", "").startswith("redis") and (
    worker := os.environ.get("PYTEST_XDIST_WORKER")
):
    # Tests empty the cache: each worker has one of its own, of the 16 that a Redis has by default.
    own = 10 + int(worker.removeprefix("gw")) % 6
    os.environ["CACHE_URL"] = f"{os.environ['CACHE_URL'].rpartition('/')[0]}/{own}"

from newsroom.settings import *  # noqa: E402, F403
from newsroom.settings import MIDDLEWARE, STORAGES  # noqa: E402

# Hashing passwords slowly and fingerprinting static files is not what the tests look at.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
# It asks the database once a minute, in whichever test that falls (tests/test_scheduling.py has it).
MIDDLEWARE = [name for name in MIDDLEWARE if name != "articles.scheduling.punctual"]
