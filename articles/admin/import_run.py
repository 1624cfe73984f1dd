"""Import runs at the desk: what each read, made and refused."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from articles.admin.lists import BoundedAdmin
from articles.models import ImportRun


@admin.register(ImportRun)
class ImportRunAdmin(BoundedAdmin):
    """Import runs: read, never written."""

    list_display = (
        "__str__", "outcome", "files", "new", "changed", "unchanged", "duplicate", "rejected",
    )  # fmt: skip
    list_filter = ("outcome",)
    fields = (
        "started_at", "finished_at", "outcome", "paths", "files", "new", "changed", "unchanged",
        "duplicate", "rejected", "refused",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportRun]:
        """Return the runs; the list does not load what each rejected."""
        queryset: QuerySet[ImportRun] = super().get_queryset(request)
        return queryset.defer("rejections")

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Runs are made by the command alone."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: ImportRun | None = None) -> bool:
        """What happened does not change."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: ImportRun | None = None) -> bool:
        """Nor is it forgotten."""
        return False

    @admin.display(description=_("rejected files"))
    def refused(self, run: ImportRun) -> str:
        """Each file that was rejected, of the thousand that a run keeps: where, and why."""
        rows = ((row["path"], row["line"], row["reason"]) for row in run.rejections)
        lines = format_html_join("", "<tr><td>{}</td><td>{}</td><td>{}</td></tr>", rows)
        return format_html("<table>{}</table>", lines) if lines else "—"
