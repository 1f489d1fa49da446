"""The boxes of a plan: ticking some, and changing nothing else."""

from __future__ import annotations

import pytest

from pytest_phase.formats.boxes import Box, box_at, tick


@pytest.mark.parametrize(
    ("line", "ticked"),
    [
        ("- [ ] Cart\n", "- [x] Cart\n"),
        ("  * [ ] `test_adds`\n", "  * [x] `test_adds`\n"),
        ("12. [ ] Cart [ ]\n", "12. [x] Cart [ ]\n"),
        ("### [ ] Task 1: Cart\n", "### [x] Task 1: Cart\n"),
        ("> - [ ] Cart\n", "> - [x] Cart\n"),
        ("- [ ]* 2.2 Cart\n", "- [x]* 2.2 Cart\n"),
    ],
    ids=["bullet", "nested", "numbered", "heading", "quoted", "optional"],
)
def test_ticks_the_box_of_a_line(line: str, ticked: str) -> None:
    """An open box that begins an item or a heading is ticked."""
    assert tick(f"# Plan\n{line}", [2]) == f"# Plan\n{ticked}"


def test_changes_nothing_else_of_the_text() -> None:
    """Lines that were not asked for keep every byte, spaces at their end too."""
    text = "# Plan  \n\n- [ ] Cart \t\n- [ ] Store\n\n\n```\n- [ ] Cart\n```"
    assert tick(text, [4]) == text.replace("- [ ] Store", "- [x] Store")


def test_leaves_a_ticked_box_and_a_line_without_one() -> None:
    """A box that is ticked already, or not there, leaves the text as it is."""
    text = "- [x] Cart\n- [X] Store\n- Mailer\n### Task 1\n"
    assert tick(text, [1, 2, 3, 4]) == text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_keeps_every_kind_of_line_end(end: str) -> None:
    """Line ends stay as they are, and a form feed ends no line."""
    text = f"# A\x0cB{end}- [ ] Cart{end}- [ ] Store"
    assert tick(text, [2]) == f"# A\x0cB{end}- [x] Cart{end}- [ ] Store"


def test_a_box_inside_a_sentence_is_no_box() -> None:
    """Only what begins an item or a heading is its box."""
    text = "- Press [ ] twice\nWrite [ ] here\n- [ ]joined\n"
    assert tick(text, [1, 2, 3]) == text


@pytest.mark.parametrize(
    ("line", "box"),
    [
        ("- [ ] Cart", "open"),
        ("- [x] Cart", "ticked"),
        ("- [X] Cart", "ticked"),
        ("- [~] Cart", "other"),
        ("- Cart", None),
    ],
    ids=["open", "ticked", "capital", "other", "none"],
)
def test_says_what_stands_in_a_box(line: str, box: Box | None) -> None:
    """A box is open, ticked, or holds another mark, which is never touched."""
    assert box_at(f"# Plan\n{line}\n", 2) == box
