"""PH810: fired and not fired, and word by word."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pytest_phase.core.evidence import Evidence
from pytest_phase.core.findings import Finding
from pytest_phase.core.rules.docket import Docket
from pytest_phase.core.rules.tripwire_rules import tripped
from pytest_phase.core.sums import sealed
from pytest_phase.core.tripwires import Tripped
from tests.fakes.builders import (
    A_TEST,
    ANOTHER_TEXT,
    a_component,
    a_docket,
    a_run,
    a_section,
    a_start,
    an_observation,
    baseline,
    green,
    red,
)


def _docket(what: Tripped, **changes: Any) -> Docket:
    return a_docket(a_run(an_observation(), tripped=what), **({"sums": True} | changes))


def test_a_pass_that_was_none() -> None:
    """A call that raised and was reported as passed is an error, wherever the report was bent."""
    found = list(tripped(_docket(Tripped(lies={A_TEST: "it raised AssertionError"}))))
    assert found == [
        Finding(
            "PH810",
            "error",
            A_TEST,
            "was reported as passed, though it raised AssertionError",
            "Look for what changes reports or calls in the project's own hooks, and take it out.",
            "auditlogger",
        )
    ]


def test_a_pass_that_was_none_names_the_hooks() -> None:
    """Where the project has a say in reports, its files are named."""
    what = Tripped(lies={A_TEST: "it raised KeyError"}, hooks={"conftest.py": ("pytest_x",)})
    error, info = tripped(_docket(what))
    assert error.hint == "Look at the hooks of conftest.py, and take out what changes reports."
    assert info.severity == "info"


def test_hooks_alone_only_inform() -> None:
    """The usual recipes (a rep_call fixture, a screenshot of a failure) are no error."""
    what = Tripped(hooks={"tests/conftest.py": ("pytest_runtest_makereport",)})
    assert list(tripped(_docket(what))) == [
        Finding(
            "PH810",
            "info",
            "tests/conftest.py",
            "has a say in what is run and reported: pytest_runtest_makereport",
            "Most such hooks are harmless: a reader decides.",
        )
    ]


def test_tests_that_the_project_took_out() -> None:
    """What code deselected is named once, in its component."""
    what = Tripped(dropped=(A_TEST,), hooks={"conftest.py": ("pytest_collection_modifyitems",)})
    (found,) = [each for each in tripped(_docket(what)) if "taken out" in each.message]
    assert (found.severity, found.where, found.component) == ("info", A_TEST, "auditlogger")
    assert found.message == "was collected, and taken out of the run by code"
    assert found.hint == "Look at pytest_collection_modifyitems in conftest.py."


def test_a_run_that_was_ended() -> None:
    """A run that something ended before its last test judges nothing well."""
    (found,) = tripped(_docket(Tripped(ended=("tests/conftest.py:3", "pytest.exit"))))
    assert (found.severity, found.where) == ("error", "tests/conftest.py:3")
    assert found.message == "pytest.exit ended the run before its last test"


def test_a_run_that_was_ended_outside_the_gate_is_no_matter() -> None:
    """Whoever ends a run of their own knows."""
    docket = _docket(Tripped(ended=("tests/conftest.py:3", "pytest.exit")), ran=False)
    assert not list(tripped(docket))


@pytest.mark.parametrize("row", [red(), green(), baseline()])
def test_a_row_with_its_own_sum_is_silent(row: Evidence) -> None:
    """What a run wrote and nobody touched gives no word."""
    section = a_section(sealed("auditlogger", row), started=a_start())
    assert not list(tripped(_docket(Tripped(), sections={"auditlogger": section})))


def test_a_row_that_was_changed_by_hand() -> None:
    """A wrong sum is an error with the line of the row."""
    row = replace(sealed("auditlogger", red()), text=ANOTHER_TEXT)
    section = a_section(row, started=a_start())
    docket = _docket(Tripped(), sections={"auditlogger": section}, line=lambda component, test: 12)
    assert list(tripped(docket)) == [
        Finding(
            "PH810",
            "error",
            "PLAN.lock:12",
            f"the row of {A_TEST} does not have the sum that was written with it",
            "Restore the row from git; or see the test red again, which renews it.",
            "auditlogger",
        )
    ]


def test_a_start_that_was_changed_by_hand() -> None:
    """A lane that was changed in the lock is an error too."""
    start = replace(sealed("auditlogger", a_start(lane="refactor")), lane="characterization")
    component = a_component(lane="characterization")
    section = a_section(started=start)
    docket = a_docket(
        a_run(), component, sums=True, sections={"auditlogger": section}, line=lambda *_: None
    )
    (found,) = tripped(docket)
    assert (found.severity, found.where) == ("error", "PLAN.lock")
    assert "the row of its start" in found.message


def test_rows_without_a_sum_only_inform() -> None:
    """Hand-written rows stay valid; that there are some is said once."""
    rows = [red(), green("tests/test_auditlogger.py::test_two")]
    docket = _docket(Tripped(), sections={"auditlogger": a_section(*rows)})
    assert list(tripped(docket)) == [
        Finding(
            "PH810",
            "info",
            "PLAN.lock",
            "2 rows with evidence have no sum: written by hand, or by an older version",
            "They count all the same; seeing a test red again gives its row a sum.",
        )
    ]


def test_a_recording_run_looks_at_no_sum() -> None:
    """Only the gate and the status take the time."""
    docket = _docket(Tripped(), sections={"auditlogger": a_section(red())}, sums=False)
    assert not list(tripped(docket))


def test_hooks_that_changed_between_red_and_green() -> None:
    """Evidence that was seen under other hooks than its red says so."""
    row = sealed("auditlogger", replace(green(), hooks=("1a2b3c", "-")))
    docket = _docket(Tripped(), sections={"auditlogger": a_section(row, started=a_start())})
    (found,) = tripped(docket)
    assert (found.severity, found.where) == ("info", A_TEST)
    assert found.message == "the hooks that have a say in reports changed between red and green"
