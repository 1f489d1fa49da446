"""The whole table again, with a replay in the gate: every attempt, every piece of honest work.

Each takes a second, so the suite tries only those whose answer is another one by a replay.
All of them: ``pytest tests/cheats/with_replay.py`` (``nox -s cheats``).
"""

from __future__ import annotations

import pytest

from tests.cheats.attempts import ATTEMPTS, EARNED, READER, REFUSED, Attempt
from tests.cheats.gates import begin, errors, gate, said
from tests.cheats.honest import WORK, Work
from tests.cheats.test_attempts import BY_NAME, earned_outside
from tests.project import Project


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda each: each.tried)
def test_what_catches_it(project: Project, attempt: Attempt) -> None:
    """All that the gate finds alone, and what the table says that a replay adds."""
    base = begin(project)
    attempt.do(project)
    result = gate(project, attempt, f"--phase-replay={base}")
    found = errors(project)
    assert found >= attempt.errors, said(result)
    assert found & {"PH840", "PH841"} == attempt.errors & {"PH840", "PH841"}, said(result)
    # What is skipped is inconclusive, and exit 4 goes before exit 1.
    expected = {READER: (0,), REFUSED: (4,)}.get(attempt.caught, (1, 4))
    assert result.ret in expected, said(result)


@pytest.mark.parametrize("tried", EARNED)
def test_what_a_replay_earns_it_earns_outside_the_gate(project: Project, tried: str) -> None:
    """Today's test fails on the old code and passes now: after a replay the gate passes."""
    earned_outside(project, BY_NAME[tried])


@pytest.mark.parametrize("work", WORK, ids=lambda each: each.done)
def test_honest_work_passes(project: Project, work: Work) -> None:
    """A replay in the gate stops none of it either."""
    base = begin(project)
    work.do(project)
    result = gate(project, work, f"--phase-replay={base}")
    assert result.ret == 0, said(result)
