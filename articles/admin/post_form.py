"""The form of a post: what it takes, and what it must never change by being opened and saved."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.addresses import normalise
from articles.admin.body_field import BodyWidget
from articles.admin.conflicts import Conflict, conflict, version_of
from articles.admin.tags_field import TagsField
from articles.models import Post, PostTag, Tag


class TextField(forms.CharField):
    """A text that is changed where an editor changes it, not where a browser or a form does.

    Browsers send every line end as CRLF (HTML §4.10.22.4), and Django trims the ends.
    """

    def to_python(self, value: Any) -> Any:
        """Return the text as it is kept, with plain line ends."""
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether the words differ."""
        return super().has_changed(self.to_python(initial), self.to_python(data))


class MomentWidget(AdminSplitDateTime):
    """Date and time to the second: in Chinese, Django's own ends at the minute and loses the rest."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        date, time = self.widgets
        date.format, time.format = "%Y-%m-%d", "%H:%M:%S"
        # Django's own template writes these words beside the inputs and not as their labels.
        date.attrs["aria-label"], time.attrs["aria-label"] = _("Date"), _("Time")


class PostForm(forms.ModelForm):
    """The form of a post; tags are split at commas alone."""

    tags = TagsField(label=_("tags"), required=False, help_text=_("Separate them by commas."))
    # The state of the post that the form was opened with.
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    conflict: Conflict | None = None

    class Meta:
        model = Post
        fields = "__all__"
        field_classes = dict.fromkeys(
            ("title", "summary", "byline", "source_url", "withdrawal_note", "body"), TextField
        )
        widgets = {
            "title": forms.TextInput(attrs={"size": 80}),
            # Not URLInput: browsers would refuse to send a form whose imported address they dislike.
            "source_url": forms.TextInput(attrs={"size": 80, "inputmode": "url"}),
            "byline": forms.TextInput(attrs={"size": 40}),
            "summary": forms.Textarea(attrs={"rows": 3, "cols": 80}),
            "published_at": MomentWidget,
            "withdrawal_note": forms.Textarea(attrs={"rows": 2, "cols": 80}),
            "body": BodyWidget(attrs={"rows": 28, "cols": 100}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound and self.instance.pk:
            moment = self.instance.updated_at  # of the present row, beside an old revision too
            self.initial["version"] = moment.isoformat() if moment else ""
            # What was typed the last time and not saved, where it is taken up again.
            self.initial.update(getattr(self.instance, "unsaved", {}))

    def clean(self) -> dict[str, Any]:
        """Give a post that is published without a date the present one; ask why it is withdrawn."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        opened = cleaned.pop("version", "")
        self._restore(cleaned)
        status = cleaned.get("status")
        if status == Post.Status.PUBLISHED and "published_at" in cleaned:
            cleaned["published_at"] = cleaned["published_at"] or timezone.now()
        if status == Post.Status.SCHEDULED and not cleaned.get("published_at"):
            self.add_error("published_at", _("Say when it is to be published."))
        if status == Post.Status.WITHDRAWN and not cleaned.get("withdrawal_note"):
            self.add_error("withdrawal_note", _("Say why: readers of the old address see it."))
        address = cleaned.get("source_url")
        if address and "source_url" in self.changed_data and not normalise(address):
            self.add_error("source_url", _("Give a whole address, from https:// on."))
        self._refuse_over_others(opened, cleaned)
        return cleaned

    def _refuse_over_others(self, opened: str, cleaned: dict[str, Any]) -> None:
        """Refuse to save over what somebody else saved meanwhile; who has seen it may save again."""
        now = version_of(self.instance) if opened else ""
        if opened == now or not self.instance.pk:
            return
        self.conflict = conflict(self.instance, cleaned)
        if self.conflict:
            message = _("The post was saved by somebody else while you had it open.")
            self.add_error(None, forms.ValidationError(message, code="conflict"))
            self.data = {**self.data.dict(), "version": now}  # type: ignore[attr-defined]  # a QueryDict

    def _restore(self, cleaned: dict[str, Any]) -> None:
        """Put what the editor did not change back as it was, to the last space and microsecond."""
        if self.instance.pk:
            for name in cleaned.keys() - set(self.changed_data) - {"tags"}:
                cleaned[name] = getattr(self.instance, name)

    def _save_m2m(self) -> None:
        """Save the tags; those that were taken away are counted anew too."""
        if "tags" not in self.changed_data:
            return
        rows = PostTag.objects.filter(content_object=self.instance)
        before = list(rows.values_list("tag", flat=True))
        super()._save_m2m()  # type: ignore[misc]  # Django's own, without a type
        Tag.objects.filter(pk__in=[*before, *rows.values_list("tag", flat=True)]).recount()
