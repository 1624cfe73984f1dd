"""What docs/deploy/ hands to a server: read by the programs it is for, where this machine has them."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
DEPLOY = PROJECT / "docs" / "deploy"
GUIDE = (PROJECT / "docs" / "deploy.md").read_text("utf-8")
EXAMPLE = (DEPLOY / "newsroom.env.example").read_text("utf-8")
UNIT = (DEPLOY / "newsroom.service").read_text("utf-8")
NGINX = (DEPLOY / "nginx.conf").read_text("utf-8")
# The S3 client reads these two by itself.
READ_BY_LIBRARIES = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}


def tool(name: str) -> str:
    """Return the path of a program; nginx is where only root looks for it."""
    found = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin")
    return found or pytest.skip(f"no {name} on this machine")


def variables() -> dict[str, str]:
    """Return the variables of the example, those that are commented out too."""
    return dict(re.findall(r"^#?([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))


# -- the guide --


@pytest.mark.parametrize("name", sorted(path.name for path in DEPLOY.iterdir()))
def test_the_guide_names_each_file_and_installs_it(name: str) -> None:
    assert f"](deploy/{name})" in GUIDE
    assert re.search(rf"install -m 0[0-7]+ /srv/newsroom/docs/deploy/{re.escape(name)} ", GUIDE)


def test_the_guide_s_links_lead_somewhere() -> None:
    for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", GUIDE):
        assert (PROJECT / "docs" / link).exists(), link


def test_the_guide_s_commands_are_a_shell_s() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL)
    assert len(blocks) > 12
    for block in blocks:
        script = block.replace("<address of this repository>", "address")
        done = subprocess.run(
            ["sh", "-n"], input=script, text=True, capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, ""), block


# -- the settings --


@pytest.mark.parametrize("name", sorted(variables().keys() - READ_BY_LIBRARIES))
def test_each_variable_of_the_example_is_read(name: str) -> None:
    files = [PROJECT / "newsroom" / file for file in ("settings.py", "gunicorn.conf.py")]
    assert any(
        re.search(rf"""env\w*(?:\.\w+)?\(\s*["']{name}["']""", path.read_text("utf-8"))
        for path in files
    )


def test_what_libraries_read_is_named_where_it_matters() -> None:
    assert variables().keys() > READ_BY_LIBRARIES
    for name in READ_BY_LIBRARIES:
        assert name in (PROJECT / "newsroom" / "settings.py").read_text("utf-8")


def from_shell(text: str) -> dict[str, str]:
    """Return what a shell, which newsroom-manage is, takes from the file."""
    names = " ".join(variables())
    script = f'set -eu; set -a\n{text}\nfor name in {names}; do eval "echo $name=\\"\\${{$name-}}\\""; done'
    done = subprocess.run(["sh"], input=script, env={}, text=True, capture_output=True, check=True)
    return dict(line.split("=", 1) for line in done.stdout.splitlines())


def from_systemd(text: str) -> dict[str, str]:
    """Return what systemd takes from the file: name=value, one pair of quotes taken off."""
    lines = re.findall(r"^([A-Z_]+)=(.*)$", text, re.MULTILINE)
    return {name: re.sub(r"^'(.*)'$", r"\1", value) for name, value in lines}


def test_systemd_and_a_shell_read_the_same() -> None:
    every = re.sub(r"^#(?=[A-Z_]+=)", "", EXAMPLE, flags=re.MULTILINE)
    assert from_shell(every) == from_systemd(every)
    assert set(from_systemd(every)) == set(variables())


def test_django_has_nothing_to_say_of_the_example(tmp_path: Path) -> None:
    pytest.importorskip("psycopg", reason="the packages for PostgreSQL are missing")
    given = from_systemd(EXAMPLE) | {
        "DATA_DIR": str(tmp_path),
        "SECRET_KEY": "0123456789abcdef" * 4,
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=PROJECT, env=given, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_manage_is_a_script_that_may_be_run() -> None:
    script = DEPLOY / "newsroom-manage"
    subprocess.run(["sh", "-n", script], check=True)
    assert script.read_text("utf-8").startswith("#!/bin/sh\n")


# -- systemd --


def test_systemd_has_nothing_to_say_of_the_unit(tmp_path: Path) -> None:
    analyze = tool("systemd-analyze")
    unit = tmp_path / "newsroom.service"
    # The program is not installed on the machine that tests; everything else stays.
    unit.write_text(
        re.sub(r"(?m)^(ExecStart=)\S+", r"\1/bin/sh", UNIT).replace("/bin/kill", "/bin/sh")
    )
    done = subprocess.run(
        [analyze, "verify", "--man=no", unit], capture_output=True, text=True, check=False
    )
    if re.search("Failed to (initialize manager|connect to|setup working directory)", done.stderr):
        pytest.skip("systemd-analyze cannot work on this machine")
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_unit_starts_what_the_guide_installs() -> None:
    (command,) = re.findall(r"(?m)^ExecStart=(.+)$", UNIT)
    assert command.split()[0] == "/srv/newsroom/.venv/bin/gunicorn"
    assert command.split()[1:] == ["--config", "newsroom/gunicorn.conf.py", "newsroom.wsgi"]
    assert (PROJECT / command.split()[2]).exists()
    stop = int(re.search(r"(?m)^TimeoutStopSec=(\d+)$", UNIT)[1])  # type: ignore[index]
    gunicorn = (PROJECT / "newsroom" / "gunicorn.conf.py").read_text("utf-8")
    assert stop > int(re.search(r"(?m)^graceful_timeout = (\d+)", gunicorn)[1])  # type: ignore[index]


# -- nginx --


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short path: the address of a Unix socket has at most 107 bytes."""
    with tempfile.TemporaryDirectory(prefix="nginx-", dir="/tmp") as name:
        yield Path(name)


def wrapped(folder: Path) -> Path:
    """Write the site's configuration as a whole that needs no root, and no port of the machine."""
    subprocess.run(
        [tool("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=archive.example", "-keyout", "privkey.pem", "-out", "fullchain.pem"],
        cwd=folder, capture_output=True, check=True,
    )  # fmt: skip
    site = NGINX.replace("/etc/ssl/newsroom/", f"{folder}/")
    site = re.sub(r"listen (?:\[::\]:(\d+)|(\d+))", rf"listen unix:{folder}/\1-\2", site)
    kinds = "client_body proxy fastcgi uwsgi scgi"
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds.split())
    path = folder / "nginx.conf"
    path.write_text(
        f"pid {folder}/pid;\nerror_log stderr;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{temporary}{site}\n}}\n"
    )
    return path


def test_nginx_has_nothing_to_say_of_the_proxy(folder: Path) -> None:
    nginx = tool("nginx")
    done = subprocess.run(
        [nginx, "-t", "-q", "-p", folder, "-e", "stderr", "-c", wrapped(folder)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    # Since 1.25 nginx would like `http2 on`, which Debian 12's does not know.
    said = [line for line in done.stderr.splitlines() if '"listen ... http2" directive' not in line]
    assert (done.returncode, said) == (0, [])


@pytest.mark.parametrize("header", ["Host $host", "X-Forwarded-For $remote_addr",
                                    "X-Forwarded-Proto $scheme"])  # fmt: skip
def test_the_proxy_sets_what_the_site_believes(header: str) -> None:
    assert f"proxy_set_header {header};" in NGINX


def test_the_largest_picture_passes_the_proxy() -> None:
    from articles.images.pictures import MAX_BYTES

    limit = int(re.search(r"client_max_body_size (\d+)m;", NGINX)[1])  # type: ignore[index]
    assert limit * 1024 * 1024 > MAX_BYTES


def test_only_hashed_static_files_are_kept_for_ever() -> None:
    pattern = re.compile(re.search(r'"~(\S+)"\s+"public, max-age=31536000, immutable"', NGINX)[1])  # type: ignore[index]
    assert pattern.search("/static/css/newsroom.0c74fa287087.css")
    assert pattern.search("/static/admin/js/vendor/jquery/jquery.min.0208b96062ba.js")
    for name in ("css/newsroom.css", "js/jquery.min.js", "staticfiles.json", "x.0c74fa28708.css"):
        assert not pattern.search(f"/static/{name}")
