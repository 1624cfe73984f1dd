"""Who may do what at the desk: every address and every action, tried by everyone."""

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, reverse

from articles.admin.roles import ADMINISTRATOR, EDITOR, ROLES, WRITER
from articles.models import Image, ImportRun, Original, Post, Source, Tag
from tests.archive import post, run, write
from tests.desk import POSTS, change, client_of, in_role, made, save, shown_form

pytestmark = [pytest.mark.django_db, pytest.mark.database]

# Nobody signed in, a reader's account, one of the desk without a role, and the three roles.
VISITORS = ("anonymous", "reader", "nobody", WRITER, EDITOR, ADMINISTRATOR)
NONE, EVERYONE = "", "nobody Writer Editor Administrator"
WRITERS, EDITORS, ADMINISTRATORS = (
    "Writer Editor Administrator",
    "Editor Administrator",
    "Administrator",
)


def model(name: str, see: str, add: str, alter: str, delete: str, **others: Any) -> dict[str, Any]:
    """Return the rows of a model's usual pages."""
    return {
        f"{name}_changelist": (see, None),
        f"{name}_add": (add, add),
        f"{name}_history": (see, None),
        f"{name}_change": (see, alter),
        f"{name}_delete": (delete, delete),
    } | {f"{name}_{page}": row for page, row in others.items()}


# Name of an address -> who may look, and who may send its form; None where there is no form. A post is another's.
ROWS: dict[str, tuple[str, str | None]] = {
    "index": (EVERYONE, None),
    "login": ("anonymous reader", None),  # whoever is in is led on
    "logout": (NONE, EVERYONE),
    "password_change": (EVERYONE, EVERYONE),
    "password_change_done": (EVERYONE, None),
    "autocomplete": (WRITERS, None),  # of outlets, in the form of a post
    "jsi18n": (EVERYONE, None),  # words of widgets
    "view_on_site": (EVERYONE, None),  # leads to a page that decides by itself
    "app_list": (ADMINISTRATORS, None),  # of accounts
    **model("auth_group", NONE, NONE, NONE, NONE),
    **model("axes_accessattempt", NONE, NONE, NONE, NONE),
    **model("axes_accesslog", NONE, NONE, NONE, NONE),
    **model("axes_accessfailurelog", NONE, NONE, NONE, NONE),
    **model(
        "auth_user", ADMINISTRATORS, ADMINISTRATORS, ADMINISTRATORS, ADMINISTRATORS,
        password_change=(ADMINISTRATORS, ADMINISTRATORS),
    ),
    **model(
        "articles_importrun", ADMINISTRATORS, ADMINISTRATORS, NONE, NONE,
        paper=(ADMINISTRATORS, None),
    ),
    **model(
        "articles_post", EDITORS, WRITERS, EDITORS, EDITORS,
        preview=(EDITORS, None), original=(EDITORS, None), newer=(EDITORS, EDITORS),
        review=(EDITORS, EDITORS), simple_history=(EDITORS, EDITORS), queue=(WRITERS, None),
        clean=(NONE, WRITERS), pictures=(WRITERS, WRITERS),
        notes=(NONE, EDITORS), forget=(NONE, EDITORS), live=(NONE, EDITORS),
    ),
    **model(
        "articles_source", WRITERS, ADMINISTRATORS, ADMINISTRATORS, ADMINISTRATORS,
        rules=(ADMINISTRATORS, ADMINISTRATORS),
    ),
    **model("articles_image", WRITERS, WRITERS, EDITORS, EDITORS),
    **model("articles_tag", EDITORS, EDITORS, EDITORS, EDITORS),
    "articles_post_changelist": (WRITERS, None),  # a writer finds their own there
}  # fmt: skip
# Model and name of an action -> who may run it on rows that are not theirs.
ACTIONS = {
    "post publish": EDITORS,
    "post send_to_review": EDITORS,
    "post withdraw": EDITORS,
    "post export": EDITORS,
    "post delete_selected": EDITORS,
    "tag merge": EDITORS,
    "tag delete_selected": EDITORS,
    "image delete_selected": EDITORS,
    "group delete_selected": NONE,
    "accessattempt delete_selected": NONE,
    "accessattempt cleanup_expired_attempts": NONE,
    "accesslog delete_selected": NONE,
    "accessfailurelog delete_selected": NONE,
}


def patterns() -> Iterator[URLPattern]:
    """Give the patterns of the desk that have a name; the others only lead to these."""
    todo = list(admin.site.get_urls())
    while todo:
        pattern = todo.pop()
        if not isinstance(pattern, URLPattern):
            todo += pattern.url_patterns
        elif pattern.name:
            yield pattern


def actions() -> Iterator[tuple[str, str]]:
    """Give the model and the name of every action; deleting is one of all lists that do not take it out."""
    request = type("Request", (), {"user": User(is_superuser=True), "GET": {}})()
    for of, desk in admin.site._registry.items():
        for name in desk.get_actions(request):  # type: ignore[arg-type]
            yield str(of._meta.model_name), name


@pytest.fixture
def held(outlet: Source, tmp_path: Path) -> dict[str, Any]:
    """A row of everything; the post is imported, and another's draft waits for review."""
    from axes.models import AccessAttempt, AccessFailureLog, AccessLog

    from articles.importing import uploads

    run(write(tmp_path / "in", {"2026-11-14-a.md": post()}))
    imported = Post.objects.get()
    client_of(User.objects.create_superuser("chief")).post(
        POSTS, {"action": "send_to_review", "_selected_action": [imported.pk]}
    )
    importrun = ImportRun.objects.get()
    place = uploads.report_of(importrun)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("x")
    return {
        "post": imported,
        "source": Source.objects.create(name="别家"),
        "image": Image.objects.create(url="https://a.example/1.png"),
        "tag": Tag.objects.create(name="无人用"),
        "importrun": importrun,
        "group": Group.objects.create(name="others"),
        "user": User.objects.create_user("plain", is_staff=True),
        "accessattempt": AccessAttempt.objects.create(username="x", failures_since_start=1),
        "accesslog": AccessLog.objects.create(username="x"),
        "accessfailurelog": AccessFailureLog.objects.create(username="x"),
    }  # fmt: skip


@pytest.fixture(params=VISITORS)
def visitor(request: pytest.FixtureRequest, held: dict[str, Any]) -> tuple[str, Client]:
    """Everyone, one after the other."""
    name = request.param
    if name == "anonymous":
        return name, Client()
    if name in ROLES:
        return name, client_of(in_role(name))
    return name, client_of(User.objects.create_user(name, is_staff=name == "nobody"))


def address(pattern: URLPattern, held: dict[str, Any]) -> str:
    """Return the address of a row; of what has no row of its own, one that is there."""
    name = str(pattern.name)
    row = next((held[key] for key in held if f"_{key}_" in name), held["post"])
    if name == "articles_post_simple_history":
        args: list[Any] = [row.pk, row.history.last().pk]
    elif name == "articles_post_original":
        args = [Original.objects.get().pk]
    elif name == "articles_importrun_paper":
        args = [row.pk, "report"]
    elif name == "view_on_site":
        from django.contrib.contenttypes.models import ContentType

        args = [ContentType.objects.get_for_model(Post).pk, row.pk]
    elif name == "app_list":
        args = ["auth"]
    else:
        args = [row.pk] if "<" in str(pattern.pattern) else []
    path = reverse(f"admin:{name}", args=args)
    if name == "autocomplete":
        path += "?app_label=articles&model_name=post&field_name=source"
    return path


def refused(response: Any) -> bool:
    """Return whether an answer shows and does nothing: no, sign in first, or there is no such thing."""
    there = response.headers.get("Location", "")
    return (
        response.status_code in {403, 404, 405}
        or there.startswith("/admin/login/")
        or there == "/admin/"
    )


def tried(ask: Callable[[], Any]) -> bool:
    """Return whether something was let through, and undo it."""
    with transaction.atomic():
        was_refused = refused(ask())
        transaction.set_rollback(True)
    return not was_refused


def test_every_address_and_every_action_has_a_row() -> None:
    assert {str(pattern.name) for pattern in patterns()} == ROWS.keys()
    assert {" ".join(action) for action in actions()} == ACTIONS.keys()


def test_addresses_are_for_those_of_their_rows(
    visitor: tuple[str, Client], held: dict[str, Any]
) -> None:
    name, client = visitor
    sent = {
        "post": "yes",
        "step": "say",
        "words": "好",
        "choice": "keep",
        "title": "x",
        "name": "x",
    }
    wrong = []
    for pattern in patterns():
        path, (see, send) = address(pattern, held), ROWS[str(pattern.name)]
        ways: list[tuple[str, str | None, Callable[[], Any]]] = [
            ("GET", see, lambda path=path: client.get(path)),
            ("POST", send, lambda path=path: client.post(path, sent)),
        ]
        for method, may, ask in ways:
            if may is None:
                continue
            let_through = tried(ask)
            if let_through != (name in may.split()):
                wrong.append((method, pattern.name, "let through" if let_through else "refused"))
        if pattern.name == "logout" and name != "anonymous":
            client.force_login(User.objects.get(username=name.lower()))
    assert wrong == []


def test_actions_are_for_those_of_their_rows(
    visitor: tuple[str, Client], held: dict[str, Any]
) -> None:
    name, client = visitor
    wrong = []
    for of, action in actions():
        row = held[of]
        path = reverse(f"admin:{row._meta.app_label}_{of}_changelist")
        fields = {"action": action, "_selected_action": [row.pk], "post": "yes", "reason": "法院"}
        if of == "post" and action == "delete_selected":
            Original.objects.all().delete()  # what came from the archive is protected from everyone
        if action == "send_to_review":
            Post.objects.update(status="draft")
        with transaction.atomic():
            before = standing(held)
            response = client.post(path, fields)
            asks = getattr(response, "template_name", "") == "admin/articles/tag/merge.html"
            gives = response.streaming and b"_posts/" in b"".join(response.streaming_content)
            did = standing(held) != before or gives or asks
            transaction.set_rollback(True)
        if did != (name in ACTIONS[f"{of} {action}"].split()):
            wrong.append((of, action, "let through" if did else "refused"))
    assert wrong == []


def standing(held: dict[str, Any]) -> list[object]:
    """Return what an action can change."""
    return [list(type(row)._default_manager.order_by("pk").values()) for row in held.values()]


# A writer's own


@pytest.fixture
def writer(outlet: Source) -> Client:
    """Somebody who writes."""
    return client_of(in_role(WRITER))


@pytest.fixture
def editor(outlet: Source) -> Client:
    """Somebody who edits."""
    return client_of(in_role(EDITOR))


def begun(writer: Client, **fields: object) -> Post:
    """Return the draft that a writer has begun."""
    usual = {"title": "港口的夜", "body": "<p>灯。</p>", "source": Source.objects.get().pk}
    assert save(writer, f"{POSTS}add/", **(usual | fields)) == ""
    return Post.objects.latest("pk")


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return str(response.content.decode())


def test_a_writer_begins_changes_and_sends_a_draft_and_then_only_looks(writer: Client) -> None:
    draft = begun(writer)
    assert draft.status == "draft"
    assert save(writer, change(draft), title="港口的早晨") == ""
    writer.post(f"{POSTS}{draft.pk}/review/", {"step": "send", "words": "请看第二段"})
    draft.refresh_from_db()
    assert (draft.title, draft.status) == ("港口的早晨", "review")
    assert 'name="_save"' not in page(writer, change(draft))
    assert writer.post(change(draft), {"title": "x"}).status_code == 403
    assert writer.post(f"{POSTS}{draft.pk}/review/", {"step": "send"}).status_code == 403


def test_a_writer_sees_own_posts_alone(writer: Client, outlet: Source) -> None:
    own, others = begun(writer), made(outlet, "别人的", status="draft")
    shown = page(writer, POSTS)
    assert own.title in shown
    assert others.title not in shown
    assert "别人的" not in page(writer, f"{POSTS}?q=别人的").replace('value="别人的"', "")
    assert own.title in page(client_of(in_role(EDITOR)), POSTS)


@pytest.mark.parametrize("step", ["publish", "back", "withdraw", ""])
def test_a_writer_decides_nothing_about_an_own_draft(writer: Client, step: str) -> None:
    draft = begun(writer)
    for status in ("draft", "review"):
        Post.objects.filter(pk=draft.pk).update(status=status)
        sent = {"step": step, "words": "x"}
        assert writer.post(f"{POSTS}{draft.pk}/review/", sent).status_code == 403
        writer.post(POSTS, {"action": step, "_selected_action": [draft.pk], "reason": "x"})
        assert Post.objects.get().status == status


def test_a_writer_takes_no_own_post_back_that_is_public(writer: Client) -> None:
    draft = begun(writer)
    Post.objects.update(status="published")
    writer.post(POSTS, {"action": "send_to_review", "_selected_action": [draft.pk]})
    assert Post.objects.get().status == "published"


def test_no_form_of_a_writer_sets_what_editors_decide(writer: Client) -> None:
    forged = {"status": "published", "withdrawal_note": "x", "published_at_0": "2026-11-14"}
    draft = begun(writer, **forged, published_at_1="12:00:00")
    assert (draft.status, draft.withdrawal_note) == ("draft", "")
    sent = shown_form(writer, change(draft)) | forged | {"title": "另一题"}
    assert writer.post(change(draft), sent).status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.status) == ("另一题", "draft")


def test_a_writer_restores_no_published_state(writer: Client, editor: Client) -> None:
    draft = begun(writer)
    for action in ("publish", "send_to_review"):
        editor.post(POSTS, {"action": action, "_selected_action": [draft.pk]})
    published = draft.history.get(status="published")
    old = f"{POSTS}{draft.pk}/history/{published.pk}/"
    assert writer.get(old).status_code == 200
    sent = shown_form(writer, old)
    assert writer.post(old, sent).status_code == 403  # it is in review
    editor.post(f"{POSTS}{draft.pk}/review/", {"step": "back", "words": "再改"})
    sent = shown_form(writer, old)  # the post has been saved since
    assert writer.post(old, sent | {"title": "改"}).status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.status) == ("改", "draft")


def test_whoever_only_looks_restores_nothing(outlet: Source, editor: Client) -> None:
    from tests.desk import staff

    saved = made(outlet)
    assert save(editor, change(saved), title="改了") == ""
    old = f"{POSTS}{saved.pk}/history/{saved.history.last().pk}/"
    sent = shown_form(editor, old)
    assert staff("view_post").post(old, sent).status_code == 403
    assert Post.objects.get().title == "改了"


def test_which_posts_show_a_picture_is_for_those_who_see_them(
    writer: Client, editor: Client, outlet: Source
) -> None:
    secret = made(outlet, "还没发的", status="draft", body='<img src="https://a.example/1.png">')
    image = Image.objects.get()
    assert secret.title in page(editor, change(image))
    assert secret.title not in page(writer, change(image))


# The review


def test_a_draft_goes_to_review_back_with_a_comment_and_is_published(
    writer: Client, editor: Client
) -> None:
    draft = begun(writer)
    review = f"{POSTS}{draft.pk}/review/"
    steps = [
        (writer, "send", "请看", "review"),
        (editor, "say", "在看了", "review"),
        (editor, "back", "第二段缺出处 <b>", "draft"),
        (writer, "send", "补了", "review"),
        (editor, "publish", "", "published"),
    ]
    for client, step, words, status in steps:
        assert client.post(review, {"step": step, "words": words}).status_code == 302
        draft.refresh_from_db()
        assert draft.status == status
    assert draft.published_at is not None
    said = page(writer, review)
    assert [
        said.index(words) for words in ("请看", "在看了", "第二段缺出处 &lt;b&gt;", "补了")
    ] == sorted(said.index(words) for words in ("请看", "在看了", "第二段缺出处 &lt;b&gt;", "补了"))
    rows = draft.history.order_by("history_id").values_list(
        "history_user__username", "status", "history_change_reason"
    )
    assert list(rows) == [
        ("writer", "draft", None),
        ("writer", "review", "请看"),
        ("editor", "review", "在看了"),
        ("editor", "draft", "第二段缺出处 <b>"),
        ("writer", "review", "补了"),
        ("editor", "published", None),
    ]


def test_a_post_is_sent_back_with_words_alone(writer: Client, editor: Client) -> None:
    draft = begun(writer)
    review = f"{POSTS}{draft.pk}/review/"
    writer.post(review, {"step": "send"})
    shown = editor.post(review, {"step": "back", "words": " "})
    assert shown.status_code == 200
    assert "errornote" in shown.content.decode()
    assert Post.objects.get().status == "review"


def test_the_queue_has_those_that_wait_the_longest_first(
    writer: Client, editor: Client, outlet: Source
) -> None:
    first, second = begun(writer, title="先写的"), begun(writer, title="后写的")
    for draft in (second, first):
        writer.post(f"{POSTS}{draft.pk}/review/", {"step": "send", "words": f"{draft.pk} 好了"})
    made(outlet, "没送审", status="draft")
    theirs = made(outlet, "别人送审的", status="review")
    queue = page(editor, f"{POSTS}review/")
    assert queue.index("后写的") < queue.index("先写的")
    assert f"{second.pk} 好了" in queue
    assert theirs.title in queue
    assert "没送审" not in queue
    assert theirs.title not in page(writer, f"{POSTS}review/")


def test_the_list_and_the_form_lead_to_the_review(writer: Client) -> None:
    draft = begun(writer)
    assert f'href="{POSTS}review/"' in page(writer, POSTS)
    assert f'href="{POSTS}{draft.pk}/review/"' in page(writer, change(draft))


def test_the_reason_of_a_withdrawal_is_in_the_history(editor: Client, outlet: Source) -> None:
    saved = made(outlet)
    editor.post(POSTS, {"action": "withdraw", "_selected_action": [saved.pk], "reason": "法院的信"})
    row = saved.history.first()
    assert row is not None
    assert (row.history_user.username, row.history_change_reason) == ("editor", "法院的信")


# Accounts


@pytest.fixture
def administrator(db: None) -> Client:
    """Somebody who gives roles."""
    return client_of(in_role(ADMINISTRATOR))


def accounts(user: User, page: str = "change") -> str:
    return f"/admin/auth/user/{user.pk}/{page}/"


def test_an_administrator_gives_a_role_and_with_it_the_way_in(administrator: Client) -> None:
    new = User.objects.create_user("lin")
    group = Group.objects.get_or_create(name=WRITER)[0]
    assert save(administrator, accounts(new), groups=[group.pk]) == ""
    new.refresh_from_db()
    assert (new.is_staff, [*new.groups.all()]) == (True, [group])
    sent = shown_form(administrator, accounts(new))
    del sent["groups"]
    administrator.post(accounts(new), sent)
    new.refresh_from_db()
    assert not new.is_staff


def test_an_administrator_makes_nobody_mightier(administrator: Client) -> None:
    new = User.objects.create_user("lin")
    mighty = Group.objects.create(name="Mighty")
    right = Permission.objects.first()
    assert right is not None
    sent = shown_form(administrator, accounts(new))
    del sent["groups"]
    sent |= {"is_superuser": "on", "is_staff": "on", "user_permissions": str(right.pk)}
    administrator.post(accounts(new), sent)
    new.refresh_from_db()
    assert (new.is_superuser, new.is_staff, new.user_permissions.count()) == (False, False, 0)
    administrator.post(accounts(new), sent | {"groups": str(mighty.pk)})
    assert not new.groups.exists()


@pytest.mark.parametrize("page", ["change", "delete", "password"])
def test_a_superuser_is_for_superusers(administrator: Client, desk: Client, page: str) -> None:
    chief = User.objects.get(username="mei")
    sent = {"post": "yes", "username": "x", "password1": "a-b-c-1-2", "password2": "a-b-c-1-2"}
    assert administrator.post(accounts(chief, page), sent).status_code == 403
    assert desk.get(accounts(chief, page)).status_code == 200


# The migration

MIGRATION = importlib.import_module("articles.migrations.0010_roles")


class Editing:
    """A schema editor as a migration has it."""

    connection = connection


def held_by(role: str) -> set[str]:
    rights = Group.objects.get(name=role).permissions
    return {
        f"{app}.{name}" for app, name in rights.values_list("content_type__app_label", "codename")
    }


def test_the_migration_makes_what_the_table_says_and_again_changes_nothing() -> None:
    Group.objects.all().delete()
    # On a new database Django makes permissions behind the last migration.
    Permission.objects.filter(content_type__app_label__in=("articles", "auth")).delete()
    for _ in range(2):
        MIGRATION.add(apps, Editing)
        assert {role: held_by(role) for role in ROLES} == ROLES
    from django.contrib.auth.management import create_permissions

    before = {*Permission.objects.values_list("content_type", "codename", "name")}
    create_permissions(apps.get_app_config("articles"), verbosity=0)
    create_permissions(apps.get_app_config("auth"), verbosity=0)
    after = {*Permission.objects.values_list("content_type", "codename", "name")}
    assert before <= after
    assert len({row[:2] for row in after}) == len(after)


def test_the_migration_goes_back() -> None:
    kept = Group.objects.create(name="others")
    MIGRATION.add(apps, Editing)
    for _ in range(2):
        MIGRATION.remove(apps, Editing)
        assert [*Group.objects.all()] == [kept]
