"""The pages of the documentation link to each other, and no link leads nowhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.examples import PAGES, ROOT

LINK = re.compile(r"(?<!`)\[[^\]\n]+\]\((?P<target>[^)\s]+)\)")
FENCE = re.compile(r"^(`{3,}).*?^\1", re.MULTILINE | re.DOTALL)

DOCUMENTED = [page for page in PAGES if "plans" not in page.relative_to(ROOT).parts]
ELSEWHERE = (ROOT / "CHANGELOG.md", ROOT / ".github" / "CONTRIBUTING.md")


def prose(page: Path) -> str:
    """A page without its fences."""
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives to a page's headings."""
    titles = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", [*DOCUMENTED, *ELSEWHERE], ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    """A link to a file leads to one, and its anchor is a heading there."""
    wrong = []
    for target in LINK.findall(prose(page)):
        path, _, anchor = target.partition("#")
        if "://" in target:
            continue
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            wrong.append(target)
    assert not wrong


def test_every_page_is_found_from_the_index() -> None:
    """A page that the index does not link is a page that nobody reads."""
    index = ROOT / "docs" / "index.md"
    linked = {
        (index.parent / target.partition("#")[0]).resolve() for target in LINK.findall(prose(index))
    }
    pages = {page for page in DOCUMENTED if page.is_relative_to(index.parent)}
    assert pages - {index} <= linked
