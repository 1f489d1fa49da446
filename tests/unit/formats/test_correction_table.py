"""The table of corrections: written into a plan, and nothing else of it touched."""

from __future__ import annotations

import pytest

from pytest_phase.core.corrections import Correction
from pytest_phase.formats.correction_table import written
from pytest_phase.formats.plan_markdown import read_plan

ROW = Correction("`a()`", "`b(x: int | None)` (m.py:1)", "Use actual name")
LINE = "| `a()` | `b(x: int \\| None)` (m.py:1) | Use actual name |"


def with_row(text: str) -> str:
    """The text of a plan with the row written into it."""
    return written(text, read_plan(text, "PLAN.md"), [ROW])


def test_a_row_goes_below_the_last_row_of_the_table() -> None:
    """The table that is there gets it, wherever it stands."""
    table = "| Spec Says | Actual Code | Action |\n|---|---|---|\n| `x` | `y` | Use it |\n"
    text = f"# Plan\n\n## Corrections\n\n{table}\n### Task 1: A\n\n- Tests: `tests/test_a.py`\n"
    assert with_row(text) == text.replace("Use it |\n", f"Use it |\n{LINE}\n")


def test_without_a_table_a_section_goes_before_the_components() -> None:
    """Before the section that holds the first phase or component, and after the title."""
    text = (
        "# Phase 3: Shop\n\nWords.\n\n## Implementation Order\n\n### Phase 3.1: Core\n\n"
        "#### Cart\n\n- Tests: `tests/test_cart.py`\n"
    )
    section = (
        "## Schema vs Spec Corrections\n\n| Spec Says | Actual Code/Schema | Action |\n"
        f"|---|---|---|\n{LINE}\n\n"
    )
    assert with_row(text) == text.replace(
        "## Implementation Order", f"{section}## Implementation Order"
    )


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_are_those_of_the_file(end: str) -> None:
    """What is written has them too, and no other byte changes."""
    text = end.join(["# Plan", "", "### Task 1: A", "", "- Tests: `tests/test_a.py`", ""])
    changed = with_row(text)
    assert f"{LINE}{end}" in changed
    assert changed.replace("\r\n", "").count("\n") == (0 if end == "\r\n" else changed.count("\n"))
    head, tail = text.split("### Task 1")
    assert changed.startswith(head)
    assert changed.endswith(f"### Task 1{tail}")


def test_what_is_read_again_has_the_row() -> None:
    """The reader finds the row where the writer put it."""
    text = "# Plan\n\n### Task 1: A\n\n- Tests: `tests/test_a.py`\n"
    (row,) = read_plan(with_row(text), "PLAN.md").reconciliation
    assert row.cells[0] == "a()"


def test_no_row_changes_nothing() -> None:
    """A plan that agrees with its code stays as it is, without a line end at its end too."""
    text = "# Plan\n\n### Task 1: A"
    assert written(text, read_plan(text, "PLAN.md"), []) == text
