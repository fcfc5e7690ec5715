"""Draws the pictures of the memory page for the docs: a made-up person, in a real browser.

python -m dev.page_pictures

It needs Debian's chromium-headless-shell and requirements-dev.txt. Days are those of the run, so the pictures are made
anew only when the page has changed.
"""

import io
import shutil
import tempfile
from pathlib import Path
from typing import Any

from dev.daemon import Caller, Daemon, chatflow
from dev.page_bridge import Bridge

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
KEY, PAGE_KEY = "a-key-of-enough-length", "a-page-key-of-its-own"
_WIDTH, _COLOURS = 1_000, 64
_PEOPLE = ("4f1c0a52-7f0e-4e0a-9a44", "77aa93d1-12c5-4b7c-8a70", "b2e0b6a4-9f3e-4d52-a5b1")
_TURNS = (
    ("I live in Lisbon.", "How do you like it there?"),
    ("I am allergic to peanuts, so please leave them out of recipes.", "Noted, no peanuts."),
    ("Please answer me in short sentences.", "Will do."),
    ("I work as a nurse at the Santo António hospital.", "Thank you for telling me."),
    ("I usually ride my green bicycle to work.", "Stay safe."),
    ("I moved to Porto.", "Welcome to Porto."),
)


def main() -> None:
    from playwright.sync_api import sync_playwright

    browser = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as folder, Daemon(environment={"HOME": folder}) as daemon:
        daemon.manifest()
        shared = {"api_key": KEY, "data_dir": f"{folder}/data"}
        for number, person in enumerate(_PEOPLE):
            _talk(daemon, shared, chatflow(person), _TURNS[: len(_TURNS) - 2 * number])
        settings = shared | {"page_key": PAGE_KEY, "rights": "everything", "language": "en_US"}
        with Bridge(daemon, {"page": settings}) as bridge, sync_playwright() as playwright:
            launched = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
            _draw(launched, bridge)
            launched.close()


def _talk(daemon: Daemon, credentials: dict[str, str], caller: Caller, turns: tuple[tuple[str, str], ...]) -> None:
    for said, reply in turns:
        values = {"content": said, "assistant_reply": reply, "speaker": "Anna"}
        daemon.invoke("memory_store", values, credentials=credentials, caller=caller)


def _draw(browser: Any, bridge: Bridge) -> None:
    page = browser.new_context(viewport={"width": _WIDTH, "height": 640}).new_page()
    page.goto(bridge.url("page"))
    page.locator("#page_key").fill(PAGE_KEY)
    page.locator("button.main").click()
    page.wait_for_selector(".figures")
    _keep(page, "page-overview", 640)
    page.locator("a.row").first.click()
    page.wait_for_selector(".timeline")
    page.goto(f"{page.url}/search?q=What+should+she+not+eat%3F")
    _keep(page, "page-search", 560)
    page.locator(".hits .said a").first.click()
    page.wait_for_selector("blockquote.memory")
    if page.locator("#drawn").count():  # a message: its fact shows the quote
        page.locator("section:has(#drawn) a").first.click()
        page.wait_for_selector(".quote mark")
    _keep(page, "page-memory", 760)


def _keep(page: Any, name: str, height: int) -> None:
    """In few colours, for a page of the docs is not to weigh much."""
    from PIL import Image

    shot = page.screenshot(clip={"x": 0, "y": 0, "width": _WIDTH, "height": height}, full_page=True)
    picture = Image.open(io.BytesIO(shot)).convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    picture.save(PICTURES / f"{name}.png", optimize=True)
    print(f"docs/pictures/{name}.png")


if __name__ == "__main__":
    main()
