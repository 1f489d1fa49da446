"""Every example of the documentation does what its page shows (see ``tests/docs/examples.py``)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.docs.examples import PAGES, ROOT, Children, Here, Step, matches, play, scenes
from tests.project import Project

STANDING_FOR_THEMSELVES = {"docs/reference/findings.md": "h3"}
"""Pages on which each section of a heading level is a project of its own."""

AS_A_USER = ("README.md",)
"""Pages whose commands run in processes of their own (half a second each)."""


def found() -> Iterator[tuple[str, str, list[Step]]]:
    """Each scene: its page, its title there (empty: the page as a whole), and its steps."""
    for path in PAGES:
        page = path.relative_to(ROOT).as_posix()
        each = STANDING_FOR_THEMSELVES.get(page, "")
        for title, steps in scenes(path.read_text(encoding="utf-8"), each).items():
            yield page, title, steps


SCENES = list(found())


@pytest.mark.parametrize(
    ("page", "steps"),
    [(page, steps) for page, _, steps in SCENES],
    ids=[f"{page}:{title}".rstrip(":") for page, title, _ in SCENES],
)
def test_a_page_shows_what_happens(
    page: str, steps: list[Step], project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader who repeats the commands of a page gets the output that it shows."""
    monkeypatch.setenv("COLUMNS", "88")
    play(steps, project, Children(project) if page in AS_A_USER else Here(project))


def test_every_kind_of_page_has_an_example() -> None:
    """The pages are found, and their commands too: an empty test would pass for ever."""
    with_examples = {page for page, _, _ in SCENES}
    assert {*AS_A_USER, *STANDING_FOR_THEMSELVES, "docs/tutorial.md"} <= with_examples


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        (("2 passed in 0.01s",), "2 passed in 0.27s\n"),
        (("...", "last"), "first\nsecond\n\nlast\n"),
        (("base=1a2b3c4d5e6f",), "base=ffffffffffff\n"),
        (("a ... c",), "a b c\n"),
    ],
)
def test_what_is_not_compared(shown: tuple[str, ...], printed: str) -> None:
    """Durations, digests and what ``...`` leaves out may differ."""
    assert matches(shown, printed)


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ((), "more\n"),
        (("first",), "first\nsecond\n"),
        (("first", "second"), "first\n"),
        (("1 passed in 0.01s",), "2 passed in 0.01s\n"),
    ],
)
def test_what_is_compared(shown: tuple[str, ...], printed: str) -> None:
    """A line more, a line less and another word are seen."""
    assert not matches(shown, printed)
