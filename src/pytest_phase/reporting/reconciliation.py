"""A reconciliation as text, Markdown and JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from pytest_phase.core.corrections import Correction, diagnostics, spelled
from pytest_phase.core.inventory.lookup import Place
from pytest_phase.core.phrases import plural
from pytest_phase.core.plan import Plan
from pytest_phase.core.reconciliation import Judged
from pytest_phase.reporting.layout import printable

WORDS = {
    "exists": "{} there",
    "missing": "{} not there",
    "differs": "{} different",
    "planned": "{} to be created",
    "early": "{} relied on too early",
    "stale": "{} in the table although there",
    "unknowable": "{} cannot be known",
}


def text(plan: Plan, judged: Sequence[Judged], wrong: Sequence[Judged]) -> Iterator[str]:
    """One line for each thing that is wrong or cannot be known, then how many there are of each."""
    unknown = list(dict.fromkeys(each for each in judged if each.verdict == "unknowable"))
    for each in diagnostics((*wrong, *unknown), plan):
        yield printable(each.at(plan.path))
    counts = Counter(each.verdict for each in _once(judged))
    told = (WORDS[word].format(counts[word]) for word in WORDS if counts[word])  # type: ignore[index]
    names = plural(len(list(_once(judged))), "name")
    yield f"{plan.path}: {names} of code: {', '.join(told) or 'none'}."


def _once(judged: Sequence[Judged]) -> Iterator[Judged]:
    seen: set[str] = set()
    for each in judged:
        if each.claim.text not in seen:
            seen.add(each.claim.text)
            yield each


def document(plan: Plan, judged: Sequence[Judged], rows: Sequence[Correction]) -> dict[str, Any]:
    """All of it as plain values."""
    return {
        "version": 1,
        "plan": plan.path,
        "claims": [_claim(each) for each in judged],
        "corrections": [each._asdict() for each in rows],
    }


def _claim(each: Judged) -> dict[str, Any]:
    return {
        "text": each.claim.text,
        "name": each.claim.name,
        "where": each.claim.where,
        "component": each.claim.component,
        "verdict": each.verdict,
        "detail": each.detail,
        "created_by": each.component or None,
        "places": [_place(one) for one in each.places],
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "name": place.name,
        "kind": place.kind,
        "path": place.path,
        "line": place.line,
        "spelled": spelled(place),
    }
