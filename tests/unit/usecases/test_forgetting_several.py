"""Forgetting the tests of a whole file: all of them, or none."""

from __future__ import annotations

from pytest_phase.core.ledger import Ledger
from pytest_phase.core.transitions import Refusal
from pytest_phase.usecases.forgetting import Loss, forget
from tests.fakes.builders import a_project, a_section, green, red
from tests.fakes.ports import FakeLock

FIRST, SECOND = "tests/test_auditlogger.py::test_0", "tests/test_auditlogger.py::test_1"


def a_lock() -> FakeLock:
    """A lock with evidence of two tests."""
    return FakeLock(Ledger({"auditlogger": a_section(green(FIRST), red(SECOND))}))


def test_several_tests_are_forgotten_in_one_go() -> None:
    """Each leaves its reason; what is told names each loss in the order asked for."""
    lock = a_lock()
    told = forget(a_project(lock=lock), [SECOND, FIRST], "the file was split")
    assert told == (
        Loss(SECOND, ("auditlogger",), (red(SECOND),)),
        Loss(FIRST, ("auditlogger",), (green(FIRST),)),
    )
    section = lock.load().section("auditlogger")
    assert set(section.forgotten) == {FIRST, SECOND}
    assert not section.tests


def test_one_unknown_test_keeps_all_of_them() -> None:
    """A typo in one id, and nothing is lost of the others."""
    lock = a_lock()
    before = lock.load()
    told = forget(a_project(lock=lock), [FIRST, f"{SECOND}0"], "the file was split")
    assert isinstance(told, Refusal)
    assert f"{SECOND}0" in told.message
    assert lock.load() == before
