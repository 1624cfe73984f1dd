"""The site's secret key: from the environment, or made once and kept in DATA_DIR."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

KEY_FILE = "secret-key"


def read_or_make_key(folder: Path, *, may_make: bool) -> str:
    """Return the key kept in `folder`, making it first where that is allowed.

    :param folder: DATA_DIR.
    :param may_make: whether a missing key may be made (DEBUG, or `make run`'s MAKE_SECRET_KEY).
    :raises ImproperlyConfigured: there is no key and none may be made. A server that made its own
        at each start would sign everyone out, and two servers would not trust one another.
    """
    path = folder / KEY_FILE
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        if not may_make:
            raise ImproperlyConfigured(
                "SECRET_KEY is not set. Set it in the environment to 50 random characters, "
                f"or run `make run` once, which keeps one in {path}."
            ) from None
    folder.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(50)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process made it in this moment: both must use that one
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key)
    return key
