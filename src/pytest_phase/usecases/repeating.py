"""Runs that can only say what an earlier one said: nothing was new, and nothing has changed."""

from __future__ import annotations

from collections.abc import Collection

from pytest_phase.usecases.project import Project
from pytest_phase.usecases.stories import Story


def is_repeatable(project: Project, story: Story, tests: Collection[str]) -> bool:
    """Whether a run with the same plan, lock, reports and texts would say the same again.

    It recorded nothing, and neither plan nor lock knows a test but those that ran: so nothing
    was asked of the disk but the texts of these.
    """
    if story.events or story.refusal is not None or story.unsaved is not None:
        return False
    known = [each.known for each in story.report.standings]
    kept = [section.tests for section in project.lock.load().sections.values()]
    return all(set(tests).issuperset(each) for each in (*known, *kept))
