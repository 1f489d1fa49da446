"""A replay as text: one table, calm, and what next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pytest_phase.core.phrases import plural
from pytest_phase.core.replay.verdicts import Replayed, Verdict, tally
from pytest_phase.reporting.layout import cut, pad, printable, wrap
from pytest_phase.usecases.replaying import Told, in_words

_ORDER: tuple[Verdict, ...] = (
    "proved", "not-discriminating", "still-failing", "broke", "inconclusive",
)  # fmt: skip
_CALLED: Mapping[Verdict, str] = {
    "proved": "proved",
    "not-discriminating": "not discriminating",
    "still-failing": "still failing",
    "broke": "broke",
    "inconclusive": "inconclusive",
}
_MOST = 40  # rows of one verdict; the report has all


def table(told: Told, width: int = 80) -> list[str]:
    """The whole replay in lines: what was compared, the verdicts, the count."""
    compared = told.compared
    kept = ", result kept from before" if compared.kept else ""
    head = f"base {compared.base[:12]}: {compared.source}"
    named = "" if compared.revision in (compared.source, "") else f", {compared.revision}"
    lines = [cut(printable(f"{head}{named}{kept}"), width)]
    for component, tests in _groups(told):
        lines += [component] if component else []
        lines += _rows(tests, width)
    lines += _unchanged(told)
    said = in_words(told)
    return [*lines, *([said] if said else []), *([] if said else [_count(told)])]


def _groups(told: Told) -> Iterator[tuple[str, list[Replayed]]]:
    if not told.planned:
        yield "", list(told.tests)
        return
    groups: dict[str, list[Replayed]] = {}
    for each in told.tests:
        groups.setdefault(each.component or "", []).append(each)
    for component in sorted(groups, key=lambda name: (not name, name)):
        shown = [each for each in groups[component] if each.verdict != "unchanged"]
        if shown:
            yield f"{component or 'in no component'}:", shown


def _rows(tests: Iterable[Replayed], width: int) -> Iterator[str]:
    listed = list(tests)
    for verdict in _ORDER:
        found = [each for each in listed if each.verdict == verdict]
        for each in found[:_MOST]:
            facts = f"  {pad(_CALLED[verdict], 18)}  {pad(_how(each), 9)}  "
            yield f"{facts}{printable(each.test)}".rstrip()
            if each.reason:
                yield from wrap(printable(each.reason), max(width, 60), f"{'':22}")
        if len(found) > _MOST:
            yield f"  {pad(_CALLED[verdict], 18)}  {'':9}  and {len(found) - _MOST} more"


def _how(each: Replayed) -> str:
    """The grade of what was proved; how many cases, where not all are."""
    return each.grade or "" if each.verdict == "proved" else ""


def _unchanged(told: Told) -> list[str]:
    count = sum(each.verdict == "unchanged" for each in told.tests)
    odd = [each for each in told.tests if each.verdict == "unchanged" and each.reason]
    lines = []
    if odd:
        lines.append(
            f"{plural(len(odd), 'unchanged test')} of these files fail on the old code too: "
            "never proof, they are not new"
        )
    if count - len(odd):
        lines.append(f"{plural(count - len(odd), 'unchanged test')} of these files, not listed")
    return lines


def _count(told: Told) -> str:
    counted = tally(told.tests)
    said = [f"{_CALLED[each]} {counted[each]}" for each in _ORDER if each in counted]
    return f"phase replay: {', '.join(said)}" if said else "phase replay: nothing to prove"
