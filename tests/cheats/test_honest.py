"""Honest work that must pass, done (see honest): a false alarm would teach people to ignore it."""

from __future__ import annotations

import pytest

from tests.cheats.gates import begin, gate, said
from tests.cheats.honest import WORK, Work
from tests.project import Project

DOUBTFUL = (
    "a flaky test of no component fails before the gate",
    "a test that needs Windows is skipped here, with whole evidence",
)
"""A replay cannot tell of these, and the gate needs no verdict (the others: with_replay.py)."""


@pytest.mark.parametrize("work", WORK, ids=lambda each: each.done)
def test_the_gate_passes(project: Project, work: Work) -> None:
    """The gate finds no error in work that was done as it should be."""
    doubtful = work.done in DOUBTFUL
    more = (f"--phase-replay={begin(project)}",) if doubtful else ()
    work.do(project)
    result = gate(project, work, *more)
    assert result.ret == 0, said(result)
    assert not doubtful or "inconclusive 1" in said(result)
