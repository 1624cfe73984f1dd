"""What commands take on the command line: texts to values, or the words that say what is wrong."""

from argparse import ArgumentTypeError
from pathlib import Path


def path(text: str) -> Path:
    """Return a path; an empty one, such as of a variable that is not set, is none."""
    if not text:
        raise ArgumentTypeError("the path is empty")
    return Path(text)


def positive(text: str) -> int:
    """Return a whole number of 1 or more."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is not a whole number of 1 or more")
    return int(text)
