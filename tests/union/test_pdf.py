"""The PDF maker fetches nothing but what is ours."""

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from union import pdf

PAGE = '<html lang="en-GB"><head><title>The plan</title></head><body><h1>The plan</h1>{}</body></html>'


@pytest.mark.pdf
def test_a_pdf_is_tagged_and_has_its_title_and_language() -> None:
    reader = PdfReader(BytesIO(pdf.make_pdf(PAGE.format("<p>Ten points.</p>"))))
    assert reader.metadata is not None
    assert reader.metadata.title == "The plan"
    assert reader.root_object["/Lang"] == "en-GB"
    assert reader.root_object["/MarkInfo"]["/Marked"].value is True
    assert reader.pages[0].extract_text().split() == ["The", "plan", "Ten", "points."]


@pytest.mark.pdf
def test_what_a_word_processor_pasted_breaks_nothing_that_a_pdf_says_of_itself() -> None:
    reader = PdfReader(BytesIO(pdf.make_pdf(PAGE.replace("The plan", "The\x0bplan"))))
    assert reader.xmp_metadata is not None
    assert reader.xmp_metadata.dc_title == {"x-default": "The plan"}


def test_every_other_address_is_refused(subtests: pytest.Subtests) -> None:
    for address in [
        "file:///etc/passwd",
        "http://127.0.0.1:9/x.css",
        "https://pdf.invalid/media/roll.csv",
        "https://pdf.invalid/static/../../etc/passwd",
        "https://pdf.invalid/static/%2e%2e/%2e%2e/etc/passwd",
        "https://pdf.invalid/static//etc/passwd",
        "https://pdf.invalid.example.org/static/css/tenpoint.css",
        "ftp://127.0.0.1/x",
    ]:
        with subtests.test(address=address), pytest.raises(ValueError, match=r"static file"):
            pdf.own_file(address, pdf.our_places())


@pytest.mark.pdf
def test_a_hostile_page_gets_no_file_of_the_machine(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the roll of members")
    hostile = (
        f'<link rel="attachment" href="file://{secret}"><a rel="attachment" href="file://{secret}">x</a>'
        f'<img src="file://{secret}"><object data="file://{secret}"></object><style>@import "file://{secret}";</style>'
    )
    made = pdf.make_pdf(PAGE.format(hostile))
    assert b"EmbeddedFile" not in made
    assert "the roll" not in "".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)
    assert list(PdfReader(BytesIO(made)).attachments) == []


def test_our_own_stylesheet_is_found() -> None:
    assert (
        pdf.own_file("https://pdf.invalid/static/css/tenpoint.css", pdf.our_places()).name == "tenpoint.css"
    )


@pytest.mark.pdf
def test_a_page_too_long_for_a_pdf_is_refused() -> None:
    with pytest.raises(pdf.PdfTooLong, match="CSV instead"):
        pdf.make_pdf("x" * 2_000_001)
