"""How a page is judged: by axe, and by whether it fits its width."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def faults(page: Page) -> list[str]:
    """What axe has against the page as it stands: rule and element."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]})
    return [
        f"{v['id']}: {n['html']} {n.get('failureSummary', '')}"
        for v in found.response["violations"]
        for n in v["nodes"]
    ]


def spill(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
