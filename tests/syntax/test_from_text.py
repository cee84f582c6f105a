from __future__ import annotations

from pathlib import Path

from checker.model.source import Source
from checker.syntax import tree
from checker.syntax.from_text import parse

EVERYTHING = Path(__file__).with_name("everything.rules").read_text(encoding="utf-8")


def read(text: str) -> tree.File:
    file, diagnostics = parse(Source("pack.rules", text))
    assert not diagnostics
    return file


def test_every_construct_is_read():
    file = read(EVERYTHING)
    assert {type(item) for item in file.items} == set(tree.Item.__args__)
    assert len(file.comments) == 3


def test_a_keyword_can_be_an_option():
    for word in ("in", "open", "not_it", "share", "rule", "sum", "given_up", "time"):
        file = read(f'rule r "t" cites A open require a is {word} and b is open')
        rule = file.items[0]
        assert isinstance(rule, tree.Rule)
        condition = rule.requires[0].condition
        assert isinstance(condition, tree.And)
        assert condition.parts[0].right.words == (word,)


def test_brackets_belong_to_the_text_of_an_expression():
    text = "define x = (a + b) * (c - d)"
    define = read(text).items[0]
    span = define.value.span
    assert text[span.start : span.end] == "(a + b) * (c - d)"
