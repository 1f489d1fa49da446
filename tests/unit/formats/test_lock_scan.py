"""A glance at a lock: which tests a pass would turn green."""

from __future__ import annotations

from pytest_phase.core.ledger import Ledger
from pytest_phase.formats.lock_scan import waiting
from pytest_phase.formats.lock_toml import write_lock
from tests.fakes.builders import A_TEST, a_section, a_start, baseline, green, red, seen, waived

TWO = "tests/test_auditlogger.py::test_two"


def test_tests_that_are_red_and_not_green() -> None:
    """What is green, declared or only known waits for nothing."""
    rows = [
        red(),
        green("t.py::a"),
        baseline("t.py::b"),
        waived("t.py::c"),
        seen("t.py::d"),
    ]
    text = write_lock(Ledger({"auditlogger": a_section(*rows, started=a_start())}), ["auditlogger"])
    assert waiting(text) == {A_TEST}


def test_one_text_that_waits_is_enough() -> None:
    """After a merge a test may have several rows."""
    text = write_lock(Ledger({"a": a_section(green(), red(text="0" * 12))}), ["a"])
    assert waiting(text) == {A_TEST}


def test_ids_that_are_written_with_escapes() -> None:
    """Whatever a path or a name holds is found again."""
    odd = ["tests/a b.py::test_ü", "tests/ü\\x.py::Test::test_%", 'tests/"q".py::test_x']
    text = write_lock(Ledger({"a": a_section(*map(red, odd))}), ["a"])
    assert waiting(text) == set(odd)


def test_what_cannot_be_read_is_not_in_it() -> None:
    """A lock that is refused is told at the end of the run; here it holds nobody up."""
    assert waiting('<<<<<<< ours\n    "test a red=odd",\n    "test %zz::a red=odd",\n') == set()
    assert waiting("") == set()
