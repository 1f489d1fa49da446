"""What a run saw."""

from __future__ import annotations

from tests.fakes.builders import a_run, an_observation, failing


def test_skipped_tests_did_not_run() -> None:
    """A run of skipped tests alone ran nothing."""
    run = a_run(an_observation("t.py::a", outcome="skipped"), failing("t.py::b"))
    assert run.ran == 1
    assert a_run().ran == 0
