"""Has tests that were born green run once more, where the code of their component does nothing."""

from __future__ import annotations

import pytest

from pytest_phase.core.run import Seen
from pytest_phase.reporting import summary
from pytest_phase.session import null_probe
from pytest_phase.usecases.characterizing import untried, weighed
from pytest_phase.usecases.project import Project


def tried(config: pytest.Config, project: Project, seen: Seen) -> tuple[Seen, list[str]]:
    """What was seen, with what it says of code that does nothing; and what there is to say.

    One process for each component, of which most runs have none.
    """
    notes: list[str] = []
    settings = project.settings
    for id, tests in untried(project, seen, settings.request).items():
        component = project.plan.by_id[id]
        stubs = [settings.root / each.path for each in component.implementation]
        told = null_probe.run(config, settings, tests, stubs)
        if not told:
            notes.append(summary.uncharacterized(tests))
        if told is not None:
            seen = weighed(seen, tests, told)
    return seen, notes
