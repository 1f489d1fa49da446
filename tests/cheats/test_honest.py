"""Honest work that must pass, done (see honest): a false alarm would teach people to ignore it."""

from __future__ import annotations

import pytest

from tests.cheats.honest import WORK, Work
from tests.project import Project


@pytest.mark.parametrize("work", WORK, ids=lambda each: each.done)
def test_the_gate_passes(project: Project, work: Work) -> None:
    """The gate finds no error in work that was done as it should be."""
    work.do(project)
    result = project.run("--phase-gate", *work.args)
    assert result.ret == 0, result.stdout.str() + result.stderr.str()
