"""What all lists of the desk share: they answer at 150,000 rows as they do at 150."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.models import Image

MOST_COUNTED = 10_000
# An action changes rows one by one in one transaction: 500 posts take some ten seconds.
MOST_AT_ONCE = 500


class BoundedPaginator(Paginator):
    """Counts no further than MOST_COUNTED rows.

    `show_full_result_count = False` alone still counts the filtered list, which is the whole table
    where nothing is filtered: half a second at 150,000 posts, on every page. Nobody turns to page
    101 of a list; they filter or search.
    """

    @cached_property
    def count(self) -> int:
        """The number of rows, or MOST_COUNTED where there are more."""
        rows: Any = self.object_list
        return int(rows.order_by()[:MOST_COUNTED].count())


class BoundedAdmin(admin.ModelAdmin):
    """Rows of which there may be very many: no page, action or deletion grows with the table."""

    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # they count the table once for each choice of each filter
    list_per_page = 50
    list_max_show_all = 0

    def response_action(  # type: ignore[override]  # the stubs are of a newer Django
        self, request: HttpRequest, queryset: Any
    ) -> HttpResponse | None:
        """Run an action on the rows that were chosen, unless they are too many to be meant.

        :param queryset: all rows of the filtered list; Django keeps those with a mark of them,
            where the editor has not chosen them across all pages.
        """
        across = request.POST.get("select_across", "0") not in {"", "0"}
        if across and queryset.order_by()[: MOST_AT_ONCE + 1].count() > MOST_AT_ONCE:
            message = _("At most %d rows can be changed at once. Filter the list further.")
            self.message_user(request, message % MOST_AT_ONCE, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        return super().response_action(request, queryset)

    def get_deleted_objects(
        self, objs: Iterable[Any], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Return what a deletion takes, by name.

        Django's own lists whatever hangs on each row, which loads it: every original of a post, and
        a line for each of the 25,000 posts of a tag.
        """
        names = [str(row) for row in objs]
        needed = set() if self.has_delete_permission(request) else {str(self.opts.verbose_name)}
        return names, {str(self.opts.verbose_name_plural): len(names)}, needed, []


def thumbnail(image: Image | None, height: int) -> str:
    """Return a small picture for a list: the one that is kept here, else the outlet's.

    :param height: in pixels.
    """
    if image is None:
        return ""
    if image.file:
        return format_html(
            '<img src="{}" alt="" height="{}" loading="lazy">', image.file.url, height
        )
    if settings.HOTLINK_IMAGES and image.url.startswith(("https://", "http://")):
        return format_html(
            '<img src="{}" alt="" height="{}" loading="lazy" referrerpolicy="no-referrer">',
            image.url,
            height,
        )
    return ""
