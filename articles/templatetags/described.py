"""What stands in the head of a page for machines: `{% describe_post post tags %}` and its kin."""

from collections.abc import Callable
from functools import wraps

from django.template import Library

from articles import describing
from articles.describing import Description

register = Library()

_KINDS: tuple[Callable[..., Description], ...] = (
    describing.home,
    describing.post,
    describing.changes,
    describing.sources,
    describing.source,
    describing.tags,
    describing.tag,
    describing.year,
    describing.month,
    describing.day,
    describing.author,
    describing.authors,
    describing.found,
)


def _context(describe: Callable[..., Description]) -> Callable[..., dict[str, object]]:
    """Return a function with the parameters of `describe` that gives a template what it says."""

    @wraps(describe)
    def context(*args: object) -> dict[str, object]:
        return {"described": describe(*args)}

    return context


for _kind in _KINDS:
    register.inclusion_tag("parts/description.html", name=f"describe_{_kind.__name__}")(
        _context(_kind)
    )
