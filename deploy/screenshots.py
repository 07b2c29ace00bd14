"""`make screenshots`: the pictures of docs/publishing-guide.md, made from a demo of their own.

Each is named for what it shows, and taken by somebody who signs in as a person would, with a mailed code.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from deploy import demo, machine

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screenshots"
SIZE = {"width": 1280, "height": 800}
MOST = 150_000  # bytes of a picture
CODE = re.compile(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", re.MULTILINE)


def link(words: str) -> Callable[[Page], None]:
    """Follow the link with these words, on the page that is open."""
    return lambda page: page.get_by_role("link", name=words).first.click()


def nothing(page: Page) -> None:
    """The page as it opens."""


# Name, whose eyes, address, and what is done there before the picture.
PICTURES: list[tuple[str, str, str, Callable[[Page], None]]] = [
    ("guide-today", "moderator", "/cms/", nothing),
    ("guide-approve", "moderator", "/cms/", link("waits for your approval")),
    ("guide-branches", "moderator", "/cms/branches/", nothing),
    ("guide-officer", "officer", "/cms/pages/", nothing),
    ("guide-history", "moderator", "/cms/reports/site-history/", nothing),
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
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url("**/cms/**")


def take(browser: Browser, url: str) -> list[Path]:
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
        made.append(FOLDER / f"{name}.png")
        page.screenshot(path=made[-1])
    return made


def main() -> int:
    """Take all of them; 1 with a sentence where one is too heavy for a document."""
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        port = demo.free_port(8500)
        env = {**demo.environment(port), "VAR_DIR": folder}
        seed = [sys.executable, "site/manage.py", "seed_demo", "--migrate"]
        subprocess.run(seed, env=env, check=True, stdout=subprocess.DEVNULL)
        web = subprocess.Popen(demo.lines()["web"], env=env, stderr=subprocess.DEVNULL)
        try:
            while not demo.answers(env["BASE_URL"]):
                if web.poll() is not None:
                    sys.exit("The web server ended by itself: run `make demo` to see why.")
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=machine.chromium(), args=["--no-sandbox"]
                )
                made = take(browser, env["BASE_URL"])
        finally:
            web.terminate()
            web.wait()
    heavy = [path.name for path in made if path.stat().st_size > MOST]
    print(f"{len(made)} pictures in {FOLDER.relative_to(ROOT)}.")
    if heavy:
        print(f"Heavier than 150 kB, so too heavy for a document: {', '.join(heavy)}.")
    return 1 if heavy else 0


if __name__ == "__main__":
    sys.exit(main())
