from __future__ import annotations

import pytest

from checker.report.template import (
    TemplateError,
    check_template,
    fill,
    make_environment,
    read_templates,
)
from checker.resources import templates_dir


def test_our_own_templates_hold_only_what_is_listed() -> None:
    sources = read_templates(templates_dir())
    environment = make_environment(sources)

    for name, source in sources.items():
        if name.endswith(".j2"):
            check_template(environment, name, source)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{{ a.b() }}", "t:1: a template may not hold Call"),
        ("\n{{ a * 9 }}", "t:2: a template may not hold Mul"),
        ("{{ a ** 9 }}", "t:1: a template may not hold Pow"),
        ("{{ a|safe }}", "t:1: no filter `safe`"),
        ("{{ a.__class__ }}", "t:1: no name starts with `_`"),
        ("{% include a %}", "t:1: what is included stands in quotes"),
        ("{% set a = 1 %}", "t:1: a template may not hold Assign"),
        ("{% macro m() %}{% endmacro %}", "t:1: a template may not hold Macro"),
        ("{% import 'a' as b %}", "t:1: a template may not hold Import"),
        ("{{ a ~ a }}", "t:1: a template may not hold Concat"),
        ("{% for a in b recursive %}{% endfor %}", "t:1: loops more than 4 deep"),
        (
            "{% for a in b %}" * 5 + "{% endfor %}" * 5,
            "t:1: loops more than 4 deep",
        ),
    ],
)
def test_anything_else_is_refused_with_its_line(source: str, message: str) -> None:
    environment = make_environment({})

    with pytest.raises(TemplateError) as caught:
        check_template(environment, "t", source)

    assert str(caught.value) == message


def test_a_value_is_escaped_and_its_controls_are_shown() -> None:
    environment = make_environment({"t": "<p>{{ a }}</p>"})

    assert fill(environment, "t", {"a": "<b>\x1b\u202e"}) == "<p>&lt;b&gt;\\x1b\\u202e</p>"


def test_a_name_that_is_not_there_is_an_error() -> None:
    from jinja2 import UndefinedError

    environment = make_environment({"t": "{{ a.nothing }}"})

    with pytest.raises(UndefinedError):
        fill(environment, "t", {"a": {}})


def test_a_call_is_refused_even_unchecked() -> None:
    environment = make_environment({"t": "{{ a.upper() }}"})

    with pytest.raises(TemplateError, match="a template calls nothing"):
        fill(environment, "t", {"a": "x"})
