"""PH810: what gave itself away, in the run and in the lock (design 4.3).

No recorder inside a process withstands hostile code in that process: what is found here is
found, what is not found is left to replay.
"""

from __future__ import annotations

from collections.abc import Iterator

from pytest_phase.core.findings import Finding
from pytest_phase.core.phrases import names
from pytest_phase.core.rules.docket import Docket
from pytest_phase.core.sums import check

DESELECTING = "pytest_collection_modifyitems"


def tripped(docket: Docket) -> Iterator[Finding]:
    """PH810: a pass that was none, a say in reports, tests taken out, a row changed by hand."""
    yield from _lies(docket)
    yield from _hooks(docket)
    yield from _dropped(docket)
    yield from _ended(docket)
    yield from _changed_hooks(docket)
    if docket.sums:
        yield from _sums(docket)


def _lies(docket: Docket) -> Iterator[Finding]:
    hooks = docket.run.tripped.hooks
    hint = (
        f"Look at the hooks of {names(list(hooks))}, and take out what changes reports."
        if hooks
        else "Look for what changes reports or calls in the project's own hooks, and take it out."
    )
    for test, cause in docket.run.tripped.lies.items():
        message = f"was reported as passed, though {cause}"
        yield Finding("PH810", "error", test, message, hint, _component_of(docket, test))


def _hooks(docket: Docket) -> Iterator[Finding]:
    for path, hooks in docket.run.tripped.hooks.items():
        message = f"has a say in what is run and reported: {', '.join(hooks)}"
        hint = "Most such hooks are harmless: a reader decides."
        yield Finding("PH810", "info", path, message, hint)


def _dropped(docket: Docket) -> Iterator[Finding]:
    hooks = docket.run.tripped.hooks.items()
    files = names([path for path, its in hooks if DESELECTING in its])
    for test in docket.run.tripped.dropped:
        message = "was collected, and taken out of the run by code"
        hint = f"Look at {DESELECTING} in {files}." if files else f"Look at {DESELECTING}."
        yield Finding("PH810", "info", test, message, hint, _component_of(docket, test))


def _ended(docket: Docket) -> Iterator[Finding]:
    ended = docket.run.tripped.ended
    if docket.ran and ended is not None:
        where, how = ended
        message = f"{how} ended the run before its last test"
        yield Finding("PH810", "error", where, message, "Take it out, and run the gate again.")


def _changed_hooks(docket: Docket) -> Iterator[Finding]:
    message = "the hooks that have a say in reports changed between red and green"
    hint = "A reader decides; seeing it red again, then green, settles it."
    for standing in docket.standings.values():
        for test in standing.green:
            if len(standing.evidence[test].hooks) > 1:
                yield Finding("PH810", "info", test, message, hint, standing.id)


def _sums(docket: Docket) -> Iterator[Finding]:
    """Rows that do not have the sum they were written with; and how many have none."""
    without = 0
    for id, section in docket.ledger.sections.items():
        started = section.started
        if started is not None and check(id, started) == "wrong":
            yield _changed(docket, id, "")
        for test, rows in section.tests.items():
            found = {check(id, row) for row in rows}
            without += "none" in found
            if "wrong" in found:
                yield _changed(docket, id, test)
    if without:
        row = "1 row with evidence has"
        rows_have = row if without == 1 else f"{without} rows with evidence have"
        yield Finding(
            "PH810",
            "info",
            docket.lock,
            f"{rows_have} no sum: written by hand, or by an older version",
            "They count all the same; seeing a test red again gives its row a sum.",
        )


def _changed(docket: Docket, component: str, test: str) -> Finding:
    line = docket.line(component, test)
    return Finding(
        "PH810",
        "error",
        docket.lock if line is None else f"{docket.lock}:{line}",
        f"the row of {test or 'its start'} does not have the sum that was written with it",
        "Restore the row from git; or see the test red again, which renews it."
        if test
        else "Restore the row from git; or start it again, after --phase-stop.",
        component,
    )


def _component_of(docket: Docket, test: str) -> str | None:
    seen = docket.saw(test)
    if seen is not None:
        return seen.component
    known = docket.run.known.items()
    return next((id for id, tests in known if test in tests), None)
