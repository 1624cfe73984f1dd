"""The rows of the index that a search means, as the end of a SELECT."""

from typing import Any

# Best first weighs the newest hits with the words in the title, then the newest others, up to this number in all:
# of fewer hits the order is exact. 60,000 would take 53 ms on SQLite and 350 on PostgreSQL.
MOST_WEIGHED = 2_000


class Hits:
    """What stands behind FROM, and what must be true of a row.

    :ivar tables: `d` is the table of posts.
    :ivar place: the column of places, by whose order the database walks the hits.
    :ivar conditions: all but that of the words.
    """

    def __init__(self, tables: str, place: str, matches: str = "", match: str = "") -> None:
        self.tables, self.place = tables, place
        self.conditions: list[str] = []
        self._matches = [matches] if matches else []
        self._values: list[Any] = []
        self._match = [match] if matches else []

    def demand(self, condition: str, *values: Any) -> None:
        """Add a condition, with the values of its placeholders."""
        self.conditions.append(condition)
        self._values += values

    @property
    def sql(self) -> str:
        """The end of the SELECT."""
        return (
            f"FROM {self.tables} WHERE {' AND '.join([*self._matches, *self.conditions]) or 'TRUE'}"
        )

    @property
    def values(self) -> list[Any]:
        """The values of its placeholders."""
        return self._match + self._values

    @property
    def passing(self) -> tuple[str, list[Any]]:
        """The conditions without that of the words, each behind an AND, and their values."""
        return "".join(f" AND {condition}" for condition in self.conditions), self._values
