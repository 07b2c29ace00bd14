"""Where the words of a printed page stand."""

from weasyprint import HTML
from weasyprint.formatting_structure.boxes import TextBox

LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogochlibraries"


def off_the_paper(html: str) -> list[str]:
    """The lines of a page's PDF that run past the right edge of its sheet."""
    return [
        box.text
        for page in HTML(string=html).render().pages
        for box in page._page_box.descendants()
        if isinstance(box, TextBox) and box.position_x + box.width > page.width
    ]
