"""The language server: the protocol on stdin and stdout, and nothing else on stdout.

Everything runs on one thread, so that what is told is of the text as it was when it was told. A request
that goes wrong is answered with an error and written to the log; the server goes on.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import sys
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING, Any, BinaryIO

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, default_converter, lsp_method

from checker.authoring.lint.finding import page_of as lint_page_of
from checker.diagnostic.catalogue import page_of
from checker.diagnostic.diagnostic import InputError
from checker.diagnostic.render import in_lines, one_line
from checker.lsp.completion import Proposal, complete
from checker.lsp.hover import hover_name, hover_text
from checker.lsp.lint import findings
from checker.lsp.outline import TOKEN_TYPES, Entry, coloured, folds, outline
from checker.lsp.quickfix import replacement
from checker.lsp.rename import Edits, RenameError, may_rename, rename, sites_of, users
from checker.lsp.symbol import Site, Symbol
from checker.lsp.workspace import Known, Project, Workspace, path_of, uri_of
from checker.model.limit import LIMITS, show_size
from checker.model.said import said
from checker.model.source import Source
from checker.model.translation import LANGUAGES, has_language, translate
from checker.pack.find import Packs
from checker.resources import VERSION, package_dir
from checker.syntax.from_text import parse
from checker.syntax.to_text import format_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from checker.diagnostic.diagnostic import Diagnostic
    from checker.lsp.index import Declared, Index
    from checker.lsp.text import Text

LOG = logging.getLogger(__name__)
# How long typing has to rest, in seconds, before mistakes are told.
_TYPING, _AT_ONCE = 0.2, 0.02
_HEADER_BYTES = 8_192
_WAITING = 64

_COMPLETED = {
    "fact": types.CompletionItemKind.Field,
    "column": types.CompletionItemKind.Field,
    "table": types.CompletionItemKind.Class,
    "parameter": types.CompletionItemKind.Constant,
    "reading": types.CompletionItemKind.Enum,
    "define": types.CompletionItemKind.Variable,
    "let": types.CompletionItemKind.Variable,
    "row": types.CompletionItemKind.Variable,
    "words": types.CompletionItemKind.Text,
    "standard": types.CompletionItemKind.Reference,
    "option": types.CompletionItemKind.EnumMember,
    "unit": types.CompletionItemKind.Unit,
    "type": types.CompletionItemKind.TypeParameter,
    "keyword": types.CompletionItemKind.Keyword,
}
_OUTLINED = {
    "rule": types.SymbolKind.Function,
    "table": types.SymbolKind.Class,
    "extend": types.SymbolKind.Class,
    "column": types.SymbolKind.Field,
    "fact": types.SymbolKind.Field,
    "let": types.SymbolKind.Variable,
    "define": types.SymbolKind.Variable,
    "parameter": types.SymbolKind.Constant,
    "reading": types.SymbolKind.Enum,
    "words": types.SymbolKind.Array,
    "standard": types.SymbolKind.Namespace,
}


class _Protocol(LanguageServerProtocol):
    """Keeps no texts of its own: the workspace has them, and is right about their ends of lines."""

    _server: Server

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        self._server.opened(params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        self._server.changed(params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        self._server.closed(params)


class Server(LanguageServer):
    """A language server for rule files; `rules` are folders with more packs."""

    def __init__(self, rules: Sequence[str] = ()) -> None:
        super().__init__(
            "checker",
            VERSION,
            protocol_cls=_Protocol,
            converter_factory=default_converter,
        )
        self.rules = list(rules)
        self.files = Workspace(rules=self.rules)
        self.lang = "en"
        self.shut_down = False
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0.0
        self._told: dict[str, str] = {}
        # What lint found, by path, with the text in which it did.
        self._found: dict[Project, dict[str, tuple[str, list[Diagnostic]]]] = {}
        self._looking: dict[Project, asyncio.Task[None]] = {}
        _register(self)

    # --- texts ------------------------------------------------------------------------------

    def opened(self, params: types.DidOpenTextDocumentParams) -> None:
        """Take in an opened text."""
        document = params.text_document
        self.files.open(document.uri, document.version, document.text)
        self.schedule(_AT_ONCE)

    def changed(self, params: types.DidChangeTextDocumentParams) -> None:
        """Take in what was typed."""
        changes: list[Any] = []
        for change in params.content_changes:
            range_ = getattr(change, "range", None)
            changes.append(
                change.text
                if range_ is None
                else (
                    (range_.start.line, range_.start.character),
                    (range_.end.line, range_.end.character),
                    change.text,
                )
            )
        self.files.change(params.text_document.uri, params.text_document.version, changes)
        self.schedule(_TYPING)

    def closed(self, params: types.DidCloseTextDocumentParams) -> None:
        """Forget a closed text."""
        self.files.close(params.text_document.uri)
        self.schedule(_AT_ONCE)

    def refused(self, size: int) -> None:
        """Say that a message was too long to be read.

        What it would have changed is not known, so that no text is what the editor shows any more.
        """
        self.files.buffers.clear()
        limit = show_size(LIMITS.MESSAGE_BYTES)
        text = said(
            "a message of {size} bytes is refused: at most {limit} (MESSAGE_BYTES); open the files again",
            size=size,
            limit=limit,
        )
        self.say(types.MessageType.Error, text)
        self.schedule(_AT_ONCE)

    def say(self, kind: types.MessageType, text: str) -> None:
        """Show a person a message."""
        self.window_show_message(types.ShowMessageParams(kind, translate(text, self.lang)))

    # --- mistakes ---------------------------------------------------------------------------

    def look(self, path: str) -> None:
        """Ask what lint finds in the pack of a file that was saved, in place of what is asked already."""
        project = self.files.project(path)
        if project is None or project.lone or not self.files.may_change(path):
            return
        before = self._looking.get(project)
        if before is not None:
            before.cancel()
        self._looking[project] = asyncio.get_running_loop().create_task(self._look(project))

    async def _look(self, project: Project) -> None:
        known = self.files.known(project)
        if known is None or self.files.diagnose(project):
            self._found.pop(project, None)
            return
        near = [home for home in known.homes.values() if self.files.may_change(home)]
        found: dict[str, tuple[str, list[Diagnostic]]] = {}
        for one in await findings(project.folder, [*self.files.rules, *near], self.lang):
            path = one.file or ""
            text = self.files.text(path)
            if text is not None:
                found.setdefault(path, (text.text, []))[1].append(one)
        self._found[project] = found
        self.schedule(_AT_ONCE)

    def warnings(self, path: str) -> list[Diagnostic]:
        """Return what lint found in a file, while the file is as it was then."""
        text = self.files.text(path)
        return [
            one
            for found in self._found.values()
            for seen, those in [found.get(path, ("", []))]
            for one in those
            if text is not None and text.text == seen
        ]

    def schedule(self, delay: float) -> None:
        """Tell the mistakes when nothing more has come for a while."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(delay, self.tell)

    def tell(self) -> None:
        """Send the mistakes of every file of the packs that are open, where they have changed."""
        self._timer = None
        found: dict[str, list[Diagnostic]] = {path: [] for path in self.files.buffers}
        own: set[str] = set()
        for project in self.files.open_projects():
            try:
                mistakes = self.files.diagnose(project)
            except Exception:
                LOG.exception("the mistakes of %s are not known", project.folder)
                continue
            for path, those in mistakes.items():
                inside = self.files.project(path) == project
                if inside or path not in own and not found.get(path):
                    found[path] = those
                if inside:
                    own.add(path)
        for path in [path for seen in self._found.values() for path in seen]:
            found.setdefault(path, [])
        for path in sorted({*found, *self._told}):
            self._publish(path, found.get(path, []))

    def _publish(self, path: str, mistakes: Sequence[Diagnostic]) -> None:
        buffer = self.files.buffers.get(path)
        text = self.files.text(path)
        told = types.PublishDiagnosticsParams(
            uri=self.files.uri(path),
            diagnostics=[
                *(_diagnostic(one, text, self.lang) for one in mistakes),
                *(
                    _diagnostic(one, text, self.lang, types.DiagnosticSeverity.Warning)
                    for one in (() if mistakes else self.warnings(path))
                ),
            ],
            version=None if buffer is None else buffer.version,
        )
        state = repr(told)
        if self._told.get(path) == state:
            return
        if told.diagnostics or buffer is not None:
            self._told[path] = state
        else:
            self._told.pop(path, None)
        self.text_document_publish_diagnostics(told)

    # --- places -----------------------------------------------------------------------------

    def place(self, uri: str, position: types.Position | None = None) -> Place | None:
        """Return a place in a file of a pack; None where the file is none of ours."""
        path = path_of(uri)
        text = None if path is None else self.files.text(path)
        project = None if path is None else self.files.project(path)
        if path is None or text is None or project is None:
            return None
        known = self.files.known(project)
        if known is None:
            return None
        offset = 0 if position is None else text.offset(position.line, position.character)
        return Place(self, path, text, known, offset)

    def location(self, path: str, start: int, end: int) -> types.Location | None:
        """Return where characters of a file stand."""
        text = self.files.text(path)
        if text is None:
            return None
        return types.Location(self.files.uri(path), _range(text, start, end))


class Place:
    """A place in a file, with the index of its pack."""

    __slots__ = ("file", "known", "offset", "path", "server", "text")

    def __init__(self, server: Server, path: str, text: Text, known: Known, offset: int) -> None:
        self.server = server
        self.path = path
        self.text = text
        self.known = known
        self.offset = offset
        self.file = path.removeprefix(known.project.folder + "/")

    @property
    def index(self) -> Index:
        """The index of the pack."""
        return self.known.index

    @property
    def named(self) -> tuple[Site, Symbol] | None:
        """The name that stands here, and what it stands for."""
        return self.index.at(self.file, self.offset)

    def home(self, symbol: Symbol) -> Known | None:
        """Return the pack that declares a symbol."""
        if symbol.pack in ("", self.index.name):
            return self.known
        folder = self.known.homes.get(symbol.pack)
        return None if folder is None else self.server.files.known(Project(folder))

    def find(self, symbol: Symbol) -> tuple[Index, Declared] | None:
        """Return the declaration of a symbol, and the index of its pack."""
        home = self.home(symbol)
        declared = () if home is None else home.index.declared.get(symbol, ())
        if home is None or not declared:
            return None
        # Of two rows of the same name the one before is meant.
        before = [one for one in declared if one.site.start <= self.offset]
        return home.index, (before[-1] if symbol.item and before else declared[0])

    def definition(self) -> types.Location | None:
        """Return where the name that stands here is declared."""
        named = self.named
        found = None if named is None else self.find(named[1])
        if named is None or found is None:
            return None
        home = self.home(named[1])
        assert home is not None
        site = found[1].site
        return self.server.location(f"{home.project.folder}/{site.file}", site.start, site.end)


def _register(server: Server) -> None:
    feature = server.feature

    @feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        encoding = _encoding(params.capabilities)
        # As editors have it: "zh-cn".
        lang = re.split(r"[-_]", params.locale or "en")[0].lower()
        server.lang = lang if lang in LANGUAGES and has_language(lang) else "en"
        roots = [path_of(folder.uri) for folder in params.workspace_folders or ()]
        if not roots and params.root_uri:
            roots = [path_of(params.root_uri)]
        options = params.initialization_options
        given = getattr(options, "rules", None)
        if isinstance(options, dict):
            given = options.get("rules")
        start = next((root for root in roots if root), os.getcwd())
        more = given if isinstance(given, (list, tuple)) else ()
        rules = [os.path.join(start, place) for place in more if isinstance(place, str)]
        server.files = Workspace(
            [root for root in roots if root], [*server.rules, *rules], encoding
        )

    @feature(types.INITIALIZED)
    def initialized(_: types.InitializedParams) -> None:
        try:
            Packs(server.files.rules)
        except InputError as error:
            for found in error.diagnostics:
                server.say(types.MessageType.Warning, one_line(found, server.lang))
        watching = server.client_capabilities.workspace
        watched = None if watching is None else watching.did_change_watched_files
        if watched is not None and watched.dynamic_registration:
            watchers = [
                types.FileSystemWatcher(glob_pattern=pattern)
                for pattern in ("**/*.rules", "**/*.yaml")
            ]
            server.client_register_capability(
                types.RegistrationParams(
                    [
                        types.Registration(
                            id="files",
                            method=types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
                            register_options=types.DidChangeWatchedFilesRegistrationOptions(
                                watchers
                            ),
                        )
                    ]
                )
            )

    @feature(types.SHUTDOWN)
    def shutdown(*_: Any) -> None:
        server.shut_down = True

    @feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(_: types.DidChangeWatchedFilesParams) -> None:
        server.files.forget_folders()
        server.schedule(_TYPING)

    @feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders(params: types.DidChangeWorkspaceFoldersParams) -> None:
        gone = {path_of(folder.uri) for folder in params.event.removed}
        come = [path_of(folder.uri) for folder in params.event.added]
        server.files.set_roots(come, gone)
        server.schedule(_AT_ONCE)

    @feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        server.schedule(_AT_ONCE)
        path = path_of(params.text_document.uri)
        if path is not None:
            server.look(path)

    @feature(
        types.TEXT_DOCUMENT_COMPLETION,
        types.CompletionOptions(trigger_characters=[".", "{"], resolve_provider=True),
    )
    def completion(params: types.CompletionParams) -> types.CompletionList:
        place = server.place(params.text_document.uri, params.position)
        if place is None or not place.file.endswith(".rules"):
            return types.CompletionList(is_incomplete=False, items=[])
        found = complete(place.index, place.file, place.text.text, place.offset)
        items = [_completed(number, one, place) for number, one in enumerate(found)]
        return types.CompletionList(is_incomplete=False, items=items)

    @feature(types.COMPLETION_ITEM_RESOLVE)
    def resolve(item: types.CompletionItem) -> types.CompletionItem:
        data = item.data
        if not (
            isinstance(data, list) and len(data) == 5 and all(isinstance(x, str) for x in data)
        ):
            return item
        place = server.place(data[0])
        if place is not None:
            text = hover_name(Symbol(*data[1:]), place.index, place.find, server.lang)
            item.documentation = None if text is None else _markdown(text)
        return item

    @feature(types.TEXT_DOCUMENT_HOVER)
    def hover(params: types.HoverParams) -> types.Hover | None:
        place = server.place(params.text_document.uri, params.position)
        if place is None:
            return None
        named = place.named
        text = None if named is None else hover_name(named[1], place.index, place.find, server.lang)
        if named is not None and text is not None:
            range_ = _range(place.text, named[0].start, named[0].end)
            return types.Hover(_markdown(text), range_)
        if not place.file.endswith(".rules"):
            return None
        found = hover_text(place.text.text, place.offset, server.lang)
        if found is None:
            return None
        return types.Hover(_markdown(found[2]), _range(place.text, found[0], found[1]))

    @feature(types.TEXT_DOCUMENT_DEFINITION)
    def definition(params: types.DefinitionParams) -> types.Location | None:
        place = server.place(params.text_document.uri, params.position)
        return None if place is None else place.definition()

    @feature(types.TEXT_DOCUMENT_REFERENCES)
    def references(params: types.ReferenceParams) -> list[types.Location]:
        place = server.place(params.text_document.uri, params.position)
        named = None if place is None else place.named
        if place is None or named is None:
            return []
        return list(_references(place, named[1], params.context.include_declaration))

    @feature(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    def highlight(params: types.DocumentHighlightParams) -> list[types.DocumentHighlight]:
        place = server.place(params.text_document.uri, params.position)
        named = None if place is None else place.named
        if place is None or named is None:
            return []
        return [
            types.DocumentHighlight(_range(place.text, site.start, site.end))
            for site in sites_of(place.index, named[1])
            if site.file == place.file
        ]

    @feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    def prepare_rename(params: types.PrepareRenameParams) -> types.Range | None:
        place = server.place(params.text_document.uri, params.position)
        named = None if place is None else place.named
        if place is None or named is None:
            return None
        with _refusing(server.lang):
            may_rename(server.files, place.known, named[1])
        return _range(place.text, named[0].start, named[0].end)

    @feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    def renaming(params: types.RenameParams) -> types.WorkspaceEdit | None:
        place = server.place(params.text_document.uri, params.position)
        named = None if place is None else place.named
        if place is None or named is None:
            return None
        with _refusing(server.lang):
            return _workspace_edit(
                server, rename(server.files, place.known, named[1], params.new_name)
            )

    @feature(types.TEXT_DOCUMENT_FORMATTING)
    def formatting(params: types.DocumentFormattingParams) -> list[types.TextEdit]:
        path = path_of(params.text_document.uri)
        text = None if path is None or not path.endswith(".rules") else server.files.text(path)
        if path is None or text is None or not server.files.may_change(path):
            return []
        parsed, mistakes = parse(Source(path, text.text))
        # A file with mistakes is left as it is.
        return [] if mistakes else list(_edits(text, format_file(parsed)))

    @feature(types.TEXT_DOCUMENT_FOLDING_RANGE)
    def folding(params: types.FoldingRangeParams) -> list[types.FoldingRange]:
        path = path_of(params.text_document.uri)
        text = None if path is None or not path.endswith(".rules") else server.files.text(path)
        if text is None:
            return []
        return [
            types.FoldingRange(
                one.first,
                one.last,
                kind=types.FoldingRangeKind.Comment
                if one.is_comment
                else types.FoldingRangeKind.Region,
            )
            for one in folds(text)
        ]

    @feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def symbols(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        place = server.place(params.text_document.uri)
        if place is None:
            return []
        return [_outlined(one, place.text) for one in outline(place.index, place.file)]

    @feature(
        types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL,
        types.SemanticTokensLegend(token_types=list(TOKEN_TYPES), token_modifiers=[]),
    )
    def tokens(params: types.SemanticTokensParams) -> types.SemanticTokens:
        place = server.place(params.text_document.uri)
        if place is None or not place.file.endswith(".rules"):
            return types.SemanticTokens(data=[])
        return types.SemanticTokens(data=list(_relative(place)))

    @feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix]),
    )
    def actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        return list(_quick_fixes(server, params))


# --- from and to the protocol ---------------------------------------------------------------------


def _encoding(capabilities: types.ClientCapabilities) -> str:
    """Return what positions count: what the client likes best of what we know."""
    from pygls.capabilities import ServerCapabilitiesBuilder

    chosen = ServerCapabilitiesBuilder.choose_position_encoding(capabilities)
    return str(getattr(chosen, "value", chosen))


def _range(text: Text, start: int, end: int) -> types.Range:
    return types.Range(
        types.Position(*text.position(start)), types.Position(*text.position(max(start, end)))
    )


def _markdown(text: str) -> types.MarkupContent:
    return types.MarkupContent(types.MarkupKind.Markdown, text)


def _place_of(found: Diagnostic, text: Text | None) -> tuple[int, int]:
    if text is None or found.line is None:
        return 0, 0
    start = text.of_place(found.line, found.column or 1)
    return start, min(start + max(found.length, 1), len(text.text))


def _diagnostic(
    found: Diagnostic,
    text: Text | None,
    lang: str,
    severity: types.DiagnosticSeverity = types.DiagnosticSeverity.Error,
) -> types.Diagnostic:
    is_mistake = severity is types.DiagnosticSeverity.Error
    page = package_dir().parent / (page_of if is_mistake else lint_page_of)(found.code)
    start, end = _place_of(found, text)
    nowhere = types.Range(types.Position(0, 0), types.Position(0, 0))
    return types.Diagnostic(
        range=nowhere if text is None else _range(text, start, end),
        message=in_lines(found, lang),
        severity=severity,
        code=found.code,
        code_description=types.CodeDescription(uri_of(str(page))) if page.is_file() else None,
        source="checker",
    )


def _completed(number: int, one: Proposal, place: Place) -> types.CompletionItem:
    data = None
    if one.symbol is not None:
        data = [place.server.files.uri(place.path), *one.symbol]
    return types.CompletionItem(
        label=one.text,
        kind=_COMPLETED[one.kind],
        detail=translate(one.detail, place.server.lang) or None,
        sort_text=f"{number:05d}",
        filter_text=one.text,
        text_edit=types.TextEdit(_range(place.text, one.start, place.offset), one.text),
        data=data,
    )


@contextmanager
def _refusing(lang: str) -> Iterator[None]:
    """Answer with the reason where a name is not changed."""
    try:
        yield
    except RenameError as why:
        text = translate(why.args[0], lang)
        raise JsonRpcException(text, types.LSPErrorCodes.RequestFailed.value) from None


def _references(place: Place, symbol: Symbol, declarations: bool) -> Iterator[types.Location]:
    for known in users(place.server.files, symbol, place.known):
        for site in sites_of(known.index, symbol, declarations=declarations):
            path = f"{known.project.folder}/{site.file}"
            found = place.server.location(path, site.start, site.end)
            if found is not None:
                yield found


def _workspace_edit(server: Server, edits: Edits) -> types.WorkspaceEdit:
    changes: dict[str, list[types.TextEdit]] = {}
    whole: list[types.TextDocumentEdit] = []
    for path, made in edits.items():
        text, buffer = server.files.text(path), server.files.buffers.get(path)
        if text is None:
            continue
        uri = server.files.uri(path)
        changes[uri] = [types.TextEdit(_range(text, start, end), new) for start, end, new in made]
        version = None if buffer is None else buffer.version
        identifier = types.OptionalVersionedTextDocumentIdentifier(uri=uri, version=version)
        whole.append(types.TextDocumentEdit(identifier, list(changes[uri])))
    workspace = server.client_capabilities.workspace
    edit = None if workspace is None else workspace.workspace_edit
    if edit is not None and edit.document_changes:
        # With versions: an editor refuses what was made for an older text.
        return types.WorkspaceEdit(document_changes=list(whole))
    return types.WorkspaceEdit(changes=changes)


def _outlined(one: Entry, text: Text) -> types.DocumentSymbol:
    return types.DocumentSymbol(
        name=one.name or "?",
        detail=one.detail,
        kind=_OUTLINED[one.kind],
        range=_range(text, *one.whole),
        selection_range=_range(text, *one.place),
        children=[_outlined(below, text) for below in one.below],
    )


def _relative(place: Place) -> Iterator[int]:
    """Yield semantic tokens as the protocol packs them: each by its distance from the one before."""
    line = unit = 0
    for start, end, kind in coloured(place.index, place.file, place.text):
        first, last = place.text.position(start), place.text.position(end)
        if first[0] != last[0] or first[1] == last[1]:
            continue
        yield first[0] - line
        yield first[1] - (unit if first[0] == line else 0)
        yield last[1] - first[1]
        yield TOKEN_TYPES.index(kind)
        yield 0
        line, unit = first


def _edits(text: Text, new: str) -> Iterator[types.TextEdit]:
    """Yield edits of the lines that differ, so that a cursor elsewhere stays where it is."""
    from difflib import SequenceMatcher

    old = text.text.splitlines(keepends=True)
    lines = new.splitlines(keepends=True)
    starts = [0]
    for one in old:
        starts.append(starts[-1] + len(one))
    matcher = SequenceMatcher(None, old, lines, autojunk=False)
    for tag, first, last, from_, to in matcher.get_opcodes():
        if tag != "equal":
            yield types.TextEdit(
                _range(text, starts[first], starts[last]), "".join(lines[from_:to])
            )


def _quick_fixes(server: Server, params: types.CodeActionParams) -> Iterator[types.CodeAction]:
    path = path_of(params.text_document.uri)
    project = None if path is None else server.files.project(path)
    text = None if path is None else server.files.text(path)
    if path is None or project is None or text is None or not server.files.may_change(path):
        return
    asked = (
        text.offset(params.range.start.line, params.range.start.character),
        text.offset(params.range.end.line, params.range.end.character),
    )
    for found in server.files.diagnose(project).get(path, ()):
        start, end = _place_of(found, text)
        new = replacement(found)
        if new is None or end < asked[0] or start > asked[1]:
            continue
        edit = types.TextEdit(_range(text, start, end), new)
        yield types.CodeAction(
            title=translate(said("replace it by `{text}`", text=new), server.lang),
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[_diagnostic(found, text, server.lang)],
            edit=types.WorkspaceEdit(changes={server.files.uri(path): [edit]}),
            is_preferred=True,
        )


# --- stdin and stdout -----------------------------------------------------------------------------


class _Writer:
    """Writes messages whole."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, data: bytes) -> None:
        self._stream.write(data)
        self._stream.flush()

    def close(self) -> None:
        self._stream.close()


def serve(rules: Sequence[str] = ()) -> int:
    """Speak the protocol on stdin and stdout until the editor ends it; return the exit code.

    Args:
        rules: folders with more packs.

    Returns:
        0 where the editor asked for the end first, else 1.
    """
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(name)s: %(message)s")
    # Nothing but the protocol may stand on stdout: whatever prints to it prints to stderr from here on.
    stdout = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    server = Server(rules)
    server.protocol.set_writer(_Writer(stdout))
    return asyncio.run(_serve(server, sys.stdin.buffer))


async def _serve(server: Server, stdin: BinaryIO) -> int:
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[bytes | int | None] = asyncio.Queue(_WAITING)

    def read() -> None:
        try:
            for body in messages(stdin):
                asyncio.run_coroutine_threadsafe(queue.put(body), loop).result()
            asyncio.run_coroutine_threadsafe(queue.put(None), loop).result()
        except (OSError, ValueError, RuntimeError):
            # The editor is gone, or we are.
            return

    # It waits for the editor for ever; the end of the program does not wait for it.
    Thread(target=read, daemon=True).start()
    while True:
        body = await queue.get()
        if body is None:
            return 0 if server.shut_down else 1
        if isinstance(body, int):
            server.refused(body)
            continue
        try:
            _handle(server, body)
        except SystemExit as end:
            return int(end.code or 0)
        except BrokenPipeError:
            return 1


def messages(stdin: BinaryIO) -> Iterator[bytes | int]:
    """Yield the body of each message, of one that is too long its size; end where the stream ends."""
    size: int | None = None
    while header := stdin.readline(_HEADER_BYTES):
        name, _, value = header.partition(b":")
        if name.strip().lower() == b"content-length":
            text = value.strip()
            size = int(text) if text.isdigit() and len(text) < 16 else None
        elif not header.strip() and size is not None:
            if size > LIMITS.MESSAGE_BYTES:
                yield size if _skip(stdin, size) else 0
            else:
                body = stdin.read(size)
                if len(body) < size:
                    return
                yield body
            size = None


def _skip(stdin: BinaryIO, size: int) -> bool:
    while size > 0:
        part = stdin.read(min(size, 1 << 16))
        if not part:
            return False
        size -= len(part)
    return True


def _handle(server: Server, body: bytes) -> None:
    """Hand one message on; one that cannot be understood is answered where it asks for an answer."""
    protocol = server.protocol
    try:
        message = json.loads(body, object_hook=protocol.structure_message)
        protocol.handle_message(message)
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a message holds, the next one is read
        LOG.warning("a message cannot be understood: %s", type(error).__name__)
        _answer_with_error(protocol, body)


def _answer_with_error(protocol: LanguageServerProtocol, body: bytes) -> None:
    try:
        plain = json.loads(body)
        number, code = plain["id"], -32602
        if "method" not in plain or not isinstance(number, (int, str)):
            return
    except (ValueError, RecursionError):
        number, code = None, -32700
    except (KeyError, TypeError, AttributeError):
        return
    said_ = {"code": code, "message": "the message cannot be understood"}
    answer = json.dumps({"jsonrpc": "2.0", "id": number, "error": said_}).encode()
    writer = protocol.writer
    if writer is not None:
        writer.write(b"Content-Length: %d\r\n\r\n" % len(answer) + answer)


__all__ = ["Server", "serve"]
