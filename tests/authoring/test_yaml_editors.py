"""What an editor says of dossiers, packs and cases, tried with yaml-language-server itself.

Skipped where it is not installed: `npm install -g yaml-language-server`, or its path in
`YAML_LANGUAGE_SERVER`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.command import ROOT, checker

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NODE = shutil.which("node")
SERVER = os.environ.get("YAML_LANGUAGE_SERVER") or shutil.which("yaml-language-server")

pytestmark = pytest.mark.skipif(
    SERVER is None or NODE is None, reason="yaml-language-server is not installed"
)


class Editor:
    """One conversation with the server over its stdin and stdout."""

    def __init__(self, folder: Path) -> None:
        assert NODE is not None
        assert SERVER is not None
        self.folder = folder
        self.process = subprocess.Popen(
            [NODE, SERVER, "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.asked = 0
        self.ask(
            "initialize",
            processId=os.getpid(),
            rootUri=folder.as_uri(),
            capabilities={"textDocument": {"completion": {}}},
            workspaceFolders=None,
        )
        self.tell("initialized")
        # Nothing is fetched: the schemas lie beside the files.
        settings = {
            "yaml": {"validate": True, "completion": True, "schemaStore": {"enable": False}}
        }
        self.tell("workspace/didChangeConfiguration", settings=settings)

    def send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(data) + data)
        self.process.stdin.flush()

    def next(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        length = 0
        while (line := self.process.stdout.readline()) not in (b"\r\n", b""):
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        assert length, "the server has ended"
        message: dict[str, Any] = json.loads(self.process.stdout.read(length))
        if "method" in message and "id" in message:
            self.send({"id": message["id"], "result": None})
        return message

    def tell(self, method: str, **params: Any) -> None:
        self.send({"method": method, "params": params})

    def ask(self, method: str, **params: Any) -> Any:
        self.asked += 1
        self.send({"id": self.asked, "method": method, "params": params})
        while True:
            message = self.next()
            if message.get("id") == self.asked and "method" not in message:
                return message["result"]

    def open(self, file: str, text: str | None = None) -> list[str]:
        """Return what is said of a file, as `LINE:COLUMN message`."""
        path = self.folder / file
        if text is not None:
            path.write_text(text, encoding="utf-8")
        document = {
            "uri": path.as_uri(),
            "languageId": "yaml",
            "version": 1,
            "text": path.read_text(encoding="utf-8"),
        }
        self.tell("textDocument/didOpen", textDocument=document)
        while True:
            message = self.next()
            said = message.get("params") or {}
            if message.get("method", "").endswith("publishDiagnostics") and (
                said["uri"] == path.as_uri()
            ):
                starts = [
                    (found["range"]["start"], found["message"]) for found in said["diagnostics"]
                ]
                return sorted(
                    f"{at['line'] + 1}:{at['character'] + 1} {text}" for at, text in starts
                )

    def complete(self, file: str, line: int, column: int) -> list[str]:
        """Return what is offered at a place, counted from 1."""
        document = {"uri": (self.folder / file).as_uri()}
        place = {"line": line - 1, "character": column - 1}
        found = self.ask("textDocument/completion", textDocument=document, position=place)
        return [item["label"] for item in found["items"]]


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """Open a folder in which a dossier and a pack were just started."""
    folder = tmp_path_factory.mktemp("editor")
    checker("init", "dossier", "disclosed", cwd=folder)
    checker("init", "dossier", "cast", "--pack", "cgmc-low-carbon", cwd=folder)
    checker("init", "pack", "label", cwd=folder)
    for what in ("dossier", "case"):
        (folder / f"{what}.json").write_text(checker("schema", what).out, encoding="utf-8")
    started = Editor(folder)
    with started.process:
        yield started
        started.process.kill()


@pytest.mark.parametrize(
    "file",
    [
        "disclosed/dossier.yaml",
        "cast/dossier.yaml",
        "label/pack.yaml",
        "label/clauses.yaml",
        "label/cases/content.yaml",
    ],
)
def test_an_editor_finds_no_fault_with_what_was_just_started(editor: Editor, file: str) -> None:
    assert editor.open(file) == []


@pytest.mark.parametrize(
    "path",
    [
        *sorted((ROOT / "docs" / "examples").rglob("dossier.yaml")),
        *sorted((ROOT / "rules").glob("*/cases/*.yaml")),
    ],
    ids=lambda path: f"{path.parts[-2]}-{path.stem}",
)
def test_an_editor_finds_no_fault_with_what_we_ship(editor: Editor, path: Path) -> None:
    what = "dossier" if path.name == "dossier.yaml" else "case"
    head = f"# yaml-language-server: $schema={what}.json\n"

    name = "-".join(path.relative_to(ROOT).parts)
    assert editor.open(name, head + path.read_text(encoding="utf-8")) == []


def test_an_editor_says_what_is_wanted_where_a_dossier_is_wrong(editor: Editor) -> None:
    text = """\
# yaml-language-server: $schema=cast/dossier.schema.json
dossier: 1
id: X
as_of: June 2026
claim:
  quantity: 5 tons
  proportion: 0.3
  quantiy: 5 t
period: {start: 2025-01-01, end: 31.12.2025}
movements:
  complete: maybe
  rows:
    - id: A
      direction: sideways
      mass: {value: 5 t, sorce: EV-1}
"""

    assert editor.open("wrong.yaml", text) == [
        "11:13 wanted: yes or no",
        "14:18 wanted: one of in, out, loss, stock, destock, internal",
        "15:26 Property sorce is not allowed.",
        "4:8 wanted: YYYY-MM-DD (or YYYY-MM, YYYY where only that is known)",
        "6:13 wanted: a mass, as in `24.31 t`",
        "7:15 wanted: a share, as in `30 %`",
        "8:3 Property quantiy is not allowed.",
        "9:34 wanted: YYYY-MM-DD (or YYYY-MM, YYYY where only that is known)",
    ]


def test_an_editor_offers_the_facts_of_a_group_the_columns_of_a_row_and_their_options(
    editor: Editor,
) -> None:
    text = """\
# yaml-language-server: $schema=cast/dossier.schema.json
dossier: 1
id: X
claim:
\x20\x20
movements:
  rows:
    - id: A
      direction: \x20
    - id: B
      ma
"""
    editor.open("blank.yaml", text)

    facts = editor.complete("blank.yaml", 5, 3)
    assert {"quantity", "schemes", "date"} <= set(facts)
    assert "movements" not in facts
    assert editor.complete("blank.yaml", 9, 18) == [
        "in",
        "out",
        "loss",
        "stock",
        "destock",
        "internal",
    ]
    assert {"material", "mass"} <= set(editor.complete("blank.yaml", 11, 9))


def test_an_editor_says_what_is_wrong_with_a_case(editor: Editor) -> None:
    text = """\
# yaml-language-server: $schema=case.json
- case: A
  dossier: {claim: {quantity: 5}}
  expect: {TA-B1.method: {verdict: fail, message: x, missin: []}}
- case: B
  dosier: {}
"""

    assert editor.open("wrong-case.yaml", text) == [
        "3:31 wanted: a mass, as in `24.31 t`",
        "4:36 wanted: one of violation, missing, judgement, pass, not_applicable",
        "4:54 Property missin is not allowed.",
        '5:3 Missing property "dossier".',
        '5:3 Missing property "expect".',
        "6:3 Property dosier is not allowed.",
    ]
