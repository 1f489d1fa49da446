"""When a component may start, stop and be completed, and what to do when not (design 4.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pytest_phase.core import cycle
from pytest_phase.core.cycle import Standing
from pytest_phase.core.evidence import PASSES, Outcome, file_of, name_of
from pytest_phase.core.phrases import names, plural
from pytest_phase.core.plan import TestFile
from pytest_phase.core.run import Run


@dataclass(frozen=True, slots=True)
class Refusal:
    """A transition that was refused: what, and what to do instead."""

    message: str
    hint: str


def refuse_start(standings: Mapping[str, Standing], id: str) -> Refusal | None:
    """Why a component cannot be started now: another one is in progress and not green (4.1.2)."""
    others = [each for each in cycle.busy(standings) if each.id != id]
    if not others:
        return None
    other, wanted = others[0], standings[id].component.name
    return Refusal(
        f"{wanted} cannot start: {other.component.name} is in progress and not green "
        f"({owes(other)})",
        f"Finish it and run --phase-complete, or put it back with --phase-stop={other.id}.",
    )


def refuse_stop(standings: Mapping[str, Standing], id: str | None) -> Refusal | None:
    """Why there is nothing to stop, or why it has to be named."""
    if id is None:
        return refuse_nameless(standings, "stop")
    if standings[id].section.active:
        return None
    name, state = standings[id].component.name, standings[id].state
    return Refusal(f"{name} is not in progress, it is {state}", "Nothing to stop.")


def refuse_nameless(standings: Mapping[str, Standing], action: str) -> Refusal | None:
    """Why the component to ``stop`` or to ``complete`` has to be named: none or several stand."""
    several = cycle.busy(standings)
    if len(several) > 1:
        listed = names([each.component.name for each in several])
        return Refusal(
            f"several components are in progress: {listed}",
            f"Name the one to {action}: --phase-{action}={several[-1].id}",
        )
    if cycle.in_progress(standings) is None:
        return Refusal(
            "no component is in progress", f"Name the one to {action}: --phase-{action}=NAME"
        )
    return None


def whole(standing: Standing, run: Run) -> bool:
    """Whether a component can be completed: green, named cases written, nothing failing (4.1.5)."""
    return standing.cycle == "green" and refuse_completion(standing, run) is None


def refuse_completion(standing: Standing, run: Run, *, asked: bool = False) -> Refusal | None:
    """Why a component cannot be completed: every reason at once, and the first thing to do.

    ``asked``: by ``--phase-complete``, which runs its tests; what did not run is no evidence.
    """
    reasons = list(_reasons(standing, run))
    if asked and standing.known:
        reasons += _not_run(standing, run)
    if not reasons:
        return None
    said = "; ".join(reason for reason, _ in reasons)
    return Refusal(f"{standing.component.name} cannot be completed: {said}", reasons[0][1])


def _reasons(standing: Standing, run: Run) -> Iterator[tuple[str, str]]:
    if not standing.known:
        yield "it has no test yet", f"Write its tests, then see them fail: {start(standing.id)}"
        return
    yield from _lacking(standing, run)
    if standing.unwritten:
        yield (
            f"{plural(len(standing.unwritten), 'listed case')} without a test: "
            f"{names(standing.unwritten)}",
            "Write the tests, or take the cases out of the plan.",
        )
    yield from _integration(standing, run)


def _lacking(standing: Standing, run: Run) -> Iterator[tuple[str, str]]:
    """What is missing of the evidence of its tests: each test is named once."""
    waived = frozenset(standing.waived)
    failing = [test for test in standing.known if test not in waived and _fails(run, test)]
    if failing:
        yield f"{plural(len(failing), 'test')} failing: {names(failing)}", "Make them pass first."
    owed = [test for test in standing.owed if test not in set(failing)] if standing.owed else []
    changed = [test for test in owed if standing.lane == "refactor" and test in standing.stale]
    if changed:
        yield (
            f"{plural(len(changed), 'test')} changed since the refactoring began: {names(changed)}",
            "Put the old text back; or begin again with the new one: "
            f"pytest --phase-stop={standing.id}, then {start(standing.id)}",
        )
    unseen = [test for test in owed if test not in standing.red and test not in changed]
    if unseen:
        yield (
            f"{plural(len(unseen), 'test')} never seen red with today's text: {names(unseen)}",
            "Take the code away and see each fail, or waive it with "
            '@pytest.mark.phase_waive(reason="…").',
        )
    waiting = [test for test in owed if test in standing.red]
    if waiting:
        yield f"{plural(len(waiting), 'red test')} not seen passing: {names(waiting)}", "Run them."


def _not_run(standing: Standing, run: Run) -> Iterator[tuple[str, str]]:
    """Tests with whole evidence that this run left out."""
    owed = set(standing.owed)
    absent = [test for test in standing.known if test not in run.observations and test not in owed]
    if absent:
        yield (
            f"{plural(len(absent), 'test')} did not run: {names(absent)}",
            f"Run them all with it: pytest --phase-complete={standing.id}",
        )


def _integration(standing: Standing, run: Run) -> Iterator[tuple[str, str]]:
    seen = list(integration(standing, run))
    absent = [test for test, outcome in seen if outcome == "absent"]
    if absent:
        yield (
            f"its integration tests did not run: {names(absent)}",
            f"Write them, and run them with it: pytest --phase-complete={standing.id}",
        )
    others = [test for test, outcome in seen if outcome not in (*PASSES, "absent")]
    if others:
        yield f"its integration tests do not pass: {names(others)}", "Make them pass first."


def integration(standing: Standing, run: Run) -> Iterator[tuple[str, Outcome]]:
    """What the run saw of a component's integration tests; a file of which nothing ran is absent.

    Several components may name the same file, and it may hold the tests of yet another one.
    """
    files = standing.component.integration
    if not files:
        return
    seen = {test: each.outcome for test, each in run.observations.items()}
    for tests in run.integration.values():
        seen.update(tests)
    for file in files:
        found = [(test, outcome) for test, outcome in seen.items() if _is_of(test, file)]
        yield from found or [(file.path, "absent")]


def _is_of(test: str, file: TestFile) -> bool:
    path, name = file_of(test), name_of(test)
    below = file.path.endswith("/") and path.startswith(file.path)
    named = any(name == each or name.startswith(f"{each}::") for each in file.names)
    return (path == file.path or below) and (named or not file.names)


def _fails(run: Run, test: str) -> bool:
    observation = run.observations.get(test)
    return observation is not None and observation.failed and observation.waived is None


def owes(standing: Standing) -> str:
    """What a started component still owes, in a few words."""
    if not standing.known:
        return "no test yet"
    known = len(standing.known)
    return f"red {len(standing.red)}/{known}, green {len(standing.green)}/{known}"


def why_out_of_turn(
    standings: Mapping[str, Standing], id: str, questions: int = 0
) -> tuple[str, str]:
    """Why first reds of a component were not recorded, and the command that helps (4.1.6)."""
    standing, several = standings[id], cycle.busy(standings)
    if len(several) > 1:
        listed = names([each.component.name for each in several])
        return f"{listed} are in progress at once, and not green", stop(several[-1].id)
    if several and several[0].id != id:
        other = several[0]
        return f"{other.component.name} is in progress", f"{stop(other.id)}, then {start(id)}"
    if standing.blocked_by:
        waits = names([standings[each].component.name for each in standing.blocked_by])
        return f"it depends on {waits}", f"{start(id)} goes over that"
    if questions and standing.state == "pending":
        return f"it has {plural(questions, 'open question')}", start(id)
    if standing.section.stopped:
        return "it was stopped", start(id)
    return "it was not started", start(id)


def start(id: str) -> str:
    """The command that runs the RED step of a component."""
    return f"pytest --phase-start={id}"


def stop(id: str) -> str:
    """The command that puts a component back."""
    return f"pytest --phase-stop={id}"
