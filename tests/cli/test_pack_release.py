"""Lock, build, sign and trust through the real command."""

from __future__ import annotations

import ast
import json
import os
import pty
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from checker.cli import main as door
from tests.cli.command import CASTHOUSE, ROOT, checker
from tests.pack.archive import FILES, MANIFEST
from tests.pack.packs import RULES, write_pack
from tests.pack.test_trust import KEY, OTHER, pem, private_pem

if TYPE_CHECKING:
    from pathlib import Path

DOSSIER = "dossier: 1\nid: EX-1\nas_of: 2026-06-30\npacks: {tiny: '>=1.0'}\ntiny: {mass: 12 t}\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a folder with a dossier, a pack with a case, and two publishers' keys."""
    for name, data in FILES.items():
        path = tmp_path / "rules" / "tiny" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (tmp_path / "claim").mkdir()
    (tmp_path / "claim/dossier.yaml").write_text(DOSSIER)
    (tmp_path / "mine.pem").write_text(private_pem(KEY))
    (tmp_path / "mine.pub").write_text(pem(KEY))
    (tmp_path / "other.pub").write_text(pem(OTHER))
    return tmp_path


def set_version(folder: Path, version: str) -> None:
    manifest = folder / "pack.yaml"
    lines = manifest.read_text().splitlines(keepends=True)
    said = [f"version: {version}\n" if line.startswith("version:") else line for line in lines]
    manifest.write_text("".join(said))


# --- lock ---------------------------------------------------------------------------------


def test_a_check_from_the_lock_and_its_inputs_gives_the_same_bytes(tmp_path: Path) -> None:
    """Whatever other versions come later; and a file that changed is named."""
    rules, claim = tmp_path / "rules", tmp_path / "claim"
    shutil.copytree(ROOT / "rules", rules)
    shutil.copytree(CASTHOUSE, claim)
    for pack in ("disclosure", "cgmc-low-carbon"):
        # Versions of their own, so that they are not those of the program.
        set_version(rules / pack, "0.1.0")
    for path in rules.iterdir():
        if path.name not in ("disclosure", "cgmc-low-carbon"):
            shutil.rmtree(path)
    versions = ["--pack", "disclosure <1", "--pack", "cgmc-low-carbon <1", "--rules", "rules"]
    check = ["check", "claim", "--format", "json", *versions]
    made = checker("pack", "lock", "claim", "--inputs", *versions, cwd=tmp_path)
    before = checker(*check, "--locked", cwd=tmp_path)

    for pack in ("disclosure", "cgmc-low-carbon"):
        newer = rules / f"{pack}-newer"
        shutil.copytree(rules / pack, newer)
        set_version(newer, "0.2.0")
        (newer / "more.rules").write_text("fact more.mass : mass\n")
    free = checker(*check, cwd=tmp_path)
    after = checker(*check, "--locked", cwd=tmp_path)
    seeds = [
        checker(*check, "--locked", cwd=tmp_path, PYTHONHASHSEED=seed, TZ=zone, XDG_CACHE_HOME=home)
        for seed, zone, home in (("1", "Asia/Tokyo", str(tmp_path)), ("2", "UTC", "/nowhere"))
    ]

    assert made.code == 0, made
    assert before.code == free.code == after.code == 1, (before, free, after)
    assert after.out == before.out
    assert [one.out for one in seeds] == [before.out, before.out]
    assert free.out != before.out
    plain = json.loads(before.out)
    text = (claim / "checker.lock").read_text()
    for recorded in (*plain["packs"], *plain["inputs"]):
        assert f"sha256: {recorded['sha256']}" in text

    ledger = claim / "movements.csv"
    ledger.write_bytes(ledger.read_bytes() + b"\n")
    changed = checker(*check, "--locked", cwd=tmp_path)

    assert changed.code == 2
    (error,) = json.loads(changed.err)["errors"]
    assert error["code"] == "lock-drift"
    assert error["message"] == "`movements.csv` changed since it was locked"


def test_a_ledger_that_changed_is_named_though_it_can_no_longer_be_read(tmp_path: Path) -> None:
    claim = tmp_path / "claim"
    shutil.copytree(CASTHOUSE, claim)
    checker("pack", "lock", "claim", "--inputs", cwd=tmp_path)
    (claim / "movements.csv").write_bytes(b"not,a\nledger\n")

    ended = checker("check", "claim", "--locked", "-q", cwd=tmp_path)

    assert ended.code == 2
    assert "`movements.csv` changed since it was locked" in ended.err
    assert len(ended.err.splitlines()) > 1


def test_without_inputs_the_dossier_may_go_on_changing(place: Path) -> None:
    checker("pack", "lock", "claim", "--rules", "rules", cwd=place)
    (place / "claim/dossier.yaml").write_text(DOSSIER.replace("12 t", "40 t"))

    ended = checker("check", "claim", "--rules", "rules", "--locked", cwd=place)

    assert (ended.code, ended.err) == (1, "")


def test_a_lock_is_written_once_and_anew_with_force(place: Path) -> None:
    lock = ("pack", "lock", "claim", "--rules", "rules")
    first = checker(*lock, cwd=place)
    again = checker(*lock, cwd=place)
    forced = checker(*lock, "--force", "-q", cwd=place)

    assert (first.code, first.err) == (0, "wrote claim/checker.lock\n")
    assert first.out.splitlines()[-1] == "tiny 1.0.0"
    assert (again.code, again.err) == (
        4,
        "error: claim/checker.lock is there already; --force overwrites it\n",
    )
    assert (forced.code, forced.out, forced.err) == (0, "", "")


def test_a_dossier_of_one_file_has_its_lock_beside_it(place: Path) -> None:
    (place / "claim/dossier.yaml").rename(place / "claim/billet.yaml")
    made = checker("pack", "lock", "claim/billet.yaml", "--rules", "rules", cwd=place)
    held = checker("check", "claim/billet.yaml", "--rules", "rules", "--locked", cwd=place)
    here = checker(
        "pack", "lock", "billet.yaml", "--rules", "../rules", "--force", cwd=place / "claim"
    )

    assert (made.code, held.code) == (0, 0)
    assert (place / "claim/checker.lock").is_file()
    assert here.err == "wrote checker.lock\n"


def test_packs_without_a_dossier_are_locked_where_one_stands(place: Path) -> None:
    made = checker("pack", "lock", "--pack", "tiny", "--rules", "../rules", cwd=place / "claim")
    held = checker("check", "claim", "--rules", "rules", "--locked", cwd=place)
    nothing = checker("pack", "lock", cwd=place)
    inputs = checker("pack", "lock", "--pack", "core", "--inputs", cwd=place)

    assert (made.code, held.code) == (0, 0)
    assert (nothing.code, inputs.code) == (2, 2)
    assert nothing.err == "error: a DOSSIER is needed, or --pack without --inputs\n"


def test_inputs_are_locked_though_the_dossier_says_no_day(place: Path) -> None:
    (place / "claim/dossier.yaml").write_text(DOSSIER.replace("as_of: 2026-06-30\n", ""))
    made = checker("pack", "lock", "claim", "--rules", "rules", "--inputs", cwd=place)
    day = ("--as-of", "2026-06-30")
    held = checker("check", "claim", "--rules", "rules", "--locked", *day, cwd=place)

    assert (made.code, held.code) == (0, 0)


@pytest.fixture
def named(place: Path) -> Path:
    """Return a place whose dossier has a fact, and a column, of packs that it does not select."""
    write_pack(place / "rules", "other", rules='fact other.mass : mass "What that weighs"\n')
    write_pack(
        place / "rules",
        "rows",
        uses="{more: }",
        rules='extend sites\n  column colour : text "Its colour"\n',
    )
    write_pack(place / "rules", "more", rules=None)
    text = DOSSIER + "other: {mass: 3 t}\nsites: {rows: [{id: S, colour: red}]}\n"
    (place / "claim/dossier.yaml").write_text(text)
    return place


CHECK = ("check", "claim", "--rules", "rules", "--format", "json")


def test_packs_that_only_declare_names_of_the_dossier_are_locked_too(named: Path) -> None:
    made = checker("pack", "lock", "claim", "--rules", "rules", cwd=named)
    text = (named / "claim/checker.lock").read_text()
    free = checker(*CHECK, cwd=named)
    held = checker(*CHECK, "--locked", cwd=named)

    assert made.code == 0, made
    assert json.loads(free.out)["unused"] == ["other.mass", "sites.colour"]
    assert held.out == free.out
    assert text.count("only_names: yes") == 3
    assert "  other:\n    version: 1.0.0\n    only_names: yes\n" in text

    (named / "rules/other/new.rules").write_text("")
    shutil.rmtree(named / "rules/rows")
    drifted = checker(*CHECK, "--locked", cwd=named)

    assert drifted.code == 2
    assert [one["message"] for one in json.loads(drifted.err)["errors"]] == [
        "`other/new.rules` was added since other 1.0.0 was locked",
        "pack `rows` 1.0.0 is locked and not found",
    ]


def test_a_pack_that_came_later_does_not_make_a_wrong_name_right(place: Path) -> None:
    checker("pack", "lock", "claim", "--rules", "rules", cwd=place)
    write_pack(place / "rules", "late", rules='fact late.mass : mass "What that weighs"\n')
    (place / "claim/dossier.yaml").write_text(DOSSIER + "late: {mass: 3 t}\n")

    free = checker(*CHECK, cwd=place)
    held = checker(*CHECK, "--locked", cwd=place)

    assert (free.code, held.code) == (0, 2)
    assert "no pack declares `late`" in held.err


def test_a_bundle_that_is_replaced_is_seen_by_who_checks_on(place: Path) -> None:
    import checker as api

    def build(version: str) -> None:
        set_version(place / "rules/tiny", version)
        made = checker("pack", "build", "rules/tiny", "--out", "tiny.zip", "--force", cwd=place)
        assert made.code == 0, made

    def checked() -> str:
        plain = api.check(place / "claim", rules=[place / "tiny.zip"]).to_plain()
        return str(plain["packs"][0]["version"])

    build("1.0.0")
    first = checked()
    build("1.1.0")

    assert (first, checked()) == ("1.0.0", "1.1.0")


@pytest.mark.parametrize("command", [["check", "claim"], ["explain", "claim", "cap"]])
def test_each_command_that_checks_holds_to_the_lock(command: list[str], place: Path) -> None:
    options = ("--rules", "rules", "--locked")
    none = checker(*command, *options, cwd=place)
    checker("pack", "lock", "claim", "--rules", "rules", cwd=place)
    held = checker(*command, *options, cwd=place)
    (place / "rules/tiny/new.rules").write_text("")
    drifted = checker(*command, *options, cwd=place)

    assert (none.code, held.code, drifted.code) == (2, 0, 2)
    assert "error[lock-missing]: " in none.err
    assert "`tiny/new.rules` was added since tiny 1.0.0 was locked" in drifted.err


def test_a_folder_and_its_bundle_fit_the_same_lock(place: Path) -> None:
    checker("pack", "lock", "claim", "--rules", "rules", cwd=place)
    checker("pack", "build", "rules/tiny", cwd=place)
    file = "tiny-1.0.0.checkerpack"

    folder = checker(
        "check", "claim", "--rules", "rules", "--locked", "--format", "json", cwd=place
    )
    bundle = checker("check", "claim", "--rules", file, "--locked", "--format", "json", cwd=place)

    assert folder.code == bundle.code == 0
    assert folder.out == bundle.out


def test_a_lock_that_is_no_plain_file_is_refused(place: Path) -> None:
    (place / "claim/checker.lock").symlink_to(place / "mine.pub")

    ended = checker("check", "claim", "--rules", "rules", "--locked", cwd=place)

    assert ended.code == 2
    assert "error[not-a-file]: `checker.lock` is a link" in ended.err


def test_python_takes_the_same_arguments(place: Path) -> None:
    import checker as api

    checker("pack", "lock", "claim", "--rules", "rules", cwd=place)
    write_pack(place / "rules", "tiny", folder="newer", version="1.1.0")

    free = api.check(place / "claim", rules=[place / "rules"]).to_plain()
    held = api.check(place / "claim", rules=[place / "rules"], locked=True).to_plain()

    assert [pack["version"] for pack in (free["packs"][0], held["packs"][0])] == ["1.1.0", "1.0.0"]


# --- build --------------------------------------------------------------------------------


def test_a_pack_is_built_from_its_folder_or_its_name(place: Path) -> None:
    folder = checker("pack", "build", "rules/tiny", cwd=place)
    name = checker("pack", "build", "tiny", "--rules", "rules", "--out", "x.zip", cwd=place)

    assert folder.err == "wrote tiny-1.0.0.checkerpack\n"
    assert name.err == "wrote x.zip\n"
    assert folder.out == name.out
    assert folder.out.startswith("tiny 1.0.0, 4 files, SHA-256 of the pack ")
    assert (place / "x.zip").read_bytes() == (place / "tiny-1.0.0.checkerpack").read_bytes()


def test_a_pack_with_mistakes_is_not_built(place: Path) -> None:
    (place / "rules/tiny/main.rules").write_text(RULES.replace("at most 30 t", "at most 30 %"))

    ended = checker("pack", "build", "rules/tiny", cwd=place)

    assert ended.code == 2
    assert "rules/tiny/main.rules:5:" in ended.err or "rules/tiny/main.rules:7:" in ended.err
    assert not list(place.glob("*.checkerpack"))


def test_a_pack_whose_cases_differ_is_not_built_unless_it_is_asked_for(place: Path) -> None:
    case = place / "rules/tiny/cases/a.yaml"
    case.write_text(case.read_text().replace("31 t", "30 t"))

    ended = checker("pack", "build", "rules/tiny", cwd=place)
    asked = checker("pack", "build", "rules/tiny", "--no-test", cwd=place)

    assert ended.code == 1
    assert "cap: expected violation, found pass" in ended.out
    assert "--no-test builds it all the same" in ended.err
    assert asked.code == 0


def test_a_pack_with_rules_and_no_cases_is_not_built(place: Path) -> None:
    shutil.rmtree(place / "rules/tiny/cases")

    assert checker("pack", "build", "rules/tiny", cwd=place).code == 1
    assert not list(place.glob("*.checkerpack"))


def test_a_pack_of_declarations_needs_no_cases(tmp_path: Path) -> None:
    write_pack(tmp_path, "words", rules='fact words.mass : mass "What it weighs"\n')

    assert checker("pack", "build", "./words", cwd=tmp_path).code == 0


@pytest.mark.parametrize("out", ["rules/tiny/x.checkerpack", "rules/tiny/cases/x"])
def test_a_bundle_is_not_written_into_its_own_pack(out: str, place: Path) -> None:
    ended = checker("pack", "build", "rules/tiny", "--out", out, cwd=place)
    here = checker("pack", "build", "./", cwd=place / "rules/tiny")

    assert ended.code == here.code == 2
    assert "a bundle in the folder of its pack would become a part of it" in ended.err
    assert "hint: --out ../tiny-1.0.0.checkerpack" in here.err


def test_what_cannot_be_built_is_said(place: Path) -> None:
    checker("pack", "build", "rules/tiny", cwd=place)
    twice = checker("pack", "build", "rules/tiny", cwd=place)
    bundle = checker("pack", "build", "tiny-1.0.0.checkerpack", cwd=place)
    folder = checker("pack", "build", "./rules", cwd=place)
    missing = checker("pack", "build", "./nothing", cwd=place)
    unknown = checker("pack", "build", "tinny", "--rules", "rules", cwd=place)

    assert twice.code == 4
    assert (bundle.code, bundle.err) == (2, "error: tiny-1.0.0.checkerpack is a bundle already\n")
    assert (folder.code, missing.code, unknown.code) == (2, 2, 2)
    assert "there is no pack.yaml" in folder.err
    assert "there is no pack.yaml" in missing.err
    assert "hint: tiny" in unknown.err


def test_a_bundle_is_used_wherever_a_folder_is(place: Path) -> None:
    checker("pack", "build", "rules/tiny", cwd=place)
    file = "tiny-1.0.0.checkerpack"
    rules = ("--rules", file)

    listed = checker("rules", *rules, cwd=place)
    shown = checker("rules", "tiny/cap", *rules, cwd=place)
    tested = checker("pack", "test", file, cwd=place)
    by_name = checker("pack", "test", "tiny", *rules, cwd=place)
    checked = checker("check", "claim", *rules, cwd=place)
    explained = checker("explain", "claim", "cap", *rules, cwd=place)
    started = checker("init", "dossier", "new", "--pack", "tiny", *rules, cwd=place)

    assert f"({file}/pack.yaml)" in listed.out
    assert "require tiny.mass at most 30 t" in shown.out
    assert tested.out == by_name.out
    assert "1 case as expected" in tested.out
    assert [one.code for one in (checked, explained, started)] == [0, 0, 0]


def test_nothing_is_unpacked_to_the_disk(place: Path) -> None:
    checker("pack", "build", "rules/tiny", cwd=place)
    before = sorted(place.rglob("*"))
    checker("check", "claim", "--rules", "tiny-1.0.0.checkerpack", cwd=place, TMPDIR=str(place))

    assert sorted(place.rglob("*")) == before


# --- sign and trust -----------------------------------------------------------------------


def build(place: Path, *, signed: bool = True) -> str:
    checker("pack", "build", "rules/tiny", cwd=place)
    if signed:
        sign = checker("pack", "sign", "tiny-1.0.0.checkerpack", "--key", "mine.pem", cwd=place)
        assert sign.code == 0, sign
    return "tiny-1.0.0.checkerpack"


def test_a_signed_bundle_is_taken_with_its_key_and_with_no_other(place: Path) -> None:
    rules = ("--rules", build(place))

    mine = checker("check", "claim", *rules, "--trust", "mine.pub", cwd=place)
    both = checker(
        "check", "claim", *rules, "--trust", "other.pub", "--trust", "mine.pub", cwd=place
    )
    other = checker("check", "claim", *rules, "--trust", "other.pub", cwd=place)

    assert (mine.code, both.code, other.code) == (0, 0, 2)
    assert (
        "error[signature-refused]: the bundle is signed by a key that is not trusted" in other.err
    )


def test_openssl_agrees_with_what_is_signed_and_with_the_id_of_the_key(place: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    file = build(place)
    plain = json.loads((place / f"{file}.sig").read_text())
    (place / "value").write_bytes(bytes.fromhex(plain["value"]))

    said = subprocess.run(
        [openssl, "pkeyutl", "-verify", "-pubin", "-inkey", "mine.pub", "-rawin"]
        + ["-in", file, "-sigfile", "value"],
        cwd=place,
        check=False,
        capture_output=True,
        text=True,
    )
    der = subprocess.run(
        [openssl, "pkey", "-pubin", "-in", "mine.pub", "-outform", "DER"],
        cwd=place,
        check=True,
        capture_output=True,
    )

    from hashlib import sha256

    assert said.returncode == 0, said
    assert plain["key"] == sha256(der.stdout).hexdigest()


# A command that takes --rules, as it is called with a pack that must be signed.
CALLS = {
    "check": ["claim"],
    "explain": ["claim", "cap"],
    "init dossier": ["new", "--pack", "tiny", "--force"],
    "pack build": ["more/user", "--force"],
    "pack diff": ["tiny", "tiny"],
    "pack docs": ["tiny"],
    "pack lint": ["tiny"],
    "pack lock": ["claim", "--force"],
    "pack test": ["tiny"],
    "pack texts": ["tiny", "--lang", "ja"],
    "rules": ["tiny"],
    "schema": ["dossier", "--pack", "tiny"],
}


def test_every_command_that_takes_packs_is_called_here() -> None:
    taking = {name for name in door.COMMANDS if "--trust" in checker(*name.split(), "--help").out}

    assert taking == set(CALLS)


@pytest.mark.parametrize("name", CALLS)
def test_no_command_takes_a_pack_that_is_not_signed(name: str, place: Path) -> None:
    command = [*name.split(), *CALLS[name], "--trust", "mine.pub"]
    file = build(place)
    write_pack(place / "more", "user", uses="{tiny: }", rules=None)

    folder = checker(*command, "--rules", "rules", cwd=place)
    bundle = place / file
    taken = checker(*command, "--rules", file, cwd=place)
    bundle.write_bytes(bundle.read_bytes().replace(b"30 t\n", b"90 t\n"))
    changed = checker(*command, "--rules", file, cwd=place)
    (place / f"{file}.sig").unlink()
    unsigned = checker(*command, "--rules", file, cwd=place)

    # What lint finds in the pack is no reason to refuse it.
    assert taken.code == (1 if name == "pack lint" else 0), taken
    assert [folder.code, changed.code, unsigned.code] == [2, 2, 2]
    assert "error[pack-unsigned]: " in folder.err
    assert "error[signature-refused]: the signature is not of this bundle" in changed.err
    assert "error[pack-unsigned]: " in unsigned.err


def test_no_command_looks_for_packs_but_through_its_options() -> None:
    """Else it would forget whom to trust, or what is locked.

    A command takes option.packs_of(arguments), or **option.check_options(arguments), or gives
    trust=arguments.trust wherever it gives arguments.rules.
    """
    wrong = []
    for path in sorted((ROOT / "checker" / "cli").glob("*.py")):
        if path.name == "option.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            given = {ast.unparse(one) for one in node.args}
            given |= {f"{one.arg}={ast.unparse(one.value)}" for one in node.keywords}
            rules = given & {"arguments.rules", "rules=arguments.rules"}
            day = given & {"arguments.as_of", "as_of=arguments.as_of"}
            if (
                ast.unparse(node.func).rpartition(".")[2] == "Packs"
                or (rules and "trust=arguments.trust" not in given)
                or (rules and day and "locked=arguments.locked" not in given)
            ):
                wrong.append(f"{path.name}:{node.lineno}: {ast.unparse(node)[:80]}")

    assert wrong == []


def test_keygen_keeps_the_private_key_private_and_overwrites_nothing(tmp_path: Path) -> None:
    made = checker("pack", "keygen", "mine", cwd=tmp_path)
    before = (tmp_path / "mine.pem").read_bytes()
    again = checker("pack", "keygen", "mine", cwd=tmp_path)

    assert made.err == "wrote mine.pem\nwrote mine.pub\n"
    assert (tmp_path / "mine.pem").stat().st_mode & 0o777 == 0o600
    assert again.code == 4
    assert (tmp_path / "mine.pem").read_bytes() == before


def test_what_cannot_be_signed_is_said(place: Path) -> None:
    file = build(place)
    twice = checker("pack", "sign", file, "--key", "mine.pem", cwd=place)
    public = checker("pack", "sign", file, "--key", "mine.pub", "--force", cwd=place)
    missing = checker("pack", "sign", "none.checkerpack", "--key", "mine.pem", cwd=place)
    folder = checker("pack", "sign", "rules/tiny", "--key", "mine.pem", cwd=place)
    text = checker("pack", "sign", "mine.pub", "--key", "mine.pem", cwd=place)
    (place / "hidden.pem").write_text(private_pem(KEY, b"secret"))
    hidden = checker("pack", "sign", file, "--key", "hidden.pem", "--force", cwd=place)

    assert twice.code == 4
    assert [one.code for one in (public, missing, folder, text, hidden)] == [2] * 5
    assert "one private key is needed here" in public.err
    assert "this bundle is not there" in missing.err
    assert "this bundle is not there" in folder.err
    assert "this is no bundle: it does not start as one" in text.err
    assert "the key has a password, which is asked for on a terminal alone" in hidden.err


def test_a_key_with_a_password_is_asked_for_it_on_a_terminal(place: Path) -> None:
    file = build(place, signed=False)
    (place / "hidden.pem").write_text(private_pem(KEY, b"secret"))
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(place)
        os.environ["PYTHONPATH"] = str(ROOT)
        command = [sys.executable, "-m", "checker", "pack", "sign", file, "--key", "hidden.pem"]
        os.execv(sys.executable, command)  # noqa: S606 - our own command, on a terminal of its own
    shown = b""
    while b"Password of hidden.pem: " not in shown:
        shown += os.read(terminal, 1000)
    os.write(terminal, b"secret\n")
    _, status = os.waitpid(pid, 0)
    os.close(terminal)

    held = checker("check", "claim", "--rules", file, "--trust", "mine.pub", cwd=place)

    assert os.waitstatus_to_exitcode(status) == 0
    assert held.code == 0


def test_lock_and_trust_go_together(place: Path) -> None:
    file = build(place)
    options = ("--rules", file, "--trust", "mine.pub")
    checker("pack", "lock", "claim", *options, cwd=place)

    held = checker("check", "claim", *options, "--locked", cwd=place)
    folder = checker(
        "check", "claim", "--rules", "rules", "--trust", "mine.pub", "--locked", cwd=place
    )

    assert (held.code, folder.code) == (0, 2)


def test_a_bundle_shows_its_manifest_to_any_program(place: Path) -> None:
    import zipfile

    with zipfile.ZipFile(place / build(place)) as archive:
        listed = json.loads(archive.read(MANIFEST))

    assert [one["file"] for one in listed["files"]] == sorted(FILES)
    assert (listed["name"], listed["version"]) == ("tiny", "1.0.0")
