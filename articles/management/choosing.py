"""Which posts a command means: outlets, tags, days, statuses and words on the command line, to posts."""

from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from articles import search
from articles.asking import asked_for, spellings
from articles.models import Post, Source, Tag
from articles.search.query import Days, days


def add_choice(parser: CommandParser) -> None:
    """Add the options that choose posts; without any of them all are meant."""
    parser.add_argument("--source", action="append", default=[], help="an outlet; may be repeated")
    parser.add_argument(
        "--tag", action="append", default=[], help="a tag; of several each is asked"
    )
    parser.add_argument("--from", dest="since", metavar="DAY", help="2026, 2026-11 or 2026-11-25")
    parser.add_argument("--to", dest="until", metavar="DAY", help="the last day, month or year")
    parser.add_argument("--status", action="append", choices=Post.Status.values, help="repeatable")
    parser.add_argument("--query", help="words and filters as readers type them")


def chosen(given: Mapping[str, Any]) -> QuerySet[Post]:
    """Return the posts that options of `add_choice` mean.

    :raises CommandError: one of them names nothing that there is (2, as for every usage).
    """
    posts = Post.objects.all()
    if given["source"]:
        posts = posts.filter(source__in=[_named(Source, name) for name in given["source"]])
    for name in given["tag"]:
        posts = posts.filter(post_tags__tag=_named(Tag, name))
    if given["since"]:
        posts = posts.filter(day__gte=_days(given["since"]).first)
    if given["until"]:
        posts = posts.filter(day__lt=_days(given["until"]).end)
    if given["status"]:
        posts = posts.filter(status__in=given["status"])
    return posts.filter(pk__in=_found(given["query"])) if given["query"] is not None else posts


def _named(model: type[Source] | type[Tag], name: str) -> int:
    """Return the primary key of the outlet or tag of a name, in either script, or of a slug."""
    rows: Any = model.objects
    row = rows.filter(Q(key__in=spellings(name)) | Q(slug=name)).first()
    if row is None:
        raise CommandError(f"there is no {model._meta.model_name} {name!r}", returncode=2)
    return int(row.pk)


def _days(text: str) -> Days:
    found = days(text)
    if found is None:
        raise CommandError(f"{text!r} is no day, month or year", returncode=2)
    return found


def _found(text: str) -> RawSQL:
    """Return the posts that a search finds, readers or not."""
    asked = asked_for(text, public_only=False)
    problems = [str(problem) for problem in asked.problems]
    if asked.search.is_empty or problems:
        raise CommandError("\n".join(problems) or "the query asks for nothing", returncode=2)
    sql, values = search.hits_in_sql(asked.search)
    return RawSQL(sql, values)  # noqa: S611  (SQL of our own)
