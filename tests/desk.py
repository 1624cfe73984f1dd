"""The desk in tests: who sits at it, what lies on it, and forms as a browser would send them."""

import datetime as dt
from io import BytesIO

from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from PIL import Image as Drawing
from selectolax.lexbor import LexborHTMLParser

from articles.models import Post, Source

NOON = dt.datetime(2026, 11, 14, 12, tzinfo=dt.UTC)
POSTS, PICTURES, TAGS, SOURCES, RUNS = (
    f"/admin/articles/{name}/" for name in ("post", "image", "tag", "source", "importrun")
)


def superuser() -> Client:
    """Return the client of somebody who may do everything."""
    return _client(User.objects.create_superuser("mei"))


def staff(*permissions: str) -> Client:
    """Return the client of somebody who may sign in and has these permissions (`view_post`)."""
    user = User.objects.create_user("lin", is_staff=True)
    for name in permissions:
        user.user_permissions.add(
            Permission.objects.get(content_type__app_label="articles", codename=name)
        )
    return _client(user)


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def made(outlet: Source, title: str = "港口停航", **fields: object) -> Post:
    """Return a post as the desk would save it, public where nothing else is said."""
    usual = {"body": "<p>台风将至。</p>", "published_at": NOON, "status": Post.Status.PUBLISHED}
    saved = Post(title=title, source=outlet, **(usual | fields))
    saved.save()
    if (usual | fields)["status"] == Post.Status.PUBLISHED != saved.status:
        # Its date is ahead: public as an import leaves it, so that no test depends on the day it runs.
        Post.objects.filter(pk=saved.pk).update(status=Post.Status.PUBLISHED)
        saved.refresh_from_db()
        saved.relist()
    return saved


def png(colour: str = "navy") -> bytes:
    file = BytesIO()
    Drawing.new("RGB", (40, 30), colour).save(file, "PNG")
    return file.getvalue()


def change(row: object) -> str:
    """Return the address of the form of a row."""
    return f"/admin/articles/{type(row).__name__.lower()}/{row.pk}/change/"  # type: ignore[attr-defined]


def shown_form(client: Client, path: str) -> dict[str, str]:
    """Return what a browser sends back of the form on a page when nothing is touched.

    Textareas come with CRLF, and without the line end that HTML drops at their beginning
    (HTML §4.10.22.4 and §13.2.6.4.7).
    """
    response = client.get(path)
    assert response.status_code == 200, path
    form = LexborHTMLParser(response.content.decode()).css_first('form[id$="_form"]')
    assert form is not None, path
    sent: dict[str, str] = {}
    for node in form.css("input[name], textarea[name], select[name]"):
        name, kind = str(node.attributes["name"]), node.attributes.get("type")
        if kind in {"submit", "file"} or (kind == "checkbox" and "checked" not in node.attributes):
            continue
        if node.tag == "textarea":
            sent[name] = (node.text() or "").replace("\r\n", "\n").replace("\n", "\r\n")
        elif node.tag == "select":
            option = node.css_first("option[selected]") or node.css_first("option")
            sent[name] = (option.attributes.get("value") or "") if option else ""
        else:
            value = node.attributes.get("value")
            sent[name] = (value or "") if kind != "checkbox" else (value or "on")
    return sent


def save(client: Client, path: str, **changes: object) -> str:
    """Change fields of the form on a page, save it, and return what the form said against it."""
    response = client.post(path, shown_form(client, path) | changes)
    if response.status_code == 302:
        return ""
    assert response.status_code == 200, path
    errors = response.context["errors"]
    assert errors
    return " ".join(str(message) for messages in errors for message in messages)


def act(client: Client, path: str, action: str, *rows: object, **fields: object) -> object:
    """Run an action of a list on some rows."""
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}  # type: ignore[attr-defined]
    return client.post(path, chosen | fields, follow=True)


def in_role(name: str, username: str = "") -> User:
    """Return somebody of a role. Its group is of a migration, which a flush of the database takes away."""
    from articles.admin.roles import ROLES

    group, _ = Group.objects.get_or_create(name=name)
    for label in ROLES[name]:
        app, _, codename = label.partition(".")
        group.permissions.add(
            Permission.objects.get(content_type__app_label=app, codename=codename)
        )
    user = User.objects.create_user(username or name.lower(), is_staff=True)
    user.groups.add(group)
    return user


def client_of(user: User) -> Client:
    """Return the client of an account."""
    return _client(user)
