"""Look at pages as a screen reader, a narrow telephone and the browser's console do."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.urls import resolve
from playwright.sync_api import Page

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
DESK = {"width": 1280, "height": 900}
TELEPHONE = {"width": 390, "height": 844}
RUN_AXE = """async (tags) => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]});
  const said = (node) => node.any.concat(node.all).map((each) => each.message).join("; ");
  return found.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 160)} ${said(node)}`));
}"""
# What sticks out beyond the right edge, other than what scrolls in a box of its own.
STICKS_OUT = """async () => {
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  return document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
    .filter((each) => each.getBoundingClientRect().right > innerWidth + 1 && !each.closest(".table-wrap, .rail"))
    .slice(0, 3).map((each) => `wider than the telephone: ${each.outerHTML.slice(0, 160)}`)
    .concat(["the page scrolls sideways"]);
}"""


def should_read_well(page: Page, axe_script: str, paths: Iterable[str]) -> None:
    """Visit each of the pages and find nothing wrong with any."""
    said: list[str] = []
    page.on("console", lambda message: said.append(f"console: {message.text}") if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(f"script: {error}"))
    found = []
    for path in paths:
        said.clear()
        page.goto(path, wait_until="load")
        if urlsplit(page.url).path != urlsplit(path).path:
            said.append(f"leads to {page.url}")
        found += [f"{path} {problem}" for problem in problems_of(page, axe_script) + said]
    assert not found, "\n".join(found)


def problems_of(page: Page, axe_script: str) -> list[str]:
    """The page's accessibility violations on a desk and on a telephone, and what sticks out on the telephone."""
    page.evaluate(axe_script)
    problems = list(page.evaluate(RUN_AXE, WCAG))
    page.set_viewport_size(TELEPHONE)
    problems += page.evaluate(STICKS_OUT) + page.evaluate(RUN_AXE, WCAG)
    page.set_viewport_size(DESK)
    return problems


class Inspector:
    """Goes along with a story and looks once at each kind of page that each person comes to."""

    def __init__(self, axe_script: str) -> None:
        self.axe_script = axe_script
        self.found: list[str] = []
        self._seen: set[tuple[int, str]] = set()

    def accompany(self, page: Page) -> Page:
        """Listen to the page's console from now on."""
        page.on("console", lambda message: self._heard(page, message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self._heard(page, str(error)))
        return page

    def look(self, *pages: Page) -> None:
        """Scan the pages as they stand, unless this person's page of that kind was scanned before."""
        for page in pages:
            path = urlsplit(page.url).path
            kind = (id(page), resolve(path).view_name)
            if kind not in self._seen:
                self._seen.add(kind)
                page.wait_for_load_state("networkidle")
                self.found += [f"{path} {problem}" for problem in problems_of(page, self.axe_script)]

    def _heard(self, page: Page, text: str) -> None:
        self.found.append(f"{urlsplit(page.url).path} console: {text}")
