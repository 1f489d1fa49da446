"""Every way to a green gate without an honest red that we could think of, tried (see attempts)."""

from __future__ import annotations

import pytest

from tests.cheats.attempts import ATTEMPTS, EARNED, READER, REFUSED, REPLAY, Attempt
from tests.cheats.gates import begin, errors, gate, said
from tests.project import Project

BY_NAME = {each.tried: each for each in ATTEMPTS}


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda each: each.tried)
def test_what_catches_it(project: Project, attempt: Attempt) -> None:
    """The gate fails with the code of the table; what the table gives to others passes it."""
    base = begin(project) if attempt.caught == REPLAY else None
    attempt.do(project)
    result = gate(project, attempt)
    if attempt.caught == REFUSED:
        assert result.ret == 4, said(result)
        return
    if attempt.caught in (READER, REPLAY):
        assert not errors(project), said(result)
        assert result.ret == 0, said(result)
        if base:
            result = gate(project, attempt, f"--phase-replay={base}")
            assert errors(project) == attempt.errors, said(result)
            assert result.ret == 1, said(result)
    else:
        assert attempt.caught in errors(project), said(result)
        assert result.ret == 1, said(result)


# All ten are tried by with_replay.py; these differ in what the lock has of the test.
@pytest.mark.parametrize("tried", [EARNED[0], EARNED[1], "the lock is deleted"])
def test_what_a_replay_earns_it_earns_outside_the_gate(project: Project, tried: str) -> None:
    """The gate's own replay stands in for no red; one before it does, and the lock says so."""
    earned_outside(project, BY_NAME[tried])


def earned_outside(project: Project, attempt: Attempt) -> None:
    """The gate stops it, with a replay too; after one outside the gate it passes."""
    base = begin(project)
    attempt.do(project)
    replay = f"--phase-replay={base}"
    result = gate(project, attempt, replay)
    assert result.ret == 1, said(result)
    assert errors(project) == attempt.errors, said(result)
    result.stdout.fnmatch_lines(["*hint: The replay saw it fail on the old code: *"])
    project.run(replay)
    assert " level=replayed " in project.lock
    result = gate(project, attempt)
    assert result.ret == 0, said(result)


def test_a_lock_that_is_cut_off_is_refused_with_a_replay_too(project: Project) -> None:
    """Exit 4 and one message, before anything is replayed."""
    base = begin(project)
    attempt = BY_NAME["the lock is cut off"]
    attempt.do(project)
    result = gate(project, attempt, f"--phase-replay={base}")
    assert result.ret == 4
    assert "INTERNALERROR" not in said(result)
