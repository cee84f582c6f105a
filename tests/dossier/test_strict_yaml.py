"""YAML and JSON are read with positions and without guesses."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.dossier import strict_yaml
from checker.dossier.mistake import Mistakes
from checker.dossier.strict_yaml import Mapping, Node, Scalar, Sequence, parse_text
from checker.model.limit import Limits


def parse(text: str) -> tuple[Node | None, list[tuple[str, int | None, int | None]]]:
    mistakes = Mistakes()
    node = parse_text(text, "d.yaml", mistakes)
    return node, [(f.mistake.code, f.origin.line, f.origin.column) for f in mistakes.found]


def plain(node: Node | None) -> object:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return None if node is None else {k: plain(v) for k, (_, v) in node.entries.items()}


def test_nodes_keep_their_text_and_their_place() -> None:
    node, wrong = parse("a: no\nb:\n  - 1.10\n  - {c: '010', d: 12:30}\n")

    assert wrong == []
    assert plain(node) == {"a": "no", "b": ["1.10", {"c": "010", "d": "12:30"}]}
    assert isinstance(node, Mapping)
    items = node.get("b")
    assert isinstance(items, Sequence)
    inner = items.items[1]
    assert isinstance(inner, Mapping)
    quoted = inner.get("c")
    assert isinstance(quoted, Scalar)
    assert (quoted.line, quoted.column, quoted.quoted) == (4, 9, True)
    assert inner.place_of("d") == (4, 16)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("a: 1\na: 2\n", [("duplicate-key", 2, 1)]),
        ("a: &x 1\nb: *x\n", [("yaml-anchor", 1, 4), ("yaml-anchor", 2, 4)]),
        ("a: &x [1]\n", [("yaml-anchor", 1, 4)]),
        ("a: {<<: 1}\n", [("yaml-merge-key", 1, 5)]),
        ("a: !!str 1\n", [("yaml-tag", 1, 4)]),
        ("a: !!map {b: 1}\n", [("yaml-tag", 1, 4)]),
        ("%TAG ! x\n---\na: 1\n", [("yaml-tag", 1, 1)]),
        ("a: 1\n---\nb: 2\n", [("second-document", 2, 1)]),
        ("? [a]\n: 1\n", [("yaml-key", 1, 3)]),
        ("? {a: b}\n: 1\n", [("yaml-key", 1, 3)]),
        ("'': 1\n", [("yaml-key", 1, 1)]),
        ("a:\n\t- 1\n", [("yaml-tab", 2, 1)]),
        ("a:\n  b: 1\n\tc: 1\n", [("yaml-tab", 3, 1)]),
        ('a: "\\u202e"\n', [("forbidden-character", 1, 4)]),
        ('a: "\\0"\n', [("forbidden-character", 1, 4)]),
        ("a: \u202ex\n", [("forbidden-character", 1, 4)]),
        ("a: x\u200by\n", [("forbidden-character", 1, 5)]),
        ("a: \x07\n", [("forbidden-character", 1, 4)]),
        ("a: 1\rb: 2\n", [("lone-carriage-return", 1, 5)]),
        ("a: b: c\n", [("yaml-syntax", 1, 5)]),
        ("a: 'x\n", [("yaml-syntax", 1, 4)]),
        ("a: {b: c\n", [("yaml-syntax", 1, 4)]),
        ("a:\n  b: 1\n c: 2\n", [("yaml-syntax", 3, 2)]),
        ("a: @x\n", [("yaml-syntax", 1, 4)]),
        ('a: "\\ud800"\n', [("yaml-syntax", 1, 7)]),
        ("{a: " * 25_000, [("limit-exceeded", 1, 257)]),
        ("- " * 25_000, [("limit-exceeded", 1, 129)]),
    ],
)
def test_a_mistake_has_its_code_and_place(text: str, wrong: list[tuple[str, int, int]]) -> None:
    assert parse(text)[1] == wrong


def test_all_mistakes_are_found_as_far_as_the_syntax_permits() -> None:
    _, wrong = parse("a: &x 1\na: 2\nb: !t 1\nc: {d: 1, d: 2}\ne: 'x\n")

    assert [code for code, _, _ in wrong] == [
        "yaml-anchor",
        "duplicate-key",
        "yaml-tag",
        "duplicate-key",
        "yaml-syntax",
    ]


def test_a_repeated_key_says_where_it_stood_first() -> None:
    mistakes = Mistakes()
    parse_text("a: 1\nb: 1\na: 2\n", "d.yaml", mistakes)

    assert mistakes.error().diagnostics[0].have == "first in line 1"
    assert mistakes.error().diagnostics[0].excerpt == "a: 2"


@pytest.mark.parametrize(
    ("text", "message", "have"),
    [
        ("a: @x\n", "a text cannot start with `@`", None),
        ("a: 'x\n\n", "a quote is not closed", "it is still open in line 3"),
        (
            "a: [b\nc: 1\n",
            "a `[` is not closed, or a comma is missing",
            "it is still open in line 2",
        ),
        (
            "a: {b\nc: 1\n",
            "a `{` is not closed, or a comma is missing",
            "it is still open in line 2",
        ),
        ("a: 1\nb\n", "a name without its `:`", None),
        ("a: b: c\n", "a second `:` in one line", None),
    ],
)
def test_syntax_is_explained_in_plain_words(text: str, message: str, have: str | None) -> None:
    mistakes = Mistakes()
    parse_text(text, "d.yaml", mistakes)

    assert [(f.mistake.message, f.mistake.have) for f in mistakes.found] == [(message, have)]


def test_windows_line_ends_and_a_mark_are_fine() -> None:
    assert plain(parse("a: 1\r\nb: 2\r\n")[0]) == {"a": "1", "b": "2"}
    mistakes = Mistakes()
    assert strict_yaml.decode_utf8(b"\xef\xbb\xbfa: 1", "d", mistakes) == "a: 1"
    assert not mistakes


def test_what_is_not_utf8_says_where() -> None:
    mistakes = Mistakes()

    assert strict_yaml.decode_utf8(b"a: 1\nb: \xff\n", "d.yaml", mistakes) is None
    assert str(mistakes.found[0].origin) == "d.yaml:2:4"


def test_brackets_without_end_are_beyond_the_limit_wherever_the_library_notices() -> None:
    ((code, line, column),) = parse("[" * 25_000)[1]

    assert (code, line) == ("limit-exceeded", 1)
    assert column in (65, 1001)  # libyaml before 0.2.6, and since


@pytest.mark.parametrize("levels", [63, 64, 65])
def test_depth_is_limited(levels: int) -> None:
    wrong = parse("[" * levels + "]" * levels)[1]

    assert wrong == ([] if levels <= 64 else [("limit-exceeded", 1, 65)])


@pytest.mark.parametrize(("values", "right"), [(9, True), (10, True), (11, False)])
def test_values_are_counted(values: int, right: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict_yaml, "LIMITS", Limits(YAML_VALUES=10))

    wrong = parse("[" + ", ".join("x" * (values - 1)) + "]")[1]

    assert [code for code, _, _ in wrong] == ([] if right else ["limit-exceeded"])


@pytest.mark.parametrize(("chars", "right"), [(255, True), (256, True), (257, False)])
def test_names_are_limited(chars: int, right: bool) -> None:
    assert (parse("k" * chars + ": 1")[1] == []) is right


@pytest.mark.parametrize(("chars", "right"), [(99, True), (100, True), (101, False)])
def test_texts_are_limited(chars: int, right: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict_yaml, "LIMITS", Limits(TEXT_CHARS=100))

    assert (parse("a: " + "x" * chars)[1] == []) is right


def test_surrogate_pairs_of_json_are_joined_and_columns_stay() -> None:
    node, wrong = parse('{"a": "\\ud83d\\ude00 \\\\ud83d", "b": 1, "b": 2}')

    assert plain(node) == {"a": "\U0001f600 \\ud83d", "b": "1"}
    assert wrong == [("duplicate-key", 1, 39)]


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text("abcxyz äü汉\U0001f600", min_size=1, max_size=8), inner, max_size=4
        )
    ),
    max_leaves=12,
)


def as_text(value: object) -> object:
    if isinstance(value, dict):
        return {key: as_text(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_text(inner) for inner in value]
    return value if isinstance(value, str) else json.dumps(value)


@given(st.dictionaries(st.just("a"), json_values, min_size=1), st.booleans())
def test_json_is_read_as_it_was_written(value: dict[str, object], ascii_only: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)

    node, wrong = parse(text)

    assert wrong == []
    assert plain(node) == as_text(value)


@given(st.text(max_size=80) | st.text("ab:-[]{}&*!|>'\"%@`#,? \n\t\\u0dD8", max_size=60))
def test_any_text_gives_nodes_or_mistakes(text: str) -> None:
    node, wrong = parse(text)

    assert node is not None or wrong or not plain(node)
