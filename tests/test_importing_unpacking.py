"""Archives that mean harm are bounded, and a member that cannot be taken costs itself alone."""

import io
import lzma
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest

from articles.importing import unpacking
from articles.importing.unpacking import ArchiveError, unpack


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "unpacked"
    path.mkdir()
    return path


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def tarred(path: Path, *members: tarfile.TarInfo, mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for member in members:
            archive.addfile(member, io.BytesIO(b"x" * member.size))
    return path


def member(name: str, size: int = 1, **fields: object) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.size = size
    for field, value in fields.items():
        setattr(made, field, value)
    return made


def below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


OUTSIDE = "its name leads out of the archive"


def test_what_leads_out_of_a_zip_is_left_out_and_said(tmp_path: Path, folder: Path) -> None:
    names = ["good.md", "../up.md", "/etc/a.md", "a/../../b.md", "..\\c.md", "d/" * 60 + "e.md",
             "n" * 300 + ".md", "good.md/f.md"]  # fmt: skip
    archive = zipped(tmp_path / "a.zip", dict.fromkeys(names, b"x"))
    left_out = dict(unpack(archive, folder))
    assert below(folder) == {"good.md"}
    assert set(left_out) == set(names[1:])
    assert left_out["../up.md"] == left_out["/etc/a.md"] == left_out["..\\c.md"] == OUTSIDE
    assert left_out["d/" * 60 + "e.md"] == "it lies more than 50 folders deep"
    assert list(tmp_path.glob("*.md")) == []


def test_what_leads_out_of_a_tar_is_left_out_and_said(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "secret.md").write_text("secret")
    link = {"type": tarfile.SYMTYPE, "linkname": "../secret.md"}
    archive = tarred(
        tmp_path / "a.tar.gz",
        member("good.md"),
        member("../up.md"),
        member("/abs.md"),
        member("link.md", 0, **link),
        member("hard.md", 0, type=tarfile.LNKTYPE, linkname="../secret.md"),
        member("pipe.md", 0, type=tarfile.FIFOTYPE),
        member("b/inside.md", 0, type=tarfile.SYMTYPE, linkname="../good.md"),
        member("later.md"),
    )
    left_out = dict(unpack(archive, folder))
    assert below(folder) == {"good.md", "b/inside.md", "later.md"}
    assert set(left_out) == {"../up.md", "/abs.md", "link.md", "hard.md", "pipe.md"}
    assert (folder / "b/inside.md").read_bytes() == b"x"


def test_a_broken_member_of_a_zip_costs_itself_alone(tmp_path: Path, folder: Path) -> None:
    archive = zipped(tmp_path / "a.zip", {"a.md": b"a" * 1000, "b.md": b"b" * 1000})
    data = bytearray(archive.read_bytes())
    data[data.index(b"a.md") + 6] ^= 0xFF  # in what is packed of the first
    archive.write_bytes(bytes(data))
    assert [name for name, _ in unpack(archive, folder)] == ["a.md"]
    assert below(folder) == {"b.md"}


@pytest.mark.parametrize("kind", ["zip", "tar.gz", "tar.bz2", "tar.xz", "tar"])
def test_an_archive_unpacks_to_no_more_than_the_bound(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(unpacking, "MOST_BYTES", 3_000_000)
    path = tmp_path / f"bomb.{kind}"
    if kind == "zip":
        zipped(path, {f"{n}.md": b"x" * 1_000_000 for n in range(5)})
    else:
        mode = f"w:{kind.partition('.')[2]}"
        tarred(path, *(member(f"{n}.md", 1_000_000) for n in range(5)), mode=mode)
    with pytest.raises(ArchiveError, match="unpacks to more than 3,000,000 bytes"):
        unpack(path, folder)
    assert sum(path.stat().st_size for path in folder.rglob("*")) <= 3_000_000


def test_the_size_that_a_zip_claims_is_not_believed(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = zipped(tmp_path / "a.zip", {"a.md": b"x" * 5_000_000})
    data = archive.read_bytes().replace(struct.pack("<L", 5_000_000), struct.pack("<L", 10))
    archive.write_bytes(data)
    with pytest.raises(ArchiveError, match="CRC"):
        unpack(archive, folder)
    assert below(folder) == set()


def test_what_is_skipped_in_a_packed_tar_counts_too(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "MOST_BYTES", 3_000_000)
    with pytest.raises(ArchiveError, match="unpacks to more"):
        unpack(tarred(tmp_path / "a.tar.xz", member("../x", 9_000_000), mode="w:xz"), folder)


def test_a_header_that_asks_for_very_much_is_refused(tmp_path: Path, folder: Path) -> None:
    long_name = member("././@LongLink", 20_000_000, type=tarfile.GNUTYPE_LONGNAME)
    with pytest.raises(ArchiveError, match=r"a header of it asks for 20,000,\d+ bytes"):
        unpack(tarred(tmp_path / "a.tar.gz", long_name), folder)


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_members_are_counted_and_bounded(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(unpacking, "MOST_MEMBERS", 10)
    path = tmp_path / f"a.{kind}"
    names = [f"{n}.md" for n in range(11)]
    if kind == "zip":
        zipped(path, dict.fromkeys(names, b""))
        monkeypatch.setattr(zipfile, "ZipFile", None)  # they are counted before they are loaded
    else:
        tarred(path, *(member(name, 0) for name in names), mode="w:")
    with pytest.raises(ArchiveError, match="more than 10 members: unpack it, import that"):
        unpack(path, folder)


def test_a_file_with_holes_is_left_out(tmp_path: Path, folder: Path) -> None:
    hollow = member("hollow.md", 0, pax_headers={"GNU.sparse.major": "1", "GNU.sparse.minor": "0",
                    "GNU.sparse.name": "hollow.md", "GNU.sparse.realsize": "1099511627776"})  # fmt: skip
    hollow.size = 512
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w:", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(hollow, io.BytesIO(b"1\n1099511627776\n0\n".ljust(512, b"\0")))
        archive.addfile(member("good.md"), io.BytesIO(b"x"))
    assert unpack(path, folder) == [("hollow.md", "a file with holes")]
    assert below(folder) == {"good.md"}


def test_a_large_archive_takes_little_memory(tmp_path: Path, folder: Path) -> None:
    import resource

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    path = tmp_path / "a.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        archive.addfile(member("big.bin", 150_000_000), Zeros())
    unpack(path, folder)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert (folder / "big.bin").stat().st_size == 150_000_000
    assert grown < 50_000  # KB


class Zeros(io.RawIOBase):
    def read(self, size: int = -1) -> bytes:
        return bytes(size)


def test_an_xz_that_asks_for_very_much_memory_is_refused(tmp_path: Path, folder: Path) -> None:
    tar = tarred(tmp_path / "a.tar", member("a.md"), mode="w:").read_bytes()
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 512 << 20}]
    data = lzma.compress(tar, filters=filters)
    (tmp_path / "a.tar.xz").write_bytes(data)
    with pytest.raises(ArchiveError, match=r"[Mm]emory usage limit"):
        unpack(tmp_path / "a.tar.xz", folder)


def test_an_xz_of_several_streams_is_one(tmp_path: Path, folder: Path) -> None:
    tar = tarred(tmp_path / "a.tar", member("a.md", 3000), member("b.md"), mode="w:").read_bytes()
    halves = lzma.compress(tar[:1000]) + b"\0" * 8 + lzma.compress(tar[1000:])
    (tmp_path / "a.tar.xz").write_bytes(halves)
    assert unpack(tmp_path / "a.tar.xz", folder) == []
    assert (folder / "a.md").read_bytes() == b"x" * 3000
    assert below(folder) == {"a.md", "b.md"}


def test_no_more_of_the_disk_is_taken_than_it_has_room_for(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1000}))
    with pytest.raises(ArchiveError, match="unpacks to more than 900 bytes"):
        unpack(zipped(tmp_path / "a.zip", {"a.md": b"x" * 1000}), folder)
