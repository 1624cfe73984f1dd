"""Tags as an editor types them: names with commas between, of any keyboard."""

import re
from typing import Any

from django import forms

from articles.models import PostTag, Tag, name_key

_COMMA = re.compile("[,，、;；\n]")


class TagsField(forms.CharField):
    """Names with commas between them; a name may hold spaces.

    taggit's own field splits a text without commas at its spaces, and knows no full-width comma.
    """

    def prepare_value(self, value: Any) -> Any:
        """Return what the input shows: names for tags, a text as it is."""
        if isinstance(value, str) or value is None:
            return value
        return ", ".join(_name(tag) for tag in value)

    def clean(self, value: Any) -> list[str]:
        """Return the names; one that exists in another spelling comes as it is spelt there."""
        text = super().clean(value)
        names = dict.fromkeys(filter(None, (name.strip() for name in _COMMA.split(text))))
        keys = {name_key(name): name for name in reversed(names)}
        if any(len(name) > 100 for name in names):
            raise forms.ValidationError("标签最长 100 个字。")
        known = dict(Tag.objects.filter(key__in=keys).values_list("key", "name"))
        return [known.get(key, name) for key, name in reversed(keys.items())]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether the names differ from those of the post."""
        before = {name_key(_name(tag)) for tag in initial or ()}
        return before != {name_key(name) for name in self.clean(data)}


def _name(tag: Any) -> str:
    return tag.tag.name if isinstance(tag, PostTag) else str(getattr(tag, "name", tag))
