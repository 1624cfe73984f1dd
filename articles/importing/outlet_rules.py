"""Which cleaning rules hold today: those of an outlet's row, which editors change, else those that ship."""

from collections.abc import Mapping

from articles.importing.outlets import shipped_rules
from articles.markup.rules import Rules
from articles.models import Source


def rules_by_outlet() -> Mapping[str, Rules]:
    """Return the rules of all outlets that have any, by the key of the outlet's name."""
    rows = {source.key: source.rules for source in Source.objects.all()}
    return {key: rules for key, rules in ({**shipped_rules(), **rows}).items() if rules != Rules()}
