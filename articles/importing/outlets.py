"""The cleaning rules that ship for known outlets, from the data file beside this module. Pure."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from articles.markup.rules import KINDS, Rules
from articles.names import name_key

FILE = Path(__file__).with_name("outlets.toml")


def shipped(key: str) -> Mapping[str, str]:
    """Return the rules that ship for an outlet, as lines of text by the names of KINDS.

    :param key: the key of its name (`articles.names.name_key`).
    """
    return _texts().get(key, {})


@cache
def shipped_rules() -> Mapping[str, Rules]:
    """Return the rules that ship, by the key of the outlet's name."""
    return {key: Rules.of(texts) for key, texts in _texts().items()}


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    rows = tomllib.loads(FILE.read_text("utf-8"))["outlets"]
    return {
        name_key(name): {kind: rules.get(kind, "").strip() for kind in KINDS}
        for name, rules in rows.items()
    }
