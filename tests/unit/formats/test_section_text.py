"""The text of a component's section, as the plan writes it."""

from __future__ import annotations

from pytest_phase.formats.section_text import section_text

PLAN = """# Plan

### Task 1: Cart

Adds things.

```python
# not a heading
```

#### Notes

Keep it small.

### Task 2: Store

- **Clock**
  - Tests: `tests/test_clock.py`

  More of it.
- **Mail**
  - Tests: `tests/test_mail.py`

## End
"""


def test_a_heading_with_all_below_it() -> None:
    """Up to the next heading of its level; deeper ones and fences are inside."""
    assert section_text(PLAN, 3).splitlines() == PLAN.splitlines()[2:13]


def test_a_bullet_with_what_is_nested() -> None:
    """Up to the next item beside it."""
    assert section_text(PLAN, 17) == (
        "- **Clock**\n  - Tests: `tests/test_clock.py`\n\n  More of it."
    )


def test_the_last_bullet() -> None:
    """Ends at the next heading."""
    assert section_text(PLAN, 21) == "- **Mail**\n  - Tests: `tests/test_mail.py`"


def test_a_row_of_a_table() -> None:
    """A row is one line."""
    assert section_text("| A | B |\n|---|---|\n| Cart | `t` |\n| Mail | `u` |\n", 3) == (
        "| Cart | `t` |"
    )


def test_a_line_that_is_not_there() -> None:
    """A plan that grew shorter meanwhile: nothing, and no error."""
    assert section_text("# A\n", 99) == ""
