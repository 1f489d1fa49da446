"""A prompt put together from parts, the most relevant first, within a budget."""

from __future__ import annotations

from pytest_phase.reporting.prompts.parts import Part, assembled

TASK = Part("Task", ("Do it.",), 1)
NOTES = Part("Notes", tuple(f"- note {number}" for number in range(40)), 3)
FACTS = Part("Facts", ("- a fact",), 2)


def test_everything_that_fits() -> None:
    """Parts stand in the order given, under their headings; a part without lines is left out."""
    assert assembled("Build Cart", [TASK, Part("Empty", (), 1), FACTS], 1000) == (
        "# Build Cart\n\n## Task\n\nDo it.\n\n## Facts\n\n- a fact\n"
    )


def test_the_most_relevant_stays() -> None:
    """Where not all fits, the least relevant goes first, and the prompt says what is missing."""
    text = assembled("Build Cart", [NOTES, TASK, FACTS], 200)
    assert len(text) <= 200
    assert "## Task" in text
    assert "## Facts" in text
    assert text.endswith("Left out to stay within 200 characters: Notes (37 of 40 lines).\n")


def test_a_long_part_is_cut() -> None:
    """As many of its lines as fit are kept, from the first."""
    text = assembled("T", [TASK, NOTES], 260)
    assert len(text) <= 260
    assert "- note 0\n" in text
    assert "- note 39" not in text


def test_a_budget_too_small_for_anything() -> None:
    """The title and what was left out, whatever the budget."""
    assert assembled("T", [TASK], 1) == ("# T\n\nLeft out to stay within 1 characters: Task.\n")


def test_a_fence_is_never_cut_open() -> None:
    """A part that is one fence is kept whole or not at all."""
    fence = Part("Plan", ("````markdown", *("x" * 20 for _ in range(20)), "````"), 2, whole=True)
    assert "````" not in assembled("T", [TASK, fence], 200)
