"""The settings as a process reads them: from its environment alone, so each test starts one."""

import json
import os
import stat
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

PROJECT = Path(__file__).resolve().parent.parent
KEY = "tests-only-" + "0123456789" * 5
HTTPS = "https://archive.example"


@pytest.fixture
def python(tmp_path: Path) -> Any:
    """Return a function that runs Python with an environment of its own, and nothing inherited."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        given = {"DATA_DIR": str(tmp_path), "SECRET_KEY": KEY} | environment
        return subprocess.run(
            [sys.executable, "-W", "error::UserWarning", *arguments],
            cwd=PROJECT, env=given, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip

    return run


@pytest.fixture
def read(python: Any) -> Any:
    """Return a function that gives one setting."""

    def run(expression: str, **environment: str) -> Any:
        source = f"import json; from newsroom.settings import *; print(json.dumps({expression}))"
        done = python("-c", source, **environment)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


@pytest.fixture
def refused(python: Any) -> Any:
    """Return a function that gives what is said of settings that cannot be."""

    def run(**environment: str) -> str:
        done = python("-c", "import newsroom.settings", **environment)
        assert done.returncode != 0
        last = done.stderr.strip().splitlines()[-1]
        assert last.startswith("django.core.exceptions.ImproperlyConfigured: "), done.stderr
        return done.stderr

    return run


def test_with_nothing_set_the_site_is_one_folder_on_loopback(read: Any, tmp_path: Path) -> None:
    found = read(
        "[DEBUG, SITE_URL, ALLOWED_HOSTS, LANGUAGE_CODE, TIME_ZONE, HOTLINK_IMAGES, SECURE_SSL_REDIRECT,"
        " SECURE_HSTS_SECONDS, SESSION_COOKIE_SECURE, CSRF_COOKIE_SECURE, SECURE_PROXY_SSL_HEADER]"
    )
    hosts = ["127.0.0.1", "127.0.0.1", "localhost"]
    assert found == [False, "http://127.0.0.1:8000", hosts, "zh-hans", "UTC", True, False, 0,
                     False, False, None]  # fmt: skip
    database = read("DATABASES['default']")
    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert database["NAME"] == str(tmp_path / "newsroom.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert read("CACHES['default']['BACKEND']").endswith("LocMemCache")
    assert read("STORAGES['default']['BACKEND']").endswith("FileSystemStorage")
    assert read("[str(MEDIA_ROOT), str(STATIC_ROOT)]") == [
        f"{tmp_path}/images",
        f"{tmp_path}/static",
    ]


def test_a_variable_that_is_set_to_nothing_is_not_set(read: Any, tmp_path: Path) -> None:
    names = (
        "SITE_URL SITE_NAME LANGUAGE_CODE TIME_ZONE DATABASE_URL CACHE_URL STORAGE_URL HOTLINK_IMAGES"
        " ALLOWED_HOSTS SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS DEBUG"
    ).split()
    every = (
        "[SITE_URL, SITE_NAME, LANGUAGE_CODE, TIME_ZONE, DATABASES, CACHES, STORAGES, HOTLINK_IMAGES,"
        " ALLOWED_HOSTS, SECURE_SSL_REDIRECT, SECURE_HSTS_SECONDS, DEBUG]"
    )
    assert read(every, **dict.fromkeys(names, "")) == read(every)


@pytest.mark.parametrize("folder", ["with a space", "a?b", "a#b", "50%41", "新闻"])
def test_a_data_folder_may_have_any_name(read: Any, tmp_path: Path, folder: str) -> None:
    place = tmp_path / folder
    assert read("DATABASES['default']['NAME']", DATA_DIR=str(place)) == f"{place}/newsroom.sqlite3"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("postgres:///newsroom", {"NAME": "newsroom", "HOST": "", "USER": "", "CONN_MAX_AGE": 60}),
        (
            "postgresql://mei:p%40%23%2F@db.example:5433/news?sslmode=require",
            {"NAME": "news", "HOST": "db.example", "PORT": 5433, "USER": "mei", "PASSWORD": "p@#/",
             "OPTIONS": {"sslmode": "require"}},
        ),
        ("postgres://mei:$a$b@db.example/news", {"PASSWORD": "$a$b"}),
        ("postgres://db.example/news?conn_max_age=0", {"CONN_MAX_AGE": 0}),
    ],
)  # fmt: skip
def test_postgresql_by_its_address(read: Any, address: str, expected: dict[str, Any]) -> None:
    database = read("DATABASES['default']", DATABASE_URL=address)
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert database["CONN_HEALTH_CHECKS"] is True
    assert {name: database[name] for name in expected} == expected


def test_sqlite_elsewhere_is_as_safe(read: Any) -> None:
    database = read("DATABASES['default']", DATABASE_URL="sqlite:////srv/other.sqlite3")
    assert database["NAME"] == "/srv/other.sqlite3"
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]


@pytest.mark.parametrize(
    "address", ["mysql://me:hidden@db/news", "postgress://me:hidden@db/n", "x"]
)
def test_another_database_is_refused_and_its_password_not_told(refused: Any, address: str) -> None:
    said = refused(DATABASE_URL=address)
    assert "DATABASE_URL must be postgres://" in said
    assert "hidden" not in said


def test_redis_by_its_address(read: Any) -> None:
    cache = read("CACHES['default']", CACHE_URL="redis://127.0.0.1:6379/3")
    assert cache["LOCATION"] == "redis://127.0.0.1:6379/3"
    assert cache["BACKEND"].endswith("RedisCache")


@pytest.mark.redis
def test_what_one_process_keeps_in_redis_another_finds(python: Any) -> None:
    address = os.environ.get("TEST_REDIS_URL")
    if not address:
        pytest.skip("TEST_REDIS_URL is not set: no Redis was asked")
    key = f"tests-{uuid.uuid4().hex}"
    cache = "import django; django.setup(); from django.core.cache import cache; "
    calls = (f"cache.set({key!r}, '港口', 60)", f"assert cache.get({key!r}) == '港口'",
             f"assert cache.delete({key!r})", f"assert cache.get({key!r}) is None")  # fmt: skip
    for call in calls:
        done = python(
            "-c", cache + call, DJANGO_SETTINGS_MODULE="newsroom.settings", CACHE_URL=address
        )
        assert done.returncode == 0, done.stderr


def test_hosts_may_be_written_with_spaces(read: Any) -> None:
    assert read("ALLOWED_HOSTS", ALLOWED_HOSTS="a.example, b.example") == ["a.example", "b.example"]


def test_https_makes_cookies_secure_and_hsts_last_a_year(read: Any) -> None:
    names = (
        "[SESSION_COOKIE_SECURE, CSRF_COOKIE_SECURE, SECURE_SSL_REDIRECT, SECURE_HSTS_SECONDS,"
        " SECURE_PROXY_SSL_HEADER, CSRF_TRUSTED_ORIGINS, ALLOWED_HOSTS[0]]"
    )
    forwarded = ["HTTP_X_FORWARDED_PROTO", "https"]
    expected = [True, True, True, 31_536_000, forwarded, [HTTPS], "archive.example"]
    assert read(names, SITE_URL=HTTPS) == expected
    assert read(names, SITE_URL=HTTPS + "/") == expected
    assert read("SECURE_HSTS_SECONDS", SITE_URL=HTTPS, SECURE_HSTS_SECONDS="3600") == 3600


# -- where pictures are kept --


def test_a_bucket_with_its_options(read: Any) -> None:
    address = (
        "s3://pics?endpoint_url=https://s3.example%3A9000&file_overwrite=false&region_name=eu-1"
    )
    assert read("STORAGES['default']", STORAGE_URL=address) == {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": "pics",
            "querystring_auth": False,
            "endpoint_url": "https://s3.example:9000",
            "file_overwrite": False,
            "region_name": "eu-1",
        },
    }


@pytest.mark.parametrize(
    "address", ["pics", "/srv/pics", "https://pics", "s3://", "s3://pics?region"]
)
def test_another_storage_is_refused(refused: Any, address: str) -> None:
    assert "STORAGE_URL" in refused(STORAGE_URL=address)


BUCKETS = [
    "s3://pics",
    "s3://pics?region_name=eu-central-1",
    "s3://pics?region_name=cn-north-1",
    "s3://pics?addressing_style=path",
    "s3://pics?endpoint_url=https://s3.example",
    "s3://pics?endpoint_url=http://127.0.0.1:9000",
    "s3://pics?endpoint_url=https://s3.example&addressing_style=virtual",
    "s3://pics?custom_domain=cdn.example",
    "s3://pics?custom_domain=cdn.example/pics&url_protocol=http:",
]


def allows(sources: list[str], address: str) -> bool:
    """Return whether a policy's list allows an address (CSP 3 §6.7.2.8, the parts used here)."""
    asked = urlsplit(address)
    for source in filter(lambda source: "://" in source, sources):
        rule = urlsplit(source)
        star = rule.netloc.startswith("*.") and asked.netloc.endswith(rule.netloc[1:])
        if rule.scheme == asked.scheme and (star or rule.netloc == asked.netloc):
            return True
    return False


@pytest.mark.parametrize("address", BUCKETS)
def test_pictures_in_a_bucket_may_be_shown(read: Any, address: str) -> None:
    storages = pytest.importorskip("storages.backends.s3", reason="the S3 packages are missing")
    setting = "[STORAGES['default']['OPTIONS'], CONTENT_SECURITY_POLICY['DIRECTIVES']['img-src']]"
    options, sources = read(setting, STORAGE_URL=address, HOTLINK_IMAGES="false")
    storage = storages.S3Storage(access_key="a", secret_key="b", **options)
    assert allows(sources, storage.url("originals/ab/abcd.jpg")), sources
    assert not allows(sources, "https://outlet.example/tide.jpg")
    assert not {"https:", "http:"} & set(sources)


def test_without_a_bucket_only_our_own_pictures_are_shown(read: Any) -> None:
    setting = "CONTENT_SECURITY_POLICY['DIRECTIVES']['img-src']"
    assert read(setting, HOTLINK_IMAGES="false") == ["'self'", "data:"]
    assert read(setting) == ["'self'", "data:", "https:", "http:"]


# -- the secret key --


def test_a_key_is_required(refused: Any, tmp_path: Path) -> None:
    assert "SECRET_KEY is not set" in refused(SECRET_KEY="")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("switch", ["MAKE_SECRET_KEY", "DEBUG"])
def test_a_key_is_made_once_and_for_its_owner_alone(read: Any, tmp_path: Path, switch: str) -> None:
    made = read("SECRET_KEY", SECRET_KEY="", **{switch: "true"})
    file = tmp_path / "secret-key"
    assert len(made) >= 50
    assert file.read_text("ascii") == made
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert read("SECRET_KEY", SECRET_KEY="") == made
    assert read("SECRET_KEY", SECRET_KEY="", **{switch: "true"}) == made


def test_a_key_in_the_environment_comes_first(read: Any, tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("the other one", "ascii")
    assert read("SECRET_KEY") == KEY


@pytest.mark.parametrize("key", ["$begins", "$$twice", "in$side", r"a\$b", "$SITE_URL"])
def test_a_dollar_in_a_key_is_a_sign_like_any_other(read: Any, key: str) -> None:
    assert read("SECRET_KEY", SECRET_KEY=key) == key


# -- Django's own word --


def test_production_settings_pass_django_s_checks(python: Any) -> None:
    arguments = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    done = python(*arguments, SITE_URL=HTTPS)
    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues" in done.stdout
    assert python(*arguments).returncode != 0  # plain HTTP is not for production
