"""The copy of a folder at a URL: what travels, what does not, and what is said when nothing can."""

import os
import shutil
from pathlib import Path
from typing import Any, ClassVar

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from hypothesis import given
from hypothesis import strategies as st

from fazhi.catalogue import LANGUAGES
from fazhi.pipeline import PlaceError, site
from fazhi.pipeline.urls import is_url, shown_url, without_secrets
from fazhi.runs.marks import SETTLED, mark_of
from fazhi.runs.mirrors import Mirrors, _own_folder, away
from fazhi.runs.remote import Mirror, RemoteError, home_of

SECRET = "s3cr3t-Wort"


class Watched(MemoryFileSystem):
    """A file system in memory that counts what travels and can be made to fail, as a connection does."""

    protocol = "watched"
    store: ClassVar[dict[str, Any]] = {}
    pseudo_dirs: ClassVar[list[str]] = [""]
    down: ClassVar[list[str]] = []
    up: ClassVar[list[str]] = []
    uploads_left: ClassVar[float] = float("inf")
    listing_fails: ClassVar[bool] = False

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return super()._strip_protocol(str(path).removeprefix("watched:").replace("//", "/", 1))

    def get_file(self, rpath, lpath, **kwargs):
        self.down.append(rpath)
        return super().get_file(rpath, lpath, **kwargs)

    def put_file(self, lpath, rpath, **kwargs):
        if type(self).uploads_left <= 0:
            with self.open(rpath, "wb") as half:
                half.write(b"half")
            raise ConnectionResetError(f"connection to user:{SECRET}@host was reset")
        type(self).uploads_left -= 1
        self.up.append(rpath)
        return super().put_file(lpath, rpath, **kwargs)

    def ls(self, path, detail=True, **kwargs):
        if self.listing_fails:
            raise TimeoutError("no answer")
        return super().ls(path, detail, **kwargs)


@pytest.fixture
def watched() -> type[Watched]:
    fsspec.register_implementation("watched", Watched, clobber=True)
    Watched.store.clear()
    Watched.pseudo_dirs[:] = [""]
    Watched.down.clear()
    Watched.up.clear()
    Watched.uploads_left, Watched.listing_fails = float("inf"), False
    return Watched


@pytest.fixture
def mirror(tmp_path: Path) -> Mirror:
    """A copy of a folder that is itself on this machine, as ``file://`` names it."""
    (tmp_path / "there").mkdir()
    return Mirror((tmp_path / "there").as_uri(), tmp_path / "copy")


def content(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def write(folder: Path, name: str, text: str, age: float = 10 * SETTLED) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (path.stat().st_atime, path.stat().st_mtime - age))


NAMES = st.sampled_from(["a.csv", "甲镇/2022/调解 [1].csv", "甲镇/2022/b.csv", "甲镇/2023/b.csv", "c/d/e.csv"])
FOLDERS = st.dictionaries(NAMES, st.sampled_from(["1", "2", "22"]))


@given(st.lists(st.tuples(st.sampled_from(["bring", "send"]), FOLDERS), max_size=5))
def test_after_each_journey_both_sides_are_what_its_source_was(tmp_path_factory, steps):
    home = tmp_path_factory.mktemp("steps")
    there, mirror = home / "there", Mirror((home / "there").as_uri(), home / "copy")
    there.mkdir()
    for way, files in steps:
        mirror.bring()
        source = there if way == "bring" else mirror.folder
        for child in source.iterdir():
            shutil.rmtree(child) if child.is_dir() else child.unlink()
        for name, text in files.items():
            write(source, name, text, age=0)
        getattr(Mirror(mirror.url, mirror.home), way)()  # as the next run would, from what was noted
        assert content(there) == content(mirror.folder) == {name: text.encode() for name, text in files.items()}


def test_only_what_changed_travels(watched: type[Watched], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("fazhi.runs.marks.SETTLED", 0.0)  # or the test would have to wait
    files = fsspec.filesystem("watched")
    for name in ("a.csv", "x/b.csv", "x/.hidden", "x/~$b.csv"):
        files.pipe_file(f"/raw/{name}", b"1")
    mirror = Mirror("watched://raw", tmp_path)
    mirror.bring()
    assert sorted(content(mirror.folder)) == ["a.csv", "x/b.csv"] and len(watched.down) == 2
    mirror.bring()
    assert len(watched.down) == 2
    files.pipe_file("/raw/x/b.csv", b"2")  # of the same size
    mirror.bring()
    assert watched.down[2:] == ["/raw/x/b.csv"] and content(mirror.folder)["x/b.csv"] == b"2"
    mirror.send()
    (mirror.folder / "a.csv").write_bytes(b"1")  # written again, the same
    mirror.send()
    assert watched.up == []
    (mirror.folder / "a.csv").write_bytes(b"3")
    mirror.send("x")
    assert watched.up == []
    mirror.send()
    mirror.send()
    assert len(watched.up) == 1 and files.cat_file("/raw/a.csv") == b"3"
    mirror.bring()
    assert len(watched.down) == 3


def test_what_changed_here_alone_gives_way_to_what_is_there(mirror: Mirror, tmp_path: Path):
    write(tmp_path / "there", "甲镇/a.csv", "there")
    mirror.bring()
    write(mirror.folder, "甲镇/a.csv", "never sent, its run was killed")
    write(mirror.folder, "甲镇/b.csv", "never sent")
    mirror.bring("甲镇")
    assert content(mirror.folder) == {"甲镇/a.csv": b"there"}


def test_an_empty_folder_is_one_and_goes_when_it_is_gone(mirror: Mirror, tmp_path: Path):
    (tmp_path / "there" / "甲镇" / "2022").mkdir(parents=True)
    mirror.bring()
    assert (mirror.folder / "甲镇" / "2022").is_dir()
    (tmp_path / "there" / "甲镇" / "2022").rmdir()
    mirror.bring()
    assert [path.name for path in mirror.folder.rglob("*")] == ["甲镇"]


def test_a_link_is_the_file_that_it_leads_to(mirror: Mirror, tmp_path: Path):
    (tmp_path / "ledger.csv").write_text("1")
    (tmp_path / "there" / "link.csv").symlink_to(tmp_path / "ledger.csv")
    (tmp_path / "there" / "round").symlink_to(tmp_path / "there")
    (tmp_path / "there" / "nowhere.csv").symlink_to(tmp_path / "none")
    for text in ("1", "2"):
        (tmp_path / "ledger.csv").write_text(text)
        mirror.bring()
        assert content(mirror.folder) == {"link.csv": text.encode()}


def test_a_file_changed_just_now_is_not_trusted_by_its_time():
    then = 1_000_000_000.0
    assert mark_of({"size": 1, "mtime": then}, then + SETTLED / 2) is None
    assert mark_of({"size": 1, "mtime": then}, then + 2 * SETTLED) is not None
    assert mark_of({"size": 1, "ETag": "x", "mtime": then}, then) is not None
    assert mark_of({"size": 1}, then) is None and mark_of({"size": 1, "updated": "yesterday"}, then) is None


def test_a_connection_lost_while_sending_leaves_whole_files_and_the_next_run_finishes(
    watched: type[Watched], tmp_path: Path
):
    files, mirror = fsspec.filesystem("watched"), Mirror("watched://out", tmp_path)
    for name in ("a", "b", "c"):
        write(mirror.folder, name, "old")
    mirror.send()
    for name in ("a", "b", "c"):
        write(mirror.folder, name, "new!")
    watched.uploads_left = 1
    with pytest.raises(RemoteError) as told:
        mirror.send()
    assert {name: files.cat_file(f"/out/{name}") for name in "abc"} == {"a": b"new!", "b": b"old", "c": b"old"}
    for language in LANGUAGES:
        assert "watched://out" in told.value.text(language) and SECRET not in told.value.text(language)
    watched.uploads_left = float("inf")
    again = Mirror("watched://out", tmp_path)
    again.bring()
    assert content(again.folder) == {"a": b"new!", "b": b"old", "c": b"old"}
    write(again.folder, "b", "new!")
    write(again.folder, "c", "new!")
    again.send()
    assert {name: files.cat_file(f"/out/{name}") for name in "abc"} == dict.fromkeys("abc", b"new!")
    assert files.find("/out") == ["/out/a", "/out/b", "/out/c"]


def test_a_folder_that_cannot_be_listed_is_never_taken_for_an_empty_one(watched: type[Watched], tmp_path: Path):
    fsspec.filesystem("watched").pipe_file("/raw/a.csv", b"1")
    mirror = Mirror("watched://raw", tmp_path)
    mirror.bring()
    watched.listing_fails = True
    with pytest.raises(RemoteError, match="watched://raw"):
        mirror.bring()
    assert content(mirror.folder) == {"a.csv": b"1"}


@pytest.mark.parametrize(
    "url, key",
    [
        ("nosuch://host/a", "pipeline.remote_protocol"),
        (f"nosuch://name:{SECRET}@host/a", "pipeline.remote_protocol"),
        ("smb://host/share", "pipeline.remote_library"),  # smbprotocol, which nothing here brings
        (f"ftp://name:{SECRET}@127.0.0.1:9/a", "pipeline.remote_lost"),
    ],
)
def test_what_cannot_be_reached_is_told_in_both_languages_without_its_password(url: str, key: str, tmp_path: Path):
    mirror = Mirror(url, tmp_path)
    with pytest.raises(RemoteError) as told:
        mirror.bring()
    assert told.value.key == key
    for language in LANGUAGES:
        text = told.value.text(language)
        assert SECRET not in text and shown_url(url) in text
    assert SECRET not in repr(mirror) and SECRET not in "".join(map(str, tmp_path.rglob("*")))


def test_refused_access_is_told_as_that(watched: type[Watched], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(f"Access denied for key={SECRET}")

    monkeypatch.setattr(Watched, "ls", refused)
    with pytest.raises(RemoteError) as told:
        Mirror(f"watched://raw?key={SECRET}", tmp_path).bring()
    assert told.value.key == "pipeline.remote_refused"
    assert SECRET not in told.value.text("zh") + told.value.text("en")


WORD = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=6, max_size=20)


@given(WORD, WORD, st.sampled_from(["sftp", "ftp", "s3", "https"]))
def test_no_password_and_no_signature_is_ever_shown(name: str, password: str, scheme: str):
    url = f"{scheme}://{name}:{password}@host.example/台账?signature={password}"
    assert shown_url(url) == f"{scheme}://host.example/台账"
    for text in (f"cannot open {url}", f"login {name} with {password} failed", f"{scheme}://{name}:{password}@other/"):
        assert password not in without_secrets(text, url)


def test_a_url_is_told_from_a_path_and_a_drive():
    assert [is_url(text) for text in ("s3://b/k", "file:///a", "memory://", "zip::s3://b/a.zip")] == [True] * 4
    assert [is_url(text) for text in ("data/raw", "/data/raw", "C:/raw", "C:\\raw", "a:b", "")] == [False] * 6


def test_a_copy_is_found_again_whatever_password_leads_there(tmp_path: Path):
    homes = [home_of(url, tmp_path) for url in ("sftp://a:1@h/x", "sftp://a:2@h/x/", "sftp://h/x", "sftp://h/y")]
    assert homes[0] == homes[1] == homes[2] != homes[3]


@pytest.mark.parametrize("role", ["raw", "processed", "outputs"])
def test_commands_for_folders_of_this_machine_say_so(role: str):
    with pytest.raises(PlaceError) as told:
        site(**{role: Path(f"sftp://me:{SECRET}@host/a")})
    assert told.value.key == "pipeline.remote_not_here" and SECRET not in told.value.text("en")


def test_ledgers_are_made_on_this_machine(run_fazhi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    refused = run_fazhi("synthesise", "--raw", f"s3://me:{SECRET}@place/raw")
    assert refused.exit_code == 1 and "s3://place/raw" in refused.output and SECRET not in refused.output
    assert not list(tmp_path.iterdir())


def test_each_task_of_a_machine_has_a_folder_of_its_own_and_takes_up_what_is_free(tmp_path: Path):
    with _own_folder(tmp_path) as first, _own_folder(tmp_path) as second:
        assert first != second
    with _own_folder(tmp_path) as again:
        assert again == first


def test_what_goes_to_other_machines_shows_no_password(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(root)
    mirrors = Mirrors({"raw": Mirror(f"sftp://me:{SECRET}@host/raw", tmp_path)})
    assert SECRET not in repr(away(mirrors)) and SECRET not in repr(mirrors)
    sent = {name for name, _ in away(mirrors).files}
    assert {"notebooks/1_clean.ipynb", "data/reference/published.csv"} <= sent
    assert not any(name.startswith(("data/raw", "outputs")) for name in sent)
