"""The pytest hooks of a run that has a plan: each a few lines that forward to a story."""

from __future__ import annotations

import os

import pytest

from pytest_phase import wiring
from pytest_phase.adapters.importing import undisturbed
from pytest_phase.session.collected import Collected
from pytest_phase.session.controller import Controller
from pytest_phase.session.facts import Completion, Facts
from pytest_phase.session.lookout import Lookout
from pytest_phase.session.options import Asked
from pytest_phase.session.tagging import Tagger
from pytest_phase.session.transitions import Transitions
from pytest_phase.settings import Request, Settings
from pytest_phase.usecases.project import Project

NULL_TESTS = "PYTEST_PHASE_NULL_TESTS"
"""Set for a child that runs tests against an implementation that does nothing: which tests."""

NULL_STUBS = "PYTEST_PHASE_NULL_STUBS"
"""Set beside it where that is code that is there, stubbed: which files and folders."""


@undisturbed()
def begin(config: pytest.Config, asked: Asked) -> None:
    """Register the hooks of an active run. Raises UsageError (exit 4) for what none can use."""
    try:
        # The gate believes nothing that an earlier run left behind.
        project = wiring.open_project(asked.settings, remembering=not asked.settings.gate)
        selected = _selected(project, asked.settings)
        worker = hasattr(config, "workerinput")
        if not worker:
            refuse(project)
    except wiring.CannotJudge as error:
        raise pytest.UsageError(str(error)) from error
    collected = Collected()
    facts = Facts(config, project, collected)
    config.pluginmanager.register(facts, "phase-facts")
    tagger = Tagger(config, project, collected, facts, selected)
    config.pluginmanager.register(tagger, "phase-tagger")
    if any(component.expected for component in project.plan.components):
        # Only such a plan pays for it.
        from pytest_phase.session.surprises import Surprises

        surprises = Surprises(project.plan, collected)
        config.pluginmanager.register(surprises, "phase-surprises")
    lookout = Lookout(config, project, collected)
    config.pluginmanager.register(lookout, "phase-lookout")
    if not asked.settings.record and NULL_TESTS in os.environ:
        from pytest_phase.session import null_run

        config.pluginmanager.register(null_run, "phase-null-run")
    if asked.confirms:
        transitions = Transitions(config, project, collected, facts)
        facts.on_failure = transitions.failed
        config.pluginmanager.register(transitions, "phase-transitions")
    if worker:
        config.pluginmanager.register(Completion(facts), "phase-completion")
    else:
        controller = Controller(config, project, tagger, facts, lookout, asked)
        config.pluginmanager.register(controller, "phase-controller")


def refuse(project: Project) -> None:
    """Raise CannotJudge for a request that cannot be met, or a lock that cannot be read."""
    if project.settings.request == Request():
        return
    from pytest_phase.usecases import stories

    with wiring.refusing_locks():
        refusal = stories.refuse(project, project.settings.request)
    if refusal is not None:
        hint = project.settings.spell(refusal.hint)
        raise wiring.CannotJudge(f"{project.plan.path}: {refusal.message}. {hint}")


def _selected(project: Project, settings: Settings) -> frozenset[str]:
    """The ids of the components whose tests run; empty: all tests run."""
    names = list(settings.components)
    if settings.request.component:
        names.append(settings.request.component)
    selected = {wiring.find(project.plan, name).id for name in names}
    if settings.request.action == "complete" and not settings.request.component:
        from pytest_phase.usecases import stories

        with wiring.refusing_locks():
            current = stories.in_progress(project)
        selected |= {current} if current else set()
    return frozenset(selected)
