"""The report on paper. Skipped where WeasyPrint, its libraries or the fonts are not installed."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from checker.diagnostic.diagnostic import OutputError
from checker.report import render, to_json, to_pdf
from tests.report.fixture import load

if TYPE_CHECKING:
    from pathlib import Path


def pdf_of(name: str, lang: str = "en") -> bytes:
    try:
        data = render(load(name), "pdf", lang=lang)
    except OutputError as error:
        if "apt install" in str(error):
            pytest.skip(str(error))
        raise
    assert isinstance(data, bytes)
    return data


@pytest.fixture(scope="module")
def billet() -> bytes:
    return pdf_of("billet")


def ask(program: str, *arguments: str) -> str:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed (apt install poppler-utils)")
    ran = subprocess.run([program, *arguments], capture_output=True, text=True, check=True)
    return ran.stdout


def test_the_same_assessment_gives_the_same_bytes(billet: bytes) -> None:
    assert billet == pdf_of("billet")


def test_it_is_tagged_numbered_and_carries_the_assessment(billet: bytes, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(billet)
    info = ask("pdfinfo", str(path))
    ask("pdfdetach", "-saveall", "-o", str(tmp_path), str(path))
    text = ask("pdftotext", "-layout", str(path), "-")

    assert "Tagged:          yes" in info
    assert (tmp_path / "assessment.json").read_text("utf-8") == to_json.render(load("billet"))
    assert "pdfaid:part" in ask("pdfinfo", "-meta", str(path))
    pages = text.split("\f")[:-1]
    assert len(pages) > 2
    for at, page in enumerate(pages, 1):
        assert f"{at}/{len(pages)}" in page.replace(" ", "")
        assert "DRAFT" in page
    assert all("EX-2026-014" in page for page in pages)


def test_the_contents_say_on_which_page(billet: bytes, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(billet)
    first = ask("pdftotext", "-layout", str(path), "-").split("\f")[0]

    assert any(
        line.split()[:1] == ["Violations"] and line.split()[-1].isdigit()
        for line in first.splitlines()
    )


def test_chinese_has_its_glyphs(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf_of("billet", "zh"))

    assert "不符合" in ask("pdftotext", str(path), "-")


def test_a_letter_that_no_font_has_is_an_error() -> None:
    assessment = load("conforms")
    assessment["results"][0]["message"] = "\U00013000"
    pdf_of("conforms")

    with pytest.raises(OutputError, match="no font that is installed has"):
        render(assessment, "pdf")


# WeasyPrint leaves its own colour profile open.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_nothing_is_fetched(caplog: pytest.LogCaptureFixture) -> None:
    pdf_of("conforms")
    page = '<img src="file:///etc/hostname"><link rel="attachment" href="file:///etc/hostname">'
    given = {
        "html": page,
        "style": '@import "file:///etc/hostname"; body { background: url(http://127.0.0.1:9/x) }',
        "stored": "{}",
        "name": "a.json",
        "title": "t",
        "day": "2026-01-01",
        "identifier": "0" * 64,
    }
    answer = to_pdf.lay_out(json.dumps(given).encode(), {})

    assert answer["pdf"] is not None
    assert caplog.text.count("nothing is fetched: file:///etc/hostname") >= 2
    assert "nothing is fetched: http://127.0.0.1:9/x" in caplog.text
