"""PH801 to PH804: what the evidence of a test is worth today (design 4.3)."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_phase.core.cycle import Standing, counts
from pytest_phase.core.evidence import Evidence, Grade, Level, Observation, file_of
from pytest_phase.core.findings import Finding, Severity
from pytest_phase.core.levels import of_test, reaches
from pytest_phase.core.phrases import names
from pytest_phase.core.rules.docket import Docket

SEE_IT_FAIL = (
    "Take the code away, see it fail, and put the code back; or waive it with "
    '@pytest.mark.phase_waive(reason="…").'
)
SEE_IT_AGAIN = "See the new text fail (take the code away and run it), or put the old text back."
EARN_IT = (
    "The replay saw it fail on the old code: run pytest --phase-replay once without "
    "--phase-gate, and commit the lock (level=replayed)."
)
"""The gate writes nothing, so its own replay earns no red: it would have to be believed anew each
time, and an edit that turned out well would leave no trace."""
IT_HOLDS = (
    "Its evidence holds for what it asserted then; to renew it, see the new text fail "
    "(take the code away and run it)."
)
_EDITED: dict[str, tuple[str, Severity, str]] = {
    "strengthened": (": strengthened, all that it asserted is kept", "warning", IT_HOLDS),
    "support": (": only what it uses changed, no assertion is lost", "warning", IT_HOLDS),
    "weakened": (": weakened ({})", "error", SEE_IT_AGAIN),
    "changed": (": {}", "error", SEE_IT_AGAIN),
    "unknown": ("", "error", SEE_IT_AGAIN),
}
_PROVE_IT: dict[Level, str] = {
    "replayed": "Prove it on the old code in the same run: pytest --phase-gate --phase-replay",
    "reproduced": "Run the recorded red again in the same run: "
    "pytest --phase-gate --phase-reproduce",
}
OTHER_CAUSE = (
    "Its red came from something else: see it fail again for want of the code, or waive it."
)


def never_red(docket: Docket) -> Iterator[Finding]:
    """PH801: passed in this run, and was never seen red."""
    for standing, test, row in docket.owing():
        observation = docket.saw(test)
        if observation is None or observation.waived is not None or not observation.passing:
            continue
        why = _why_unproved(row, docket.minimum, stale=test in standing.stale)
        if why:
            hint = _hint(docket, test, SEE_IT_FAIL) if row.red is None else SEE_IT_FAIL
            yield Finding("PH801", "error", test, why, hint, standing.id)
        elif row.red is not None:
            yield from _too_low(docket, standing, test)


def _too_low(docket: Docket, standing: Standing, test: str) -> Iterator[Finding]:
    """A replay is about what changed since its base; the rest was judged when it came in."""
    level = of_test(standing, test) or "observed"
    if docket.run.fresh is not None and test not in docket.run.fresh:
        return
    if not reaches(level, docket.level):
        why = f"passes, and its red is only {level} (phase_min_level = {docket.level})"
        yield Finding("PH801", "error", test, why, _PROVE_IT[docket.level], standing.id)


def _why_unproved(row: Evidence, minimum: Grade, *, stale: bool) -> str | None:
    if row.red is not None:
        if counts(row.red.grade, minimum):
            return None
        return f"passes, and was seen red only as {row.red.grade} (phase_min_red = {minimum})"
    if row.baseline is None:
        return "passes, and was never seen red"
    # A reason given for one text says nothing about another.
    return "passes, and its text changed since it was recorded as baseline" if stale else None


def edited(docket: Docket) -> Iterator[Finding]:
    """PH802: its text changed since it was seen red."""
    for standing, test, row in docket.owing():
        if row.red is not None and test in standing.stale:
            edit = standing.edits.get(test)
            said, severity, hint = _EDITED[edit.kind if edit else "unknown"]
            lost = "; ".join(edit.reasons) if edit else ""
            message = f"its text changed since it was seen red{said.format(lost)}"
            yield Finding("PH802", severity, test, message, _hint(docket, test, hint), standing.id)


def _hint(docket: Docket, test: str, otherwise: str) -> str:
    """What next: where this run's own replay saw today's text fail, that is the shortest way."""
    return EARN_IT if test in docket.run.replayed else otherwise


def unchanged(docket: Docket) -> Iterator[Finding]:
    """PH803: went green though no non-test source changed, or not the component's own files."""
    for standing, test, row in docket.owing():
        if row.red is None or row.green is None or test in standing.lapsed:
            continue
        found = _what_stayed(standing, row.red.implementation, row.green)
        if found:
            severity, message = found
            hint = _hint(docket, test, OTHER_CAUSE)
            yield Finding("PH803", severity, test, message, hint, standing.id)


def _what_stayed(standing: Standing, before: str, after: str) -> tuple[Severity, str] | None:
    """A digest has 6 hex digits for all that is no test, and 6 for the component's own files."""
    if before[:6] == after[:6]:
        return "error", "went green though no source outside the tests changed"
    files = [each.path for each in standing.component.implementation]
    if files and before[6:] == after[6:]:
        return "warning", f"went green though {names(files)} did not change"
    return None


def lost(docket: Docket) -> Iterator[Finding]:
    """PH804: has evidence, and its function is gone, skipped, or dropped from its component."""
    for standing in docket.standings.values():
        for test in standing.lost:
            if file_of(test) in docket.run.settled and not is_dropped(docket, standing, test):
                yield _gone(standing, test)
    for test, observation in docket.run.observations.items():
        if observation.outcome == "skipped":
            yield from _skipped(docket, test, observation)


def is_dropped(docket: Docket, standing: Standing, test: str) -> bool:
    """Whether the file of a lost test was dropped from the plan as a whole: that is PH805."""
    path = file_of(test)
    own = f"{path}::"
    return not docket.ownership.claims(path) and not any(
        known.startswith(own) for known in standing.known
    )


def _gone(standing: Standing, test: str) -> Finding:
    return Finding(
        "PH804",
        "error",
        test,
        "has evidence, and is gone from its component",
        f'Bring it back, or: pytest-phase forget "{test}" --reason "…"',
        standing.id,
    )


def _skipped(docket: Docket, test: str, observation: Observation) -> Iterator[Finding]:
    standing = docket.standings[observation.component]
    row = standing.evidence.get(test)
    if row is None or not row.has_evidence or docket.waived(standing, test):
        return
    whole = row.green is not None or row.baseline is not None
    if observation.conditional and whole and test not in standing.lapsed:
        message, hint = "has evidence, and was skipped by a condition", "Run it where it holds."
        yield Finding("PH804", "warning", test, message, hint, standing.id)
        return
    message = "has evidence, and was skipped"
    hint = f'Take the skip away, or: pytest-phase forget "{test}" --reason "…"'
    yield Finding("PH804", "error", test, message, hint, standing.id)
