"""Import runs at the desk: what each read, made and refused, and the page that starts one with a file."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from articles.admin.filters import FailedFilter
from articles.admin.lists import BoundedAdmin
from articles.importing import uploads
from articles.importing.summary import OUTCOMES
from articles.models import SILENT_AT_MOST, SOURCE_LENGTH, ImportRun

_SECONDS_BETWEEN = 5  # looks at a run that goes on
# What a list does not show may be long.
_LONG = ("rejections", "warnings", "outlets", "paths", "reason", "report")
_PAPERS = {"report": (uploads.report_of, _("report")), "output": (uploads.output_of, _("output"))}


class UploadForm(forms.Form):
    """A file of posts, and how to import it."""

    file = forms.FileField(
        label=_("file"), help_text=_("A post (.md) or an archive of posts (.zip, .tar.gz).")
    )
    source = forms.CharField(
        label=_("source"),
        max_length=SOURCE_LENGTH,
        required=False,
        help_text=_("The outlet of posts that name none."),
    )
    dry_run = forms.BooleanField(
        label=_("look only"),
        required=False,
        help_text=_("Says what would happen, and writes nothing."),
    )

    def clean_file(self) -> UploadedFile:
        """Refuse what is too large, or of no kind that can be imported."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.IMPORT_MAX_MB * 1024 * 1024:
            raise forms.ValidationError(_("The file is too large."))
        if not (file.name or "").lower().endswith(uploads.NAMES):
            raise forms.ValidationError(_("Choose a post or an archive of posts."))
        return file

    def clean(self) -> dict[str, Any]:
        """Refuse a second import at once."""
        seen = timezone.now() - SILENT_AT_MOST
        if ImportRun.objects.filter(outcome="running", seen_at__gt=seen).exists():
            raise forms.ValidationError(_("An import is running. Wait for its end."))
        return super().clean() or self.cleaned_data


@admin.register(ImportRun)
class ImportRunAdmin(BoundedAdmin):
    """Import runs: read, never written. One is added with a file, never by a form of its fields."""

    list_display = ("__str__", "how", "started_by", "files", *OUTCOMES, "warned")
    list_filter = ("outcome", FailedFilter)
    fields = (
        "how", "reason", "progress", "started_by", "started_at", "finished_at", "given", "papers",
        "posts", "by_outlet", "refused", "warned_of",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportRun]:
        """Return the runs; the list does not load what each rejected."""
        queryset: QuerySet[ImportRun] = super().get_queryset(request)
        match = request.resolver_match
        is_list = match is not None and (match.url_name or "").endswith("_changelist")
        return queryset.defer(*_LONG) if is_list else queryset

    def has_change_permission(self, _request: HttpRequest, _obj: ImportRun | None = None) -> bool:
        """What happened does not change."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: ImportRun | None = None) -> bool:
        """Nor is it forgotten."""
        return False

    # What is shown

    @admin.display(description=_("outcome"), ordering="outcome")
    def how(self, run: ImportRun) -> str:
        """How it ended, or that it goes on, or that it was killed."""
        silent = run.outcome == ImportRun.Outcome.RUNNING and not run.is_running
        outcome = str(ImportRun.Outcome.KILLED.label if silent else run.get_outcome_display())
        return f"{outcome} · {_('looked only')}" if run.dry_run else outcome

    @admin.display(description=_("files"))
    def progress(self, run: ImportRun) -> str:
        """How many files it has read of how many."""
        counts = ", ".join(
            f"{getattr(run, name)} {label}" for name, label in zip(OUTCOMES, _labels(), strict=True)
        )
        return f"{run.files} / {run.total}: {counts}"

    @admin.display(description=_("paths"))
    def given(self, run: ImportRun) -> str:
        """What it was told to read."""
        return ", ".join(run.paths) or "—"

    @admin.display(description=_("report"))
    def papers(self, run: ImportRun) -> str:
        """What it has said of each file: to take where it is kept here, else where it lies."""
        links = [
            (reverse("admin:articles_importrun_paper", args=[run.pk, name]), label)
            for name, (place, label) in _PAPERS.items()
            if place(run).exists()
        ]
        return format_html_join(" · ", '<a href="{}">{}</a>', links) or run.report or "—"

    @admin.display(description=_("posts"))
    def posts(self, run: ImportRun) -> str:
        """The way to the posts that it has made or changed."""
        if run.dry_run or not (run.new or run.changed):
            return "—"
        address = reverse("admin:articles_post_changelist") + f"?run={run.pk}"
        return format_html('<a href="{}">{}</a>', address, run.new + run.changed)

    @admin.display(description=_("by outlet"))
    def by_outlet(self, run: ImportRun) -> str:
        """What it found of each outlet, the largest first."""
        rows = [(name, *(counts.get(key, 0) for key in OUTCOMES)) for name, counts in run.outlets]
        return _table(rows, ["", *_labels()])

    @admin.display(description=_("rejected files"))
    def refused(self, run: ImportRun) -> str:
        """Each file that was rejected, of the thousand that a run keeps: where, and why."""
        return _table((row["path"], row["line"], row["reason"]) for row in run.rejections)

    @admin.display(description=_("warnings"))
    def warned_of(self, run: ImportRun) -> str:
        """Each warning, of the thousand that a run keeps: of which file, and what."""
        return _table((row["path"], row["line"] or "", row["reason"]) for row in run.warnings)

    # Pages of our own

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses of the admin, and those of what a run has said."""
        paper = self.admin_site.admin_view(self.paper)
        name = "articles_importrun_paper"
        return [path("<int:pk>/<slug:name>.txt", paper, name=name), *super().get_urls()]

    def paper(self, request: HttpRequest, pk: int, name: str) -> FileResponse:
        """Give the report of an upload or what its process has said, as text to keep."""
        run = get_object_or_404(ImportRun, pk=pk)
        if not self.has_view_permission(request, run):
            raise PermissionDenied
        place = _PAPERS[name][0](run) if name in _PAPERS else None
        if place is None or not place.exists():
            raise Http404("no such file")
        return FileResponse(
            place.open("rb"), as_attachment=True, filename=f"import-{pk}-{place.name}"
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show a run; one that goes on is asked for again by the browser itself."""
        response: HttpResponse = super().change_view(request, object_id, form_url, extra_context)
        run = (getattr(response, "context_data", None) or {}).get("original")
        if run is not None and run.is_running:
            response["Refresh"] = str(_SECONDS_BETWEEN)
        return response

    def add_view(
        self, request: HttpRequest, _form_url: str = "", _extra_context: Any = None
    ) -> HttpResponse:
        """Ask for a file of posts, keep it and start its import; then show the run."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            try:
                run = uploads.keep(given["file"], str(request.user), dry_run=given["dry_run"])
                uploads.start(run, given["source"])
            except OSError as error:
                self.message_user(request, _("It cannot be started: %s") % error, messages.ERROR)
            else:
                there = reverse("admin:articles_importrun_change", args=[run.pk])
                return HttpResponseRedirect(there)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import posts"),
            "form": form,
            "opts": self.model._meta,
            "limit": settings.IMPORT_MAX_MB,
        }
        return TemplateResponse(request, "admin/articles/importrun/upload.html", context)


def _labels() -> list[str]:
    """Return the words for what became of files."""
    return [str(field.verbose_name) for field in ImportRun._meta.fields if field.name in OUTCOMES]


def _table(rows: Iterable[tuple[Any, ...]], heads: Iterable[Any] = ()) -> str:
    """Return rows as a table, or a dash where there are none."""
    lines = [
        format_html("<tr>{}</tr>", format_html_join("", "<td>{}</td>", ((cell,) for cell in row)))
        for row in rows
    ]
    if not lines:
        return "—"
    head = format_html_join("", "<th>{}</th>", ((name,) for name in heads))
    body = format_html_join("", "{}", ((line,) for line in lines))
    return format_html(
        "<table><tr>{}</tr>{}</table>" if head else "<table>{}{}</table>", head, body
    )
