"""From the reports of one run to what was seen of each test: the worst of all its reports."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import pytest

from pytest_phase.core.evidence import Grade, Observation, Outcome
from pytest_phase.core.grades import worst_grade
from pytest_phase.session.collected import Collected, Tag

if TYPE_CHECKING:
    from pytest_phase.core.run import Seen
    from pytest_phase.core.tripwires import Tripped

# Worst last (design 3.3: over several reports or cases the worst of them).
_RANK: tuple[Outcome, ...] = (
    "absent", "passed", "xpassed", "skipped", "xfailed", "failed", "error", "uncollectable",
)  # fmt: skip
_BY_OUTCOME = {outcome: rank for rank, outcome in enumerate(_RANK)}


@dataclass(slots=True)
class _Verdict:
    outcome: Outcome
    grade: Grade | None = None
    conditional: bool = True


_PASSED = _Verdict("passed")


class Reports:
    """All reports of a run, one verdict for each node id.

    ``failures`` counts the reports that failed, as pytest counts them; ``lies`` are the node
    ids reported as passed, with what came before.
    """

    def __init__(self) -> None:
        self._passed: dict[str, None] = {}
        self._verdicts: dict[str, _Verdict] = {}
        self.lies: dict[str, str] = {}
        self.failures = 0

    def add(self, report: pytest.TestReport) -> None:
        """Take in one report; a later pass never undoes a failure of the same run."""
        said = report.__dict__
        if report.outcome == "passed" and "wasxfail" not in said:
            if report.when == "call":
                self._passed[report.nodeid] = None
            if "phase_raised" in said:
                self.lies[report.nodeid] = report.phase_raised
            return
        if report.outcome not in ("passed", "skipped", "failed"):
            # "rerun" of pytest-rerunfailures: the last attempt decides, with its subtests.
            self._verdicts.pop(report.nodeid, None)
            return
        self.failures += report.failed
        if report.skipped and hasattr(report, "context"):
            return  # a part that was skipped (subtests): the test goes on, and says how it ended
        known, verdict = self._verdicts.get(report.nodeid), _verdict(report)
        self._verdicts[report.nodeid] = _both(known, verdict) if known else verdict

    @property
    def any(self) -> bool:
        """Whether anything was reported at all."""
        return bool(self._passed or self._verdicts)

    def told(self, collected: Collected) -> list[tuple[str, str]] | None:
        """Who did not just pass, and how it ended; None where not every test was reported."""
        reported = self._passed.keys()
        if not collected.tags.keys() <= (reported | self._verdicts if self._verdicts else reported):
            return None
        return [(node, repr(verdict)) for node, verdict in sorted(self._verdicts.items())]

    @property
    def missing(self) -> bool:
        """Whether something failed for a name that is missing."""
        return any(verdict.grade == "missing" for verdict in self._verdicts.values())

    @property
    def failing(self) -> set[str]:
        """The node ids that failed the run."""
        worst = ("failed", "error", "uncollectable")
        return {node for node, verdict in self._verdicts.items() if verdict.outcome in worst}

    def outcome(self, node: str) -> Outcome | None:
        """How a node ended; None where nothing was said of it."""
        if node in self._verdicts:
            return self._verdicts[node].outcome
        return "passed" if node in self._passed else None

    def grade(self, node: str) -> Grade | None:
        """Why a node failed; None where it did not."""
        return self._verdicts[node].grade if node in self._verdicts else None

    def seen(self, collected: Collected, narrowed: frozenset[str], tripped: Tripped) -> Seen:
        """What the run saw, by test."""
        from pytest_phase.core.run import Seen  # not every run asks

        reported = {**dict.fromkeys(self._passed, _PASSED), **self._verdicts}
        tests: dict[str, list[_Part]] = defaultdict(list)
        for node, tag in collected.tags.items():
            part = _Part(tag, collected.cases.get(node), reported.get(node))
            tests[collected.test(node)].append(part)
        observations: dict[str, Observation] = {}
        integration: dict[str, dict[str, Outcome]] = defaultdict(dict)
        for test, parts in tests.items():
            observation = _observation(test, parts)
            if parts[0].tag.integration:
                outcome = observation.outcome if observation else "absent"
                integration[parts[0].tag.component][test] = outcome
            elif observation is not None:
                observations[test] = observation
        for test in {collected.test(node) for node in collected.flaky} & observations.keys():
            observations[test] = observations[test]._replace(flaky=True)
        return Seen(
            observations=observations,
            collected=_by_component(collected),
            whole=frozenset(collected.whole),
            skipped=collected.skipped,
            integration=integration,
            untagged=collected.untagged,
            narrowed=narrowed,
            tripped=tripped,
            lanes=collected.lanes,
        )


class _Part(NamedTuple):
    """One node of a test: its parameter case, and its verdict if it was reported."""

    tag: Tag
    case: str | None
    verdict: _Verdict | None


def _verdict(report: pytest.TestReport) -> _Verdict:
    grade: Grade | None = getattr(report, "phase_grade", None)
    if hasattr(report, "wasxfail"):
        if report.outcome == "passed":
            return _Verdict("xpassed")
        # Without a failure of its own it was not run, or gave up by pytest.xfail().
        return _Verdict("xfailed", grade) if grade else _Verdict("skipped", conditional=False)
    if report.outcome == "skipped":
        return _Verdict("skipped", conditional=getattr(report, "phase_conditional", True))
    if str(report.longrepr).startswith("[XPASS(strict)]"):
        return _Verdict("xpassed")
    # No grade: the process that ran it had no chance to say why (a crashed worker).
    return _Verdict(_kind(report), grade or "infra")


def _both(first: _Verdict, then: _Verdict) -> _Verdict:
    """Two reports of one test: the worse outcome, and the grade over both.

    What follows a timeout or a crash follows from it, whatever it says.
    """
    worse = max(first, then, key=lambda each: _BY_OUTCOME[each.outcome])
    grades = [first.grade] if first.grade == "infra" else [first.grade, then.grade]
    return replace(worse, grade=worst_grade(grades))


def _kind(report: pytest.TestReport) -> Outcome:
    if hasattr(report, "phase_uncollectable"):
        return "uncollectable"
    return "failed" if report.when == "call" else "error"


def _observation(test: str, parts: list[_Part]) -> Observation | None:
    ran = [(part.tag, part.case, part.verdict) for part in parts if part.verdict is not None]
    if not ran:
        return None
    tag, case, verdict = ran[0]
    if len(parts) == 1 and verdict is _PASSED and case is None:  # by far the most common test
        return Observation(test, tag.component, "passed", waived=tag.waived)
    worst = max((verdict for *_, verdict in ran), key=lambda each: _BY_OUTCOME[each.outcome])
    return Observation(
        test=test,
        component=tag.component,
        outcome=worst.outcome,
        grade=worst_grade(verdict.grade for *_, verdict in ran),
        cases=_cases(ran),
        waived=tag.waived,
        conditional=all(verdict.conditional for *_, verdict in ran),
        whole=len(ran) == len(parts),
    )


def _cases(ran: list[tuple[Tag, str | None, _Verdict]]) -> dict[str, Outcome]:
    """The outcome of each parameter case; the worst, where one ran several times."""
    cases: dict[str, Outcome] = {}
    for _, case, verdict in ran:
        if case is not None:
            known = cases.get(case, verdict.outcome)
            cases[case] = max(known, verdict.outcome, key=_BY_OUTCOME.__getitem__)
    return cases


def _by_component(collected: Collected) -> dict[str, tuple[str, ...]]:
    tests: dict[str, dict[str, None]] = defaultdict(dict)
    for node, tag in collected.tags.items():
        if not tag.integration:
            tests[tag.component][collected.test(node)] = None
    return {component: tuple(ids) for component, ids in tests.items()}
