"""The identities of posts whose address has escapes or characters beyond ASCII, in their new form.

An address and its escaped spelling are one since RFC 3986 §6.2.2 is followed. Without this a changed file
of such a post would make a second one.
"""

import re
from urllib.parse import parse_qsl, quote, urlencode

from django.db import migrations

from articles.addresses import (
    DEFAULT_PORTS,
    digest,
    host_of,
    post_key,
    split_address,
)

# As they were when the keys were made.
_TRACKING = frozenset(
    {"fbclid", "gclid", "dclid", "msclkid", "mc_cid", "mc_eid", "igshid", "yclid", "_ga"}
)
_TRACKING_PREFIXES = ("utm_", "at_", "pk_")
_SPACES = re.compile(r"[\s\x00-\x1f\x7f]")
_BATCH = 1000


def earlier_key(address):
    """Return the key that an address had, or None where it is no address."""
    parts = split_address(address)
    if parts is None:
        return None
    port = f":{parts.port}" if parts.port not in (None, *DEFAULT_PORTS.values()) else ""
    path = _SPACES.sub(lambda space: quote(space[0]), parts.path)
    path = re.sub(r"/{2,}", "/", path).rstrip("/") or "/"
    query = urlencode(
        [
            (name, value)
            for name, value in parse_qsl(parts.query, keep_blank_values=True)
            if name not in _TRACKING and not name.startswith(_TRACKING_PREFIXES)
        ]
    )
    return digest(f"https://{host_of(address)}{port}{path}" + (f"?{query}" if query else ""))


def _rekey(posts, key_before, key_after):
    """Give each post whose key is that of its address before the key after, where that is free."""
    changed = []
    for post in posts.only("source_url", "key").exclude(source_url="").iterator(chunk_size=_BATCH):
        key = key_after(post.source_url)
        if post.key == key_before(post.source_url) and key not in {post.key, None}:
            post.key = key
            changed.append(post)
    taken = set()
    for start in range(0, len(changed), _BATCH):
        keys = [post.key for post in changed[start : start + _BATCH]]
        taken.update(posts.filter(key__in=keys).values_list("key", flat=True))
    free = {post.key: post for post in changed if post.key not in taken}
    posts.bulk_update(list(free.values()), ["key"], batch_size=_BATCH)


def forwards(apps, schema_editor):
    posts = apps.get_model("articles", "Post").objects.using(schema_editor.connection.alias)
    _rekey(posts, earlier_key, post_key)


def backwards(apps, schema_editor):
    posts = apps.get_model("articles", "Post").objects.using(schema_editor.connection.alias)
    _rekey(posts, post_key, earlier_key)


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_import_runs")]
    operations = [migrations.RunPython(forwards, backwards)]
