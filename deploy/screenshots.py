"""`make screenshots`: the pictures of the documents, made from a demo of their own.

Those of the CMS are taken by somebody who signs in as a person would, with a mailed code; those of each kind
of page are what anybody sees, on a phone and on a desk. Each is named for what it shows.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from deploy import demo, machine

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screenshots"
SIZE = {"width": 1280, "height": 900}
WIDTHS = {"phone": 390, "desk": 1280}
COLOURS = 64  # a picture of a page needs no more, and is a third as heavy
MOST, MOST_OF_ALL = 150_000, 3_000_000  # bytes of a picture, and of those the script takes
RELEASE = "running on empty"
CODE = re.compile(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", re.MULTILINE)


def link(words: str) -> Callable[[Page], None]:
    """Follow the link with these words, on the page that is open."""
    return lambda page: page.get_by_role("link", name=words).first.click()


def nothing(page: Page) -> None:
    """The page as it opens."""


def to_recall(page: Page) -> None:
    """From the form of the page that was found to the question why."""
    link(RELEASE)(page)
    page.goto(page.url.replace("/edit/", "/unpublish/"))


def with_the_list_of_blocks(page: Page) -> None:
    link(RELEASE)(page)
    page.locator("#panel-child-content-body-section .c-sf-add-button").nth(1).click()
    page.get_by_role("option", name="Figure", exact=True).wait_for()


def to_the_letter(page: Page) -> None:
    """The draft of the list, as its second person sees it: to whom, how many, how it looks."""
    link("Once more:")(page)


def to_the_figures(page: Page) -> None:
    page.locator("td a", has_not_text="Once more").last.click()
    page.locator("#figures").scroll_into_view_if_needed()


# Name, whose eyes, address, and what is done there before the picture.
PICTURES: list[tuple[str, str, str, Callable[[Page], None]]] = [
    ("guide-today", "moderator", "/cms/", nothing),
    ("guide-approve", "moderator", "/cms/", link("waits for your approval")),
    ("guide-branches", "moderator", "/cms/branches/", nothing),
    ("guide-officer", "officer", "/cms/", nothing),
    ("guide-history", "moderator", "/cms/reports/site-history/", nothing),
    ("guide-write", "editor", "/cms/", nothing),
    ("guide-edit", "editor", "/cms/pages/search/?q=running+on+empty", link(RELEASE)),
    ("guide-blocks", "editor", "/cms/pages/search/?q=running+on+empty", with_the_list_of_blocks),
    ("guide-recall", "moderator", "/cms/pages/search/?q=running+on+empty", to_recall),
    ("guide-comments", "moderator", "/cms/comments/", nothing),
    ("newsletter-send", "moderator", "/cms/newsletters/", to_the_letter),
    ("newsletter-figures", "moderator", "/cms/newsletters/", to_the_figures),
    ("newsletter-offers", "moderator", "/cms/newsletters/offers/", nothing),
]


def code_for(page: Page, address: str) -> str:
    """The newest code in the demo's mailbox."""
    page.goto(f"/demo/mail/?to={address}")
    page.locator(".letters a").first.click()
    found = CODE.search(page.inner_text("main"))
    if found is None:
        sys.exit(f"The mailbox holds no code for {address}.")
    return found[1]


def sign_in(page: Page, name: str) -> None:
    """As somebody would: address, code from the mailbox, in."""
    address = f"{name}@example.org"
    page.goto("/accounts/login/?next=/cms/")
    page.get_by_label("E-mail address").fill(address)
    page.get_by_role("button", name="Send me a sign-in code").click()
    page.get_by_label("Code").wait_for()
    other = page.context.new_page()
    code = code_for(other, address)
    other.close()
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/cms/**")


# Each kind of page, by the address at which the demo has one.
KINDS = {
    "home": "/",
    "campaign": "/protect-vulnerable-children/",
    "plan": "/protect-vulnerable-children/ten-point-plan/",
    "press-release": "/news/fund-childrens-social-work/",
    "policy-paper": "/news/childrens-social-work-reform/",
    "opinion": "/news/social-work-needs-support/",
    "newsletter": "/news/newsletter-march-2022/",
    "pay-claim": "/our-pay-claim/",
    "help": "/help/",
    "result": "/protect-vulnerable-children/what-you-told-us/",
    "news": "/news/",
    "petition": "/protect-vulnerable-children/petition/",
    "ballot": "/our-pay-claim/ballot/",
    "consultation": "/protect-vulnerable-children/social-work-watch/",
    "branch": "/quarnthwaite/",
}
RESULT = "/ballots/njc-pay-claim-2022/"
BOOTH = re.compile(r"/vote/\S+")  # the link of a member, as the demo prints it


def take_kinds(browser: Browser, url: str, *, booth: str) -> list[Path]:
    """Each kind of page on a phone and on a desk, from its top; booth and result on a phone alone."""
    made = []
    for device, width in WIDTHS.items():
        page = browser.new_page(viewport={"width": width, "height": 1100}, base_url=url)
        voting = {"booth": booth, "votes": RESULT} if device == "phone" else {}
        for kind, path in {**KINDS, **voting}.items():
            page.goto(path)
            page.wait_for_load_state("networkidle")
            made.append(shoot(page, f"page-{kind}-{device}"))
        page.close()
    return made


def shoot(page: Page, name: str) -> Path:
    """One picture, in no more colours than it needs."""
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path)
    with Image.open(path) as taken:
        few = taken.convert("RGB").quantize(
            COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
        )
    few.save(path, optimize=True)
    return path


def take(browser: Browser, url: str) -> list[Path]:
    """What is seen by those who sign in."""
    made, pages = [], {}
    for name, who, path, act in PICTURES:
        if who not in pages:
            context = browser.new_context(viewport=SIZE, base_url=url)  # type: ignore[arg-type]
            pages[who] = context.new_page()
            sign_in(pages[who], who)
        page = pages[who]
        page.goto(path)
        act(page)
        page.wait_for_load_state("networkidle")
        made.append(shoot(page, name))
    return made


def main() -> int:
    """Take all of them; 1 where one is too heavy for a document, or all together are."""
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        port = demo.free_port(8500)
        env = {**demo.environment(port), "VAR_DIR": folder, "ACCESS_LOG": "false"}
        seed = [sys.executable, "site/manage.py", "seed_demo", "--migrate"]
        hints = subprocess.run(seed, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout
        booth = BOOTH.findall(hints)[0]
        send = [sys.executable, "site/manage.py", "sweep"]  # the newsletter leaves, so that it has figures
        subprocess.run(send, env=env, check=True, stdout=subprocess.DEVNULL)
        web = subprocess.Popen(demo.lines()["web"], env=env, stderr=subprocess.DEVNULL)
        try:
            while not demo.answers(env["BASE_URL"]):
                if web.poll() is not None:
                    sys.exit("The web server ended by itself: run `make demo` to see why.")
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=machine.chromium(), args=["--no-sandbox"]
                )
                kinds = take_kinds(browser, env["BASE_URL"], booth=booth)
                made = [*kinds, *take(browser, env["BASE_URL"])]
        finally:
            web.terminate()
            web.wait()
    return weigh(made)


def weigh(made: list[Path]) -> int:
    """Say how many there are, and which are too heavy for a document."""
    sizes = {path.name: path.stat().st_size for path in made}
    heavy = [name for name, size in sizes.items() if size > MOST]
    print(f"{len(made)} pictures in {FOLDER.relative_to(ROOT)}, {sum(sizes.values()) // 1000} kB.")
    if heavy:
        print(f"Heavier than 150 kB, so too heavy for a document: {', '.join(heavy)}.")
    return 1 if heavy or sum(sizes.values()) > MOST_OF_ALL else 0


if __name__ == "__main__":
    sys.exit(main())
