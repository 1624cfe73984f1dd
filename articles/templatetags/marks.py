"""`{% mark outlet %}`: the mark of an outlet, beside its name."""

from django import template

from articles.marks import Mark, mark_of
from articles.models import Source

register = template.Library()


@register.inclusion_tag("parts/mark.html")
def mark(source: Source) -> dict[str, Mark]:
    """Draw the mark of an outlet; a screen reader is not told of it."""
    return {"mark": mark_of(source.name)}
