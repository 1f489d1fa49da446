"""Text keeps its columns, whatever a plan calls its components."""

from __future__ import annotations

import pytest

from pytest_phase.reporting import layout
from tests.fakes.builders import a_component, a_plan


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("AuditLogger", "AuditLogger"),
        ("two\n lines\tand  spaces", "two lines and spaces"),
        ("red \x1b[31mname\x07", r"red \x1b[31mname\x07"),
        ("turned \u202eround", r"turned \u202eround"),
        ("lost \udc80 byte", r"lost \udc80 byte"),
        ("監査ログ é", "監査ログ é"),
    ],
)
def test_printable_shows_control_characters_instead_of_obeying_them(text: str, shown: str) -> None:
    """A name cannot colour, move or turn the line it stands in."""
    assert layout.printable(text) == shown


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("監査", 4), ("e\u0301", 1), ("a\u200db", 2), ("", 0)]
)
def test_columns_are_what_a_terminal_needs(text: str, width: int) -> None:
    """Wide characters take two columns, combining and joining ones none."""
    assert layout.columns(text) == width


@pytest.mark.parametrize(
    ("text", "width", "short"),
    [
        ("AuditLogger", 11, "AuditLogger"),
        ("AuditLogger", 10, "AuditLo..."),
        ("Audit Logger", 9, "Audit..."),
        ("監査ログ", 7, "監査..."),
        ("監査ログ", 6, "監..."),
    ],
)
def test_cut_marks_what_it_took_away(text: str, width: int, short: str) -> None:
    """A text that is too wide ends in three dots, and never exceeds its width."""
    assert layout.cut(text, width) == short


def test_pad_fills_columns_and_not_characters() -> None:
    """A wide name is followed by fewer spaces, so that the next column lines up."""
    assert layout.pad("監査", 6) == "監査  "


def test_wrap_indents_the_following_lines_under_the_first() -> None:
    """The text stays in its own column, below its label."""
    assert layout.wrap("one two three", 12, "Next: ") == ["Next: one", "      two", "      three"]


def test_wrap_never_breaks_a_word() -> None:
    """A path that is longer than the line can still be copied."""
    assert layout.wrap("see tests/a_long_path.py now", 10) == [
        "see",
        "tests/a_long_path.py",
        "now",
    ]


def test_labels_name_a_component_so_that_it_is_not_mistaken() -> None:
    """A repeated name is told apart by its id."""
    plan = a_plan(a_component("Retry"), a_component("Clock"), a_component("Retry", id="retry-3-2"))

    assert layout.labels(plan) == {
        "retry": "Retry (retry)",
        "clock": "Clock",
        "retry-3-2": "Retry (retry-3-2)",
    }


def test_listed_gives_names_for_ids() -> None:
    """Inside a sentence a long name is cut, and an unknown id stands for itself."""
    called = {"retry": "Retry", "long": "x" * 60}

    assert layout.listed(["retry", "long", "gone"], called) == ["Retry", "x" * 37 + "...", "gone"]
