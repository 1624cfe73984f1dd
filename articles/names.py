"""Names of outlets and tags: when two spellings are one, and how much of a name a column holds. Pure."""

import unicodedata


def name_key(name: str) -> str:
    """Return the form of a name by which two spellings are one (NFKC, trimmed, case-folded)."""
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()


def fitting_name(name: str, length: int) -> str:
    """Return as much of a name as a column of `length` characters holds, and its key too.

    NFKC makes up to 18 characters of one.
    """
    name = name.strip()[:length]
    while len(name_key(name)) > length:
        name = name[:-1]
    return name.strip()
