"""Letters that a reader may write to the editors: links that open the reader's own mail."""

from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _

from articles.models import Post
from articles.picturing import absolute


def mail_to(subject: str, *lines: str) -> str:
    """Return the link to a letter to CONTACT_EMAIL (RFC 6068), or an empty string where that is empty.

    :param lines: what the letter begins with.
    """
    if not settings.CONTACT_EMAIL:
        return ""
    body = "".join(f"{line}\r\n" for line in lines)  # RFC 6068 §5
    address = quote(settings.CONTACT_EMAIL, safe="@")
    return f"mailto:{address}?subject={quote(subject)}" + (f"&body={quote(body)}" if body else "")


def letters_of(post: Post) -> dict[str, str]:
    """Return the links by which a reader may write of a post; empty ones where nobody may.

    :returns: `report` a fault or ask for removal; `letter` to the editors, where the post takes letters.
    """
    here = absolute(post.get_absolute_url())
    lines = [line for line in (post.title, here, post.source_url) if line]
    return {
        "report": mail_to(_("Report: %(title)s") % {"title": post.title}, *lines, ""),
        "letter": mail_to(post.title, here, "") if post.allow_comments else "",
    }
