"""Tags as an editor types them: names with commas between, of any keyboard."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.models import TAG_LENGTH, PostTag, Tag
from articles.names import name_key

_COMMAS = ",，、;；\n"
# Between two of them, a name; one that holds a comma itself stands in quotes.
_NAME = re.compile(rf'\s*"([^"]+)"\s*(?=[{_COMMAS}]|$)|([^{_COMMAS}]+)')


class TagsField(forms.CharField):
    """Names with commas between them; a name may hold spaces.

    taggit's own field splits a text without commas at its spaces, and knows no full-width comma.
    """

    def prepare_value(self, value: Any) -> Any:
        """Return what the input shows: names for tags, a text as it is."""
        if isinstance(value, str) or value is None:
            return value
        return ", ".join(map(_shown, value))

    def clean(self, value: Any) -> list[str]:
        """Return the names; one that exists in another spelling comes as it is spelt there."""
        names = _names(super().clean(value))
        if any(len(text) > TAG_LENGTH for pair in names.items() for text in pair):
            message = _("A tag has at most %(length)d characters.")
            raise forms.ValidationError(message, params={"length": TAG_LENGTH})
        known = dict(Tag.objects.filter(key__in=names).values_list("key", "name"))
        return [known.get(key, name) for key, name in names.items()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether the names differ from those of the post."""
        before = self.prepare_value(initial) or ""
        return _names(before).keys() != _names(self.to_python(data) or "").keys()


def _names(text: str) -> dict[str, str]:
    """Return the names in a text, in its order, by the key that tells spellings apart."""
    names: dict[str, str] = {}
    for quoted, plain in _NAME.findall(text):
        name = (quoted or plain).strip()
        if name_key(name):
            names.setdefault(name_key(name), name)
    return names


def _shown(tag: Any) -> str:
    """Return the name of a tag, in quotes where it would be taken for two."""
    name = tag.tag.name if isinstance(tag, PostTag) else str(getattr(tag, "name", tag))
    return f'"{name}"' if re.search(f"[{_COMMAS}]", name) else name
