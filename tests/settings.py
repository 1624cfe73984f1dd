"""The site's settings as the tests run them: nothing outside the test's own folders is touched."""

import os
import tempfile

_folder = tempfile.TemporaryDirectory(prefix="newsroom-tests-")  # goes with the process
os.environ["DATA_DIR"] = _folder.name
os.environ["SECRET_KEY"] = "tests-only-" + "0" * 50
os.environ["SITE_URL"] = "http://testserver"

from newsroom.settings import *  # noqa: E402, F403
from newsroom.settings import STORAGES  # noqa: E402

# Hashing passwords slowly and fingerprinting static files is not what the tests look at.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
