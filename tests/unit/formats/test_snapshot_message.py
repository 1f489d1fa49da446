"""The message of a snapshot: for people in its first line, for us in the rows after it."""

from __future__ import annotations

import pytest

from pytest_phase.core.snapshot import Snapshot
from pytest_phase.formats.snapshot_message import read_message, write_message
from tests.fakes.builders import A_TEST, red

COMMIT, HEAD = "a" * 40, "b" * 40
OTHER = "tests/test_auditlogger.py::test_two"


def test_a_message_names_component_commit_and_tests() -> None:
    """The first line is for people; the rows are spelled as in the lock."""
    assert write_message(Snapshot("", "auditlogger", HEAD, (red(), red(OTHER, "missing")))) == (
        "red of auditlogger: 2 tests\n"
        "\n"
        "component auditlogger\n"
        f"head {HEAD}\n"
        f"test {A_TEST} text=9c1f4e7a02bd red=behaviour@77aa01b2c3d4\n"
        f"test {OTHER} text=9c1f4e7a02bd red=missing@77aa01b2c3d4\n"
    )


@pytest.mark.parametrize("component", ["auditlogger", "größe-ändern", "a b\nc", "50%"])
@pytest.mark.parametrize("head", [HEAD, None])
def test_what_was_written_is_read(component: str, head: str | None) -> None:
    """Any name of a component, and a repository without a commit."""
    snapshot = Snapshot(COMMIT, component, head, (red(), red(OTHER, "missing")))
    assert read_message(COMMIT, write_message(snapshot)) == snapshot


def test_words_of_a_later_version_are_passed_over() -> None:
    """A line that this version does not know says nothing to it."""
    text = write_message(Snapshot("", "a", None, (red(),))) + "mood good\ntest broken\n"
    assert read_message(COMMIT, text) == Snapshot(COMMIT, "a", None, (red(),))


@pytest.mark.parametrize("text", ["", "Fix the cart\n", "red of a: 1 test\n\nhead abc\n"])
def test_a_message_of_somebody_else(text: str) -> None:
    """A commit that is no snapshot is none."""
    assert read_message(COMMIT, text) is None
