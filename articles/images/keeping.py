"""Pictures kept by what they hold: the same bytes once, and never half of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.storage import default_storage

if TYPE_CHECKING:
    from django.core.files import File


def is_kept(name: str, size: int) -> bool:
    """Return whether a picture is kept whole; half of one, of a write that was stopped, goes.

    :param name: where it is kept, made of the hash of its bytes.
    :param size: how many bytes it has.
    """
    if not default_storage.exists(name):
        return False
    if default_storage.size(name) == size:
        return True
    default_storage.delete(name)
    return False


def keep(name: str, file: File[bytes]) -> None:
    """Keep a picture under a name by its content, unless it is there already."""
    if not is_kept(name, file.size):
        default_storage.save(name, file)
