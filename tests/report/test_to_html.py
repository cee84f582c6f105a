from __future__ import annotations

import re
import shutil
import subprocess
from base64 import b64encode
from hashlib import sha256
from html import escape, unescape
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from checker.report.to_html import render
from checker.resources import templates_dir
from tests.report.fixture import NAMES, load

if TYPE_CHECKING:
    from pathlib import Path

VOID = {"meta", "input", "br", "rect", "line", "path"}
FIVE = {"violation", "missing", "judgement", "pass", "not applicable"}
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


class Page(HTMLParser):
    """Reads a page and fails where an element is not closed as it was opened."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), tag
        if tag == "li":
            assert self.open[-1] in ("ul", "ol")
        if tag in ("p", "ul", "ol", "div", "h2", "h3", "table", "details", "dl"):
            assert "p" not in self.open, f"<{tag}> in a <p>"
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((tuple(self.open), data))

    def attributes(self, name: str) -> list[str]:
        return [value for _, found in self.elements if (value := found.get(name)) is not None]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_well_formed_and_its_links_lead_somewhere(name: str) -> None:
    page = Page(render(load(name)))
    ids = page.attributes("id")

    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in page.attributes("href")} <= set(ids)
    for labelled in page.attributes("aria-labelledby"):
        assert set(labelled.split()) <= set(ids)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_loads_nothing_and_runs_nothing(name: str) -> None:
    text = render(load(name))
    page = Page(text)

    assert not {"script", "iframe", "object", "link", "img", "base", "form"} & {
        tag for tag, _ in page.elements
    }
    assert all(link.startswith("#") for link in page.attributes("href"))
    assert page.attributes("src") + page.attributes("style") + page.attributes("action") == []
    assert not any(key.startswith("on") for _, found in page.elements for key in found)
    assert not re.search(r"@import|url\((?!#)", text)
    # An address in a value is text; no markup of ours holds one.
    markup = re.sub(r">[^<]*<", "><", text)
    assert "://" not in re.sub(r'"[^"]*evil\.example[^"]*"', "", markup)


@pytest.mark.parametrize("name", NAMES)
def test_the_policy_allows_this_style_and_no_other(name: str) -> None:
    text = render(load(name))
    found = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert found is not None
    digest = b64encode(sha256(found[1].encode()).digest()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None

    assert unescape(policy[1]) == (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )


@pytest.mark.parametrize("name", NAMES)
def test_headings_are_in_order(name: str) -> None:
    levels = [int(tag[1]) for tag, _ in Page(render(load(name))).elements if re.match(r"h\d$", tag)]

    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("name", NAMES)
def test_a_status_is_a_word_of_the_five_beside_its_mark(name: str) -> None:
    text = render(load(name))
    words = re.findall(r'<span class="word [a-z_]+"><span[^>]*>(.)</span> ([^<]*)</span>', text)

    assert words
    assert {word for _, word in words} <= FIVE
    assert all(mark in "✗?◇✓–" for mark, _ in words)


def test_a_value_is_text_whatever_it_holds() -> None:
    text = render(load("hostile"))

    assert "<script" not in text
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;" in text
    assert r"\x1b[31mred\x07 \u202erl {{ 7 * 7 }}" in text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


def test_a_page_says_the_language_that_its_words_are_in() -> None:
    assert '<html lang="zh">' in render(load("billet"), lang="zh")
    assert '<html lang="en">' in render(load("billet"), lang="ja")  # until it has phrases


def test_every_missing_item_is_a_box_to_tick_and_says_where_to_write() -> None:
    assessment = load("billet")
    text = render(assessment)

    assert text.count('<input type="checkbox">') == len(assessment["missing_items"])
    assert "Write it in dossier.yaml, line 22, under &#34;emissions&#34;" in text


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_texts_have_the_contrast_that_wcag_asks_for(scheme: str) -> None:
    style = (templates_dir() / "style.css").read_text("utf-8")
    start = {"light": ":root {", "dark": "scheme: dark) {", "print": "@media print {"}[scheme]
    block = style[style.index(start) :].split("}")[0]
    colours = dict(re.findall(r"--([a-z0-9_-]+): (#[0-9a-f]{6});", block))

    for name in ("ink", "soft", "link", "violation", "missing", "judgement", "pass"):
        for ground in ("paper", "sheet"):
            assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)
    assert contrast(colours["paper"], colours["bar"]) >= 4.5
    for bar in ("bar-2", "bar-3", "bar-4"):
        assert contrast(colours["ink"], colours[bar]) >= 4.5, bar


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")
@pytest.mark.parametrize("name", ["billet", "hostile"])
def test_nothing_scrolls_sideways_on_a_small_telephone(name: str, tmp_path: Path) -> None:
    # The page runs no script: a page around it measures it, in a frame as wide as a telephone.
    text = render(load(name)).replace("<details>", "<details open>")
    outer = tmp_path / "outer.html"
    outer.write_text(
        f"<!DOCTYPE html><title></title><iframe width=320 height=900 srcdoc='{escape(text)}'>"
        "</iframe><script>onload=()=>{const d=document.querySelector('iframe').contentDocument;"
        "document.title='width '+d.scrollingElement.scrollWidth+' of '"
        "+d.documentElement.clientWidth}</script>",
        encoding="utf-8",
    )

    done = subprocess.run(
        [
            str(CHROMIUM),
            *QUIET,
            "--hide-scrollbars",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--window-size=800,1000",
            "--dump-dom",
            outer.as_uri(),
        ],
        capture_output=True,
        check=True,
        timeout=60,
    )
    found = re.search(r"<title>width (\d+) of (\d+)</title>", done.stdout.decode())

    assert found is not None
    assert int(found[1]) <= int(found[2]) <= 320


def test_a_draft_says_so_on_the_first_screen_and_on_each_printed_page() -> None:
    draft, final = load("billet"), {**load("billet"), "draft": False}

    assert '<body class="is-draft">' in render(draft)
    assert '<p class="draft"><b>Draft</b>' in render(draft)
    assert '@page draft { @top-right { content: "DRAFT"' in render(draft)
    assert "is-draft" not in render(final).partition("</style>")[2]
