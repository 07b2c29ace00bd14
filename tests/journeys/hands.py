"""What an editor's hands do: clicks, fields and words are counted, and told as minutes."""

import time
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

A_CLICK, A_FIELD, WORDS_A_MINUTE = (
    1.5,
    5.0,
    40,
)  # seconds to aim and click, to reach a field and paste; typing
PASTE = """(box, html) => {
    const brought = new DataTransfer();
    brought.setData("text/html", html);
    brought.setData("text/plain", box.ownerDocument.createRange().createContextualFragment(html).textContent);
    box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: brought, bubbles: true, cancelable: true}));
}"""


@dataclass
class Hand:
    """Counts what it does on a page. A choice from a list on the form is a click."""

    page: Page
    clicks: int = 0
    fields: int = 0
    words: int = 0
    began: float = field(default_factory=time.monotonic)

    def click(self, where: Locator) -> None:
        self.clicks += 1
        where.click()

    def choose(self, where: Locator, option: str) -> None:
        self.clicks += 1
        where.select_option(option)

    def fill(self, where: Locator, words: str) -> None:
        self.fields += 1
        self.words += len(words.split())
        where.fill(words)

    def type(self, where: Locator, words: str) -> None:
        """Into a box of text with headings and lists: “## ” begins a heading, “* ” a list."""
        self.fields += 1
        self.words += len(words.split())
        where.focus()
        for number, line in enumerate(words.split("\n")):
            if number:
                self.page.keyboard.press("Enter")
            mark, space, rest = line.partition(" ")
            if mark in ("##", "*", "1."):
                self.page.keyboard.type(mark + space)
                line = rest
            self.page.keyboard.insert_text(line)

    def paste(self, where: Locator, html: str) -> None:
        """What was copied from a word processor, headings, lists and all."""
        self.fields += 1
        self.words += len(html.replace("<", " <").replace(">", "> ").split()) - html.count("<")
        where.focus()
        where.evaluate(PASTE, html)

    def seconds(self) -> float:
        return time.monotonic() - self.began

    def minutes(self) -> tuple[float, float]:
        """For a person, first where all is pasted, then where all is typed."""
        moving = self.clicks * A_CLICK + self.fields * A_FIELD
        return moving / 60, moving / 60 + self.words / WORDS_A_MINUTE
