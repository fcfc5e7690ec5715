"""The page in a real browser: every page, in four languages, light and dark, narrow and wide, by keyboard alone."""

import importlib.util
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dev.page_bridge import Bridge
from tests.page.visitor import PAGE_KEY, Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

type Visitors = Callable[..., Visitor]
BROWSER = shutil.which("chromium-headless-shell") or shutil.which("chromium") or ""
MISSING = "no browser here: apt-get install chromium-headless-shell" if not BROWSER else ""
if not MISSING and not all(map(importlib.util.find_spec, ("playwright", "axe_playwright_python"))):
    MISSING = "playwright and axe-playwright-python are not installed: see requirements-dev.txt"
pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)

NO_PAGES = ("/export", "/link", "/undo", "/correct", "/tags", "/expiry", "/pin", "/hide", "/merge")
LOOKS = {  # language, width, colours: each language in a look of its own, and the narrowest twice
    "en_US": (1280, "light"),
    "zh_Hans": (320, "dark"),
    "ja_JP": (320, "light"),
    "pt_BR": (1600, "dark"),
}
HOSTILE = [
    template.format(mark=f"hostile-{number}-{turn}")
    for turn in range(4)
    for number, template in enumerate(
        (
            "<script>window.broken = '{mark}'</script>",
            "<img src=x onerror=\"window.broken='{mark}'\">",
            '"><svg onload="window.broken=\'{mark}\'">',
            "</style></title><script>window.broken='{mark}'</script>",
            "javascript:window.broken='{mark}'",
            "{{{{ 7 * 7 }}}} {{% for x in y %}} {mark}",
            "<a href=\"javascript:alert('{mark}')\">click</a>",
            "<iframe srcdoc=\"<script>parent.broken='{mark}'</script>\"></iframe>",
            "<form action=https://evil.test><button>{mark}</button></form>",
            "<meta http-equiv=refresh content='0;url=https://evil.test/{mark}'>",
            "<style>* {{ display: none }}</style> {mark}",
            "<!-- {mark} --> &lt;b&gt; &#60;i&#62;",
            "\u202e{mark}\u202c \u0000\u0007 <b onclick=alert(1)>",
            "' onmouseover='window.broken=1' x='{mark}",
            "<textarea></textarea><script>window.broken=1</script>{mark}",
        )
    )
]


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def served(visitor: Visitors) -> Iterator[tuple[Visitor, Bridge]]:
    """A person with a fact, its message and a reply, a chat and a change; a hook for each language."""
    anna: Visitor = visitor().sign_in()
    anna.store("I live in Lisbon.", assistant_reply="How is Lisbon?", speaker="Anna", tags="home", session_id="s-1")
    anna.store("Anna pays by card.", memory_type="semantic")
    anna.store("Anna pays by invoice.", memory_type="semantic")
    person = anna.person("u-anna")
    memory = anna.memory(person, "Anna pays by card.")
    anna.send(f"{memory}/correct", {"content": "Anna pays in cash."}, on=memory)
    hidden = anna.memory(person, "How is Lisbon?")
    anna.send(f"{hidden}/hide", {}, on=hidden)
    anna.get(f"{person}/search?q=Where+does+she+live%3F")
    with Bridge(anna.daemon, {language: anna.settings | {"language": language} for language in LOOKS}) as bridge:
        yield anna, bridge


def opened(browser: "Browser", bridge: Bridge, hook: str) -> "Page":
    """Signed in, with what goes wrong in the browser noted on the page's `wrong`."""
    width, colours = LOOKS[hook]
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=colours)
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    page.on("dialog", lambda dialog: noted(wrong, dialog))
    page.on("request", lambda sent: None if sent.url.startswith(bridge.address) else wrong.append(sent.url))
    page.goto(bridge.url(hook))
    wrong.clear()  # the door itself is a 401
    page.locator("#page_key").fill(PAGE_KEY)
    page.locator("button.main").click()
    page.wait_for_selector(".figures")
    page.wrong = wrong
    return page


def noted(wrong: list[str], dialog: Any) -> None:
    wrong.append(dialog.message)
    dialog.dismiss()


def every_path(anna: Visitor) -> list[str]:
    person = anna.person("u-anna")
    memory = anna.memory(person, "I live in Lisbon.")
    fact = re.search(r"/memory/[\w-]+", anna.get(f"{person}?type=semantic&text=Lisbon").text)
    operation = re.search(r"/operations/[\w-]+", anna.get("/operations").text)
    assert fact
    assert operation
    paths = ["/", "/people", "/people?q=nobody", person, f"{person}?type=semantic&state=superseded", f"{person}/search"]
    paths += [f"{person}/search?q=Where+does+she+live%3F", f"{person}/chats", f"{person}/chats/s-1", f"{person}/erase"]
    paths += [memory, f"{person}{fact[0]}", f"{memory}/erase", "/search", "/operations", operation[0]]
    return [*paths, "/backup", "/health", "/nowhere"]


@pytest.mark.parametrize("language", LOOKS)
def test_every_page_can_be_read_by_everybody(language: str, browser: "Browser", served: tuple[Visitor, Bridge]) -> None:
    """axe-core finds nothing, nothing is wider than the window, and nothing is loaded from anywhere."""
    anna, bridge = served
    page = opened(browser, bridge, language)
    told: dict[str, Any] = {}
    for path in every_path(anna):
        page.goto(bridge.url(language, path[1:]))
        for closed in page.locator("details").all():
            closed.evaluate("each => each.open = true")
        found = violations(page)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if found or wide > 0:
            told[path] = (found, wide)
    assert told == {}
    assert [line for line in page.wrong if "404" not in line] == []
    assert page.locator("html").get_attribute("lang") in ("en", "zh-Hans", "ja", "pt-BR")
    page.goto(bridge.url(language))
    page.context.clear_cookies()
    page.reload()
    assert violations(page) == []
    page.context.close()


def violations(page: "Page") -> list[tuple[str, list[str]]]:
    import axe_playwright_python

    page.evaluate((Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    return [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]


def test_everything_is_done_by_keyboard_alone(browser: "Browser", served: tuple[Visitor, Bridge]) -> None:
    """From the door to a correction, and back by undo; the focus can be seen all the way."""
    _, bridge = served
    page = browser.new_context().new_page()
    page.goto(bridge.url("en_US"))
    reach(page, "input#page_key")
    page.keyboard.type(PAGE_KEY)
    page.keyboard.press("Enter")
    page.wait_for_selector(".figures")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    go(page, "a.row")
    page.wait_for_selector(".timeline")
    go(page, "a:text('Anna pays by invoice.')")
    page.wait_for_selector("blockquote.memory")
    go(page, "summary:text-is('Correct')")
    reach(page, "textarea#content")
    page.keyboard.press("Control+A")
    page.keyboard.type("Anna pays by cheque.")
    go(page, "form[action$='/correct'] button")
    page.wait_for_selector(".done")
    assert page.locator("blockquote.memory").inner_text() == "Anna pays by cheque."
    go(page, "button[aria-label^='Undo: Replaced']")
    page.wait_for_selector(".done")
    assert page.locator("blockquote.memory").inner_text() == "Anna pays by invoice."
    for name in ("Overview", "People", "Search", "Changes", "Backup", "Health"):
        go(page, f"nav a:text-is('{name}')")
        page.wait_for_selector(f"nav a[aria-current]:text-is('{name}')")
    go(page, "button:text-is('Sign out')")
    page.wait_for_selector("input#page_key")
    page.context.close()


def reach(page: "Page", selector: str) -> None:
    """Presses Tab until the focus is there, and looks whether it can be seen."""
    wanted = page.locator(selector).first.element_handle()
    for _ in range(80):
        if page.evaluate("each => each === document.activeElement", wanted):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {selector}")


def go(page: "Page", selector: str) -> None:
    reach(page, selector)
    page.keyboard.press("Enter")


def test_hostile_memories_are_text_on_every_page(browser: "Browser", visitor: Visitors) -> None:
    """Sixty of them, and as ids, names and tags too: each is shown as it was said, and none does anything."""
    anna: Visitor = visitor().sign_in()
    attack = "\"><script>window.broken='id'</script>"
    for number, words in enumerate(HOSTILE):
        extra = {"speaker": attack, "tags": "<b>tag</b>", "session_id": attack} if number % 15 == 0 else {}
        anna.store(words, memory_type="semantic" if number % 2 else "episodic", **extra)
    anna.store("Somebody else's.", user=attack, memory_type="semantic")
    with Bridge(anna.daemon, {"en_US": anna.settings}) as bridge:
        page = opened(browser, bridge, "en_US")
        person = anna.person("u-anna")
        seen, shown = set[str](), ""
        waiting = ["/", "/people", person, "/search", "/operations", "/backup", "/health"]
        waiting += [f"{person}/search?q={mark}" for mark in ("hostile", "%3Cscript%3Ewindow.broken=1%3C/script%3E")]
        while waiting:
            path = waiting.pop()
            if path in seen or len(seen) > 250:
                continue
            seen.add(path)
            page.goto(bridge.url("en_US", path[1:]))
            assert page.evaluate("window.broken === undefined"), path
            assert page.locator("script, iframe, img, object, embed, main style").count() == 0, path
            shown += page.locator("main").text_content() or ""
            for address in page.locator("a, form").evaluate_all(
                "all => all.map(each => each.getAttribute('href') || each.getAttribute('action'))"
            ):
                assert address.startswith(("/e/en_US/", "#")), (path, address)
                inside = address.removeprefix("/e/en_US")
                if re.match(r"/(person|operations)/", inside) and not inside.endswith(NO_PAGES):
                    waiting.append(inside)
        assert list(page.wrong) == []
        assert {words for words in HOSTILE if canonical(words) not in canonical(shown)} == set()
        page.context.close()


def canonical(text: str) -> str:
    """Without what no page shows: what is between words, and characters that are none."""
    return re.sub(r"[\s\x00-\x1f\ufffd]+", "", text)
