"""What tests say of themselves by marks: whose they are, in which lane, and what excuses them."""

from __future__ import annotations

import pytest

from pytest_phase.session.collected import Collected
from pytest_phase.usecases.project import Project

COMPONENT, WAIVE = "phase_component", "phase_waive"


class Marks:
    """Reads the marks of tests; what nobody can work with is a problem of the collection."""

    def __init__(self, config: pytest.Config, project: Project, collected: Collected) -> None:
        self._hook = config.hook
        self._plan = project.plan
        self._collected = collected
        self._of_others = bool(config.hook.pytest_phase_tag.get_hookimpls())

    def silent(self, parent: pytest.Collector) -> bool:
        """Whether neither a plugin nor a mark on a module or class says anything of its tests."""
        marks = (parent.get_closest_marker(name) for name in (COMPONENT, WAIVE))
        return not self._of_others and not any(marks)

    def component(self, item: pytest.Item, test: str, planned: str | None) -> str | None:
        """The id of a test's component: what a plugin says, else its mark, else the plan."""
        own = _mark_of(item, COMPONENT)
        named = planned
        if own is not None:
            self._note_lanes(item, test)
            named = str((*own.args, own.kwargs.get("id", ""))[0])
        if self._of_others:
            named = self._hook.pytest_phase_tag(item=item, component=named) or named
        if named is None or named == planned:
            return planned
        component = self._plan.find(named)
        if component is None:
            nearest = ", ".join(self._plan.nearest(named))
            self._collected.problem(
                f'{test}: phase_component("{named}") names no component of '
                f"{self._plan.path}. Nearest: {nearest}."
            )
            return planned
        return component.id

    def _note_lanes(self, item: pytest.Item, test: str) -> None:
        """A mark with ``lane=`` says the lane of the component that it names, wherever it is."""
        for mark in item.iter_markers(COMPONENT):
            if "lane" in mark.kwargs:
                name = str((*mark.args, mark.kwargs.get("id", ""))[0])
                component = self._plan.find(name)
                if component is not None:
                    said = self._collected.lanes.setdefault(component.id, {})
                    said.setdefault(str(mark.kwargs["lane"]), test)

    def check_lanes(self) -> None:
        """One problem for a component whose marks contradict its plan, or each other."""
        if not self._collected.lanes:
            return
        from pytest_phase.core.lanes import contradiction

        plan = self._plan
        for id, said in self._collected.lanes.items():
            wrong = contradiction(plan, plan.by_id[id], said)
            if wrong is not None:
                self._collected.problem(f"{wrong.test}: {wrong.message}. {wrong.hint}")

    def waiver(self, item: pytest.Item, test: str) -> str | None:
        """The reason why the gate owes a test no red, if it has such a mark."""
        mark = _mark_of(item, WAIVE)
        if mark is None:
            return None
        reason = str((*mark.args, mark.kwargs.get("reason", ""))[0]).strip()
        if not reason:
            self._collected.problem(
                f"{test}: phase_waive needs a reason, which every report will show. "
                'Write @pytest.mark.phase_waive(reason="…").'
            )
        return reason or None


def _mark_of(item: pytest.Item, name: str) -> pytest.Mark | None:
    # A mark's name is among the keywords; looking there is quicker than walking the marks.
    return item.get_closest_marker(name) if name in item.keywords else None
