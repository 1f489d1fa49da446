"""What a run did not look at is filled up from the lock and from source."""

from __future__ import annotations

from typing import Any

from pytest_phase.core.evidence import Evidence, Observation
from pytest_phase.core.ledger import Ledger
from pytest_phase.core.ownership import Ownership
from pytest_phase.core.plan import Component
from pytest_phase.core.run import Run, Seen
from pytest_phase.usecases.gather import fill
from tests.fakes.builders import (
    A_TEST,
    A_TEXT,
    a_component,
    a_plan,
    a_section,
    an_observation,
    red,
    waived,
)
from tests.fakes.ports import FakeTests

PATH = "tests/test_auditlogger.py"
SECOND = f"{PATH}::test_two"
THIRD = f"{PATH}::test_three"
MORE = "tests/more/test_more.py::test_four"


def filled(
    *rows: Evidence,
    components: tuple[Component, ...] = (),
    written: tuple[str, ...] = (A_TEST, SECOND),
    collected: tuple[str, ...] = (),
    whole: tuple[str, ...] = (),
    observations: tuple[Observation, ...] = (),
    **changes: Any,
) -> Run:
    """A run over AuditLogger, whose file defines two tests, and whose lock has these rows."""
    plan = a_plan(*components)
    seen = Seen(
        observations={each.test: each for each in observations},
        collected={"auditlogger": collected} if collected else {},
        whole=frozenset(whole),
        **changes,
    )
    ledger = Ledger({"auditlogger": a_section(*rows)})
    tests = FakeTests(dict.fromkeys(written, A_TEXT))
    return fill(seen, plan, ledger, Ownership(plan), tests)


def test_a_file_collected_whole_says_what_there_is() -> None:
    """Neither kept rows nor source add to it: what is not collected is gone."""
    run = filled(red(THIRD), collected=(A_TEST,), whole=(PATH,))
    assert run.known == {"auditlogger": (A_TEST,)}
    assert run.settled == {PATH}


def test_a_file_that_was_not_collected_is_as_it_was_kept() -> None:
    """The tests of the last run that was kept; source is not asked."""
    run = filled(red(THIRD), Evidence(A_TEST))
    assert set(run.known["auditlogger"]) == {A_TEST, THIRD}
    assert run.settled == frozenset()


def test_a_file_of_which_nothing_was_kept_is_read_from_source() -> None:
    """Before its first run."""
    assert filled().known == {"auditlogger": (A_TEST, SECOND)}


def test_a_file_collected_in_part_adds_to_what_was_kept() -> None:
    """A node id on the command line collects a part: the rest is known all the same."""
    run = filled(red(), Evidence(THIRD), collected=(SECOND,))
    assert run.known["auditlogger"] == (SECOND, A_TEST, THIRD)


def test_a_folder_is_read_file_by_file() -> None:
    """A component that names a folder has the tests below it that nobody else owns."""
    folder = a_component(files=["tests/more/"])
    other = a_component("Other", files=["tests/more/test_other.py"])
    run = filled(
        components=(folder, other), written=(MORE, "tests/more/test_other.py::test_x", A_TEST)
    )
    assert run.known == {
        "auditlogger": (MORE,),
        "other": ("tests/more/test_other.py::test_x",),
    }


def test_a_file_that_is_deleted_has_no_tests_for_certain() -> None:
    """Its kept rows are known no more, and that is settled."""
    run = filled(red(MORE), written=())
    assert run.known == {"auditlogger": ()}
    assert run.settled == {"tests/more/test_more.py"}


def test_texts_are_those_of_all_tests_in_sight() -> None:
    """Known, observed and kept ones; None for what is not there."""
    run = filled(red(MORE), collected=(A_TEST,), whole=(PATH,), written=(A_TEST,))
    assert run.texts == {A_TEST: A_TEXT, MORE: None}


def test_a_file_skipped_as_a_whole_skips_each_known_test() -> None:
    """With its condition, and with the waivers that are kept: its marks were not read."""
    run = filled(red(), waived(SECOND), skipped={PATH: True})
    assert run.observations == {
        A_TEST: Observation(A_TEST, "auditlogger", "skipped", conditional=True),
        SECOND: Observation(
            SECOND,
            "auditlogger",
            "skipped",
            waived="needs the real printer",
            conditional=True,
        ),
    }


def test_what_was_seen_is_handed_on() -> None:
    """Observations, integration tests, untagged tests and what was named."""
    run = filled(
        observations=(an_observation(),),
        integration={"auditlogger": {"e2e.py::test_x": "passed"}},
        untagged=4,
        narrowed=frozenset({"auditlogger"}),
    )
    assert run.observations == {A_TEST: an_observation()}
    assert run.integration == {"auditlogger": {"e2e.py::test_x": "passed"}}
    assert run.untagged == 4
    assert run.narrowed == {"auditlogger"}
