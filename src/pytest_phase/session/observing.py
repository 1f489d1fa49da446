"""From the reports of one run to what was seen of each test: the worst of all its reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from pytest_phase.core.evidence import Grade, Observation, Outcome
from pytest_phase.core.grades import worst_grade
from pytest_phase.core.run import Seen
from pytest_phase.session.tagging import Collected, Tag

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


class Reports:
    """All reports of a run, one verdict for each node id."""

    def __init__(self) -> None:
        self._passed: dict[str, None] = {}
        self._verdicts: dict[str, _Verdict] = {}

    def add(self, report: pytest.TestReport) -> None:
        """Take in one report; a later pass never undoes a failure of the same run."""
        if report.outcome == "passed" and not hasattr(report, "wasxfail"):
            if report.when == "call":
                self._passed[report.nodeid] = None
            return
        if report.outcome not in ("passed", "skipped", "failed"):
            return  # "rerun" of pytest-rerunfailures: the last attempt decides
        verdict = _verdict(report)
        known = self._verdicts.get(report.nodeid)
        if known is None or _BY_OUTCOME[verdict.outcome] > _BY_OUTCOME[known.outcome]:
            self._verdicts[report.nodeid] = verdict

    @property
    def failing(self) -> set[str]:
        """The node ids that failed the run."""
        worst = ("failed", "error", "uncollectable")
        return {node for node, verdict in self._verdicts.items() if verdict.outcome in worst}

    def seen(self, collected: Collected, narrowed: frozenset[str]) -> Seen:
        """What the run saw, by test."""
        reported = {**dict.fromkeys(self._passed, _Verdict("passed")), **self._verdicts}
        tests: dict[str, list[tuple[Tag, _Verdict | None]]] = defaultdict(list)
        for node, tag in collected.tags.items():
            tests[tag.test].append((tag, reported.get(node)))
        observations: dict[str, Observation] = {}
        integration: dict[str, dict[str, Outcome]] = defaultdict(dict)
        for test, parts in tests.items():
            observation = _observation(test, parts)
            if parts[0][0].integration:
                outcome = observation.outcome if observation else "absent"
                integration[parts[0][0].component][test] = outcome
            elif observation is not None:
                observations[test] = observation
        return Seen(
            observations=observations,
            collected=_by_component(collected),
            whole=frozenset(collected.whole),
            skipped=collected.skipped,
            integration=integration,
            untagged=collected.untagged,
            narrowed=narrowed,
        )


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


def _kind(report: pytest.TestReport) -> Outcome:
    if hasattr(report, "phase_uncollectable"):
        return "uncollectable"
    return "failed" if report.when == "call" else "error"


def _observation(test: str, parts: list[tuple[Tag, _Verdict | None]]) -> Observation | None:
    ran = [(tag, verdict) for tag, verdict in parts if verdict is not None]
    if not ran:
        return None
    tag = ran[0][0]
    worst = max((verdict for _, verdict in ran), key=lambda each: _BY_OUTCOME[each.outcome])
    if len(parts) == 1 and tag.case is None:  # by far the most common test
        cases: Mapping[str, Outcome] = {}
    else:
        cases = {tag.case: verdict.outcome for tag, verdict in ran if tag.case is not None}
    return Observation(
        test=test,
        component=tag.component,
        outcome=worst.outcome,
        grade=worst_grade(verdict.grade for _, verdict in ran),
        cases=cases,
        waived=tag.waived,
        conditional=all(verdict.conditional for _, verdict in ran),
        whole=len(ran) == len(parts),
    )


def _by_component(collected: Collected) -> dict[str, tuple[str, ...]]:
    tests: dict[str, dict[str, None]] = defaultdict(dict)
    for tag in collected.tags.values():
        if not tag.integration:
            tests[tag.component][tag.test] = None
    return {component: tuple(ids) for component, ids in tests.items()}
