"""When a component may start, stop and be completed, and what to do when it may not (design 4.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pytest_phase.core import cycle
from pytest_phase.core.cycle import Standing
from pytest_phase.core.phrases import names, plural
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
    started = [each for each in standings.values() if each.section.active]
    if id is not None:
        if standings[id].section.active:
            return None
        name, state = standings[id].component.name, standings[id].state
        return Refusal(f"{name} is not in progress, it is {state}", "Nothing to stop.")
    if not started:
        return Refusal("no component is in progress", "Nothing to stop.")
    if len(cycle.busy(standings)) > 1:
        listed = names([each.component.name for each in cycle.busy(standings)])
        return Refusal(
            f"several components are in progress: {listed}",
            f"Name the one to stop: --phase-stop={cycle.busy(standings)[-1].id}.",
        )
    return None


def whole(standing: Standing, run: Run) -> bool:
    """Whether a component can be completed: green, its named cases written, nothing failing (4.1.5)."""
    return refuse_completion(standing, run) is None


def refuse_completion(standing: Standing, run: Run) -> Refusal | None:
    """Why a component cannot be completed: every reason at once, and the first thing to do."""
    reasons = list(_reasons(standing, run))
    if not reasons:
        return None
    said = "; ".join(reason for reason, _ in reasons)
    return Refusal(f"{standing.component.name} cannot be completed: {said}", reasons[0][1])


def _reasons(standing: Standing, run: Run) -> Iterator[tuple[str, str]]:
    if not standing.known:
        yield "it has no test yet", f"Write its tests, then see them fail: {command(standing)}"
        return
    failing = [test for test in standing.known if _fails(run, test)]
    if failing:
        yield f"{plural(len(failing), 'test')} failing: {names(failing)}", "Make them pass first."
    unseen = [test for test in standing.owed if test not in standing.red and test not in failing]
    if unseen:
        yield (
            f"{plural(len(unseen), 'test')} never seen red with today's text: {names(unseen)}",
            "Take the code away and see each fail, or waive it with "
            '@pytest.mark.phase_waive(reason="…").',
        )
    waiting = [test for test in standing.owed if test in standing.red and test not in failing]
    if waiting:
        yield f"{plural(len(waiting), 'red test')} not seen passing: {names(waiting)}", "Run them."
    if standing.unwritten:
        yield (
            f"{plural(len(standing.unwritten), 'listed case')} without a test: "
            f"{names(standing.unwritten)}",
            "Write the tests, or take the cases out of the plan.",
        )
    yield from _integration(standing, run)


def _integration(standing: Standing, run: Run) -> Iterator[tuple[str, str]]:
    seen = run.integration.get(standing.id, {})
    for file in standing.component.integration:
        outcomes = [result for test, result in seen.items() if test.startswith(f"{file.path}::")]
        if not outcomes:
            yield (
                f"its integration tests did not run: {file.path}",
                f"Run them with it: pytest --phase-complete={standing.id}",
            )
        elif not all(outcome in ("passed", "xpassed") for outcome in outcomes):
            yield f"its integration tests do not pass: {file.path}", "Make them pass first."


def _fails(run: Run, test: str) -> bool:
    observation = run.observations.get(test)
    return observation is not None and observation.failed and observation.waived is None


def owes(standing: Standing) -> str:
    """What a started component still owes, in a few words."""
    if not standing.known:
        return "no test yet"
    return f"red {len(standing.red)}/{len(standing.known)}, green {len(standing.green)}"


def why_out_of_turn(standings: Mapping[str, Standing], id: str) -> tuple[str, str]:
    """Why first reds of a component were not recorded, and the command that helps (4.1.6)."""
    standing, several = standings[id], cycle.busy(standings)
    start = f"pytest --phase-start={id}"
    if len(several) > 1:
        listed = names([each.component.name for each in several])
        return f"{listed} are both in progress and not green", f"--phase-stop={several[-1].id}"
    if several and several[0].id != id:
        other = several[0]
        return f"{other.component.name} is in progress", f"--phase-stop={other.id}, then {start}"
    if standing.blocked_by:
        waits = names([standings[each].component.name for each in standing.blocked_by])
        return f"it depends on {waits}", f"{start} goes over that"
    if standing.section.stopped:
        return "it was stopped", start
    return "it was not started", start


def command(standing: Standing) -> str:
    """The command that runs the RED step of a component."""
    return f"pytest --phase-start={standing.id}"
