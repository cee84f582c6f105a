"""An editor's side of the protocol: the real server in a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

ROOT = Path(__file__).parents[2]
_SECONDS = 60


class Client:
    """Speaks to a server; every answer that is an error fails, unless it is asked for."""

    def __init__(self, *arguments: str, cwd: Path | None = None) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "checker", "lsp", *arguments],
            cwd=cwd or ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.number = 0
        self.answers: Queue[dict[str, Any]] = Queue()
        self.told: Queue[dict[str, Any]] = Queue()
        self.log: list[bytes] = []
        self.versions: dict[str, int] = {}
        self.encoding = ""
        self._threads = [Thread(target=run, daemon=True) for run in (self._read, self._read_log)]
        for thread in self._threads:
            thread.start()

    # --- messages ---------------------------------------------------------------------------

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while header := stream.readline():
            size = 0
            while header.strip():
                if header.lower().startswith(b"content-length:"):
                    size = int(header.split(b":")[1])
                else:
                    assert header.lower().startswith(b"content-type:"), header
                header = stream.readline()
            message = json.loads(stream.read(size))
            if "method" not in message:
                self.answers.put(message)
            elif "id" in message:
                self.send({"jsonrpc": "2.0", "id": message["id"], "result": None})
            else:
                self.told.put(message)

    def _read_log(self) -> None:
        assert self.process.stderr is not None
        self.log.extend(self.process.stderr)

    def send(self, message: dict[str, Any]) -> None:
        self.send_raw(json.dumps(message).encode())

    def send_raw(self, body: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def notify(self, method: str, **params: Any) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def ask(self, method: str, **params: Any) -> Any:
        """Return the result of a request."""
        answer = self.ask_whatever(method, **params)
        assert "error" not in answer, answer
        return answer["result"]

    def ask_whatever(self, method: str, **params: Any) -> dict[str, Any]:
        """Return the answer to a request, also where it is an error."""
        self.number += 1
        message = {"jsonrpc": "2.0", "id": self.number, "method": method}
        self.send({**message, "params": params} if params else message)
        answer = self.answers.get(timeout=_SECONDS)
        assert answer["id"] == self.number, answer
        return answer

    # --- a session --------------------------------------------------------------------------

    def start(
        self,
        *folders: Path,
        encodings: tuple[str, ...] = (),
        options: Any = None,
        root: Path | None = None,
        locale: str | None = None,
    ) -> dict[str, Any]:
        """Begin, and return what the server can do."""
        capabilities: dict[str, Any] = {
            "workspace": {"workspaceEdit": {"documentChanges": True}},
            "textDocument": {
                "rename": {"prepareSupport": True},
                "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
                "publishDiagnostics": {"versionSupport": True},
            },
        }
        if encodings:
            capabilities["general"] = {"positionEncodings": list(encodings)}
        said = self.ask(
            "initialize",
            processId=os.getpid(),
            **({} if locale is None else {"locale": locale}),
            rootUri=None if root is None else root.as_uri(),
            capabilities=capabilities,
            initializationOptions=options,
            workspaceFolders=[{"uri": folder.as_uri(), "name": folder.name} for folder in folders]
            or None,
        )
        self.notify("initialized")
        result: dict[str, Any] = said["capabilities"]
        self.encoding = result["positionEncoding"]
        return result

    def open(self, file: Path, text: str | None = None) -> str:
        """Open a file, with its own text or another; return its URI."""
        if text is None:
            text = file.read_text(encoding="utf-8")
        uri = file.as_uri()
        self.versions[uri] = 1
        document = {"uri": uri, "languageId": "rules", "version": 1, "text": text}
        self.notify("textDocument/didOpen", textDocument=document)
        return uri

    def change(self, uri: str, *changes: dict[str, Any] | str) -> None:
        """Change a text: whole texts, or `{range, text}`."""
        self.versions[uri] += 1
        self.notify(
            "textDocument/didChange",
            textDocument={"uri": uri, "version": self.versions[uri]},
            contentChanges=[
                {"text": change} if isinstance(change, str) else change for change in changes
            ],
        )

    def close(self, uri: str) -> None:
        self.notify("textDocument/didClose", textDocument={"uri": uri})

    def next_told(self, method: str) -> dict[str, Any]:
        """Return the next notification of a method."""
        while True:
            message = self.told.get(timeout=_SECONDS)
            if message["method"] == method:
                params: dict[str, Any] = message["params"]
                return params

    def mistakes(self, uri: str) -> list[dict[str, Any]]:
        """Return the mistakes of a file as it is now, when they are told."""
        while True:
            told = self.next_told("textDocument/publishDiagnostics")
            if told["uri"] == uri and told.get("version") == self.versions.get(uri):
                found: list[dict[str, Any]] = told["diagnostics"]
                return found

    def at(self, method: str, uri: str, line: int, character: int, **params: Any) -> Any:
        """Return the result of a request about a place; lines and characters from 0."""
        return self.ask(
            f"textDocument/{method}",
            textDocument={"uri": uri},
            position={"line": line, "character": character},
            **params,
        )

    def about(self, method: str, uri: str, **params: Any) -> Any:
        """Return the result of a request about a file."""
        return self.ask(f"textDocument/{method}", textDocument={"uri": uri}, **params)

    def end(self) -> int:
        """Ask the server to end, and return its exit code."""
        self.ask("shutdown")
        self.send({"jsonrpc": "2.0", "method": "exit"})
        code = self.process.wait(timeout=_SECONDS)
        for thread in self._threads:
            thread.join(timeout=_SECONDS)
        return code

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(timeout=_SECONDS)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()


def copy_packs(place: Path, *names: str) -> Path:
    """Copy shipped packs into a workspace, and return its folder."""
    for name in names:
        shutil.copytree(ROOT / "rules" / name, place / name)
    return place


def place_of(text: str, marked: str, *, nth: int = 0) -> tuple[int, int]:
    """Return line and character, from 0, of the bar in `marked`, the nth place where it fits.

    `require claim|.quantity`: what stands before the bar and behind it is looked for in the text.
    """
    before, after = marked.split("|")
    at = -1
    for _ in range(nth + 1):
        at = text.index(before + after, at + 1)
    offset = at + len(before)
    return text.count("\n", 0, offset), offset - (text.rfind("\n", 0, offset) + 1)
