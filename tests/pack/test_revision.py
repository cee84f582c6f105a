from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.model import limit
from checker.pack import folder as folder_module
from checker.pack import revision
from checker.pack.folder import read_folder
from checker.pack.revision import Repository, path_in
from tests.pack.history import commit, git
from tests.pack.packs import write_pack

if TYPE_CHECKING:
    from pathlib import Path


def mistake(work: Any) -> Diagnostic:
    with pytest.raises(InputError) as caught:
        work()
    return caught.value.diagnostics[0]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write_pack(tmp_path / "rules", "tiny", more={"cases/a.yaml": "[]\n", "texts/zh.yaml": "{}\n"})
    return tmp_path


def test_a_revision_holds_what_the_folder_held(place: Path) -> None:
    before = read_folder(place / "rules/tiny")
    commit(place, "v1")
    (place / "rules/tiny/main.rules").write_text("# another\n")
    (place / "rules/tiny/cases/a.yaml").unlink()
    commit(place)

    repository = Repository(str(place / "rules/tiny"))

    assert repository.prefix == "rules/tiny"
    assert repository.pack(repository.commit("v1"), "rules/tiny", "x") == before
    assert repository.pack(repository.commit("HEAD"), "rules/tiny", "x") == read_folder(
        place / "rules/tiny"
    )


def test_bytes_stay_as_they_are(place: Path) -> None:
    (place / ".gitattributes").write_text("* text=auto eol=crlf\n")
    (place / "rules/tiny/blob").write_bytes(b"a\r\n\n\0blob 3\n" * 9)
    (place / "rules/tiny/empty").write_bytes(b"")
    git(place, "init", "-q")
    git(place, "config", "core.autocrlf", "false")
    (place / ".gitattributes").write_text("*.txt text\n")
    commit(place)

    files = Repository(str(place)).pack("HEAD", "rules/tiny", "x")

    assert files == read_folder(place / "rules/tiny")


def test_the_pack_can_be_the_whole_repository(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, "tiny")
    commit(folder)
    repository = Repository(str(folder))

    assert repository.prefix == ""
    assert repository.pack("HEAD", "", "x") == read_folder(folder)
    assert repository.manifests("HEAD", "") == {}


def test_what_editors_leave_is_left_out_as_in_a_folder(place: Path) -> None:
    for name in (".hidden", "_private/a.rules", "#draft#", "main.rules~", "cases/.swp"):
        (place / "rules/tiny" / name).parent.mkdir(exist_ok=True)
        (place / "rules/tiny" / name).write_text("x")
    commit(place)

    assert Repository(str(place)).pack("HEAD", "rules/tiny", "x") == read_folder(
        place / "rules/tiny"
    )


def test_the_packs_beside_it_are_those_of_that_revision(place: Path) -> None:
    core = write_pack(place / "rules", "core", rules=None)
    write_pack(place / "rules/tiny", "inner")
    write_pack(place, "elsewhere")
    first = commit(place)
    (core / "pack.yaml").write_text("name: core\nversion: 2.0.0\nlanguage: 1\nstandard: S\n")
    commit(place)

    found = Repository(str(place)).manifests(first, "rules/tiny")

    assert list(found) == ["rules/core"]
    assert b"version: 1.0.0" in found["rules/core"]


@pytest.mark.parametrize(
    "name", ["releas-1", "v1:rules", "main..v1", "-n1", "--all", "", "v1\n", "\0"]
)
def test_what_names_no_commit_is_refused(place: Path, name: str) -> None:
    commit(place, "release-1")

    found = mistake(lambda: Repository(str(place)).commit(name))

    assert found.code == "revision-unknown"
    if name == "releas-1":
        assert (found.message, found.hint) == ("there is no revision `releas-1`", "release-1")


def test_an_option_in_the_place_of_a_revision_writes_nothing(place: Path) -> None:
    commit(place)
    before = sorted(place.iterdir())

    mistake(lambda: Repository(str(place)).commit("--output=stolen"))

    assert sorted(place.iterdir()) == before


def test_a_folder_outside_of_every_repository_is_said_so(tmp_path: Path) -> None:
    found = mistake(lambda: Repository(str(tmp_path)))

    assert (found.code, found.message) == (
        "revision-unknown",
        "this folder lies in no git repository",
    )


def test_a_repository_that_git_does_not_open_is_said_in_its_words(place: Path) -> None:
    commit(place)
    (place / ".git/config").write_text("[core\n")

    found = mistake(lambda: Repository(str(place)))

    assert found.message == "git does not open the repository"
    assert found.have == "bad config line 1 in file .git/config"


def test_a_folder_that_was_not_there_gets_the_nearest_pack(place: Path) -> None:
    commit(place)
    repository = Repository(str(place))

    absent = mistake(lambda: repository.pack("HEAD", "rules/tinny", "HEAD:rules/tinny"))
    file = mistake(lambda: repository.pack("HEAD", "rules/tiny/main.rules", "x"))
    other = mistake(lambda: repository.pack("HEAD", "rules", "HEAD:rules"))

    assert absent.message == "this folder is not there at that revision"
    assert (absent.file, absent.hint) == ("HEAD:rules/tinny", "rules/tiny")
    assert file.code == "revision-unknown"
    assert (other.code, other.file) == ("pack-folder", "HEAD:rules/pack.yaml")


def test_links_and_other_repositories_are_refused(place: Path, tmp_path: Path) -> None:
    (place / "rules/tiny/link.rules").symlink_to("main.rules")
    commit(place, "link")
    (place / "rules/tiny/link.rules").unlink()
    commit(place)
    head = git(place, "rev-parse", "HEAD")
    git(place, "update-index", "--add", "--cacheinfo", f"160000,{head},rules/tiny/sub")
    git(place, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "sub")
    repository = Repository(str(place))

    link = mistake(lambda: repository.pack("link", "rules/tiny", "x"))
    sub = mistake(lambda: repository.pack("HEAD", "rules/tiny", "x"))

    assert (link.code, link.message) == ("pack-file", "a link is refused in a pack")
    assert link.file == "x/link.rules"
    assert (sub.code, sub.message) == ("pack-file", "another repository is refused in a pack")


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["a b.rules"], "`a b.rules` is no plain name"),
        (["A.rules", "a.rules"], "two names differ in capitals alone"),
        (["C/x", "c/y"], "two names differ in capitals alone"),
        (["1/2/3/4/5/6/7/8/9/x"], "more than 8 levels"),
    ],
)
def test_names_are_held_to_the_rules_of_folders(
    place: Path, names: list[str], message: str
) -> None:
    for name in names:
        (place / "rules/tiny" / name).parent.mkdir(parents=True, exist_ok=True)
        (place / "rules/tiny" / name).write_text("x")
    commit(place)

    found = mistake(lambda: Repository(str(place)).pack("HEAD", "rules/tiny", "x"))
    on_disk = mistake(lambda: read_folder(place / "rules/tiny"))

    assert found.message == message
    assert (found.code, found.message) == (on_disk.code, on_disk.message)


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"PACK_MEMBERS": 4}, None),
        ({"PACK_MEMBERS": 3}, "more than 3 files"),
        ({"PACK_UNPACKED": 1_000}, None),
        ({"PACK_UNPACKED": 200}, "more than 200 bytes in all"),
        ({"RULE_FILE_BYTES": 100}, "the file is larger than 100 bytes"),
    ],
)
def test_limits_hold_before_a_blob_is_read(
    place: Path, monkeypatch: pytest.MonkeyPatch, limits: dict[str, int], message: str | None
) -> None:
    commit(place)
    for module in (revision, folder_module):
        monkeypatch.setattr(module, "LIMITS", limit.Limits(**limits))
    read = Repository(str(place)).pack

    if message is None:
        assert len(read("HEAD", "rules/tiny", "x")) == 4
    else:
        found = mistake(lambda: read("HEAD", "rules/tiny", "x"))
        assert (found.code, found.message) == ("limit-exceeded", message)


def test_the_environment_of_a_hook_points_nowhere(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = commit(place)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "nowhere"))

    assert Repository(str(place)).commit("HEAD") == head


def test_a_program_that_the_repository_names_is_not_run(place: Path, tmp_path: Path) -> None:
    commit(place)
    trap = tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    trap.chmod(0o755)
    for name in ("core.fsmonitor", "core.pager", "core.sshCommand", "diff.external"):
        git(place, "config", name, str(trap))
    for hook in ("post-checkout", "reference-transaction", "post-index-change"):
        (place / ".git/hooks" / hook).write_text(trap.read_text())
        (place / ".git/hooks" / hook).chmod(0o755)
    repository = Repository(str(place))

    repository.pack(repository.commit("HEAD"), "rules/tiny", "x")

    assert not (tmp_path / "sprung").exists()


def test_an_object_that_is_not_there_is_a_mistake_and_no_fetch(place: Path, tmp_path: Path) -> None:
    commit(place)
    oid = git(place, "rev-parse", "HEAD:rules/tiny/main.rules")
    (place / ".git/objects" / oid[:2] / oid[2:]).unlink()

    found = mistake(lambda: Repository(str(place)).pack("HEAD", "rules/tiny", "x"))

    assert found.message == "the repository does not hold all of that revision"
    assert found.file == "x/main.rules"


def test_a_partial_clone_fetches_nothing(place: Path, tmp_path: Path) -> None:
    commit(place)
    git(place, "config", "uploadpack.allowFilter", "true")
    partial = tmp_path / "partial"
    git(
        tmp_path,
        "clone",
        "-q",
        "--no-checkout",
        "--filter=blob:none",
        f"file://{place}",
        str(partial),
    )

    found = mistake(lambda: Repository(str(partial)).pack("HEAD", "rules/tiny", "x"))
    kept = git(partial, "count-objects", "-v")

    assert found.message == "the repository does not hold all of that revision"
    mistake(lambda: Repository(str(partial)).pack("HEAD", "rules/tiny", "x"))
    assert git(partial, "count-objects", "-v") == kept


def test_without_git_it_says_so(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(place)
    monkeypatch.setenv("PATH", str(place / "empty"))

    found = mistake(lambda: Repository(str(place)))

    assert found.message == "git is not there, and a revision is read by it"


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("rules/tiny", "rules/tiny"),
        ("rules/tiny/", "rules/tiny"),
        ("", ""),
        (".", "rules"),
        ("./tiny", "rules/tiny"),
        ("../rules/tiny", "rules/tiny"),
        ("..", ""),
    ],
)
def test_a_path_starts_at_the_top_or_where_one_stands(place: Path, written: str, path: str) -> None:
    commit(place)

    assert path_in(Repository(str(place / "rules")), written) == path


@pytest.mark.parametrize("written", ["../..", "/etc", "rules/../../x", "a\nb"])
def test_a_path_does_not_lead_out_of_the_repository(place: Path, written: str) -> None:
    commit(place)

    found = mistake(lambda: path_in(Repository(str(place / "rules")), written))

    assert found.code == "revision-unknown"
