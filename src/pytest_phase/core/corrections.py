"""What comes out of a reconciliation: findings with their codes, and rows for the table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pytest_phase.core.claims import Claims
from pytest_phase.core.findings import Diagnostic
from pytest_phase.core.inventory.lookup import CLOSE, Place, likeness
from pytest_phase.core.plan import Plan
from pytest_phase.core.reconciliation import Judged

WRONG = ("missing", "differs", "early", "stale")
"""The verdicts that somebody has to do something about."""


class Correction(NamedTuple):
    """One row of the table: what is said, what the code has instead, and what to do."""

    said: str
    actual: str
    action: str


def open_ones(judged: Iterable[Judged], documents: Iterable[Claims]) -> tuple[Judged, ...]:
    """What is wrong and in no row of the plan's table yet, each thing once."""
    rows = {
        word
        for document in documents
        for claim in document.said
        if claim.role == "spec"
        for word in (claim.name, claim.text)
    }
    found: dict[tuple[str, str], Judged] = {}
    for each in judged:
        claim = each.claim
        if each.verdict not in WRONG:
            continue
        corrected = claim.name in rows or claim.text in rows
        if claim.role in ("mention", "import") and each.verdict != "early" and corrected:
            continue
        found.setdefault((claim.text, each.verdict), each)
    return tuple(found.values())


def diagnostics(judged: Iterable[Judged], plan: Plan) -> Iterator[Diagnostic]:
    """What is wrong, and what nobody can know, as diagnostics of the plan."""
    for each in judged:
        code, severity, message, hint = _said(each, plan)
        claim = each.claim
        file = "" if claim.document == plan.path else claim.document
        yield Diagnostic(code, severity, message, hint, claim.line, claim.column, file)  # type: ignore[arg-type]


def _said(each: Judged, plan: Plan) -> tuple[str, str, str, str]:
    quoted = f"`{each.claim.text}`"
    if each.verdict == "early":
        name = plan.by_id[each.component].name
        message = f'{quoted} is relied on here, and component "{name}" creates it later.'
        return "PH503", "warning", message, f"Add: Depends on: {name}"
    if each.verdict == "stale":
        where = listed(each.places)
        message = f"the table calls {quoted} the spec's name, and the code has it: {where}."
        return "PH505", "warning", message, "Take the row out, or let its action say why."
    if each.verdict == "differs":
        hint = f"The code has: {listed(each.places)}."
        return "PH502", "warning", f"{quoted}: {each.detail}.", hint
    if each.verdict == "unknowable":
        message = f"{quoted} is not in the source, and may be there all the same: {each.detail}."
        return "PH506", "info", message, ""
    code = "PH504" if each.claim.role == "actual" else "PH501"
    kind = f"{each.claim.kind} " if each.claim.kind in ("table", "column") else ""
    message = f"there is no {kind}{quoted} in the code."
    if each.detail:
        message = f"there is no {kind}{quoted} in the code ({each.detail}, which is not read)."
    nearest = f"Nearest: {listed(each.places)}." if each.places else ""
    return code, "warning", message, nearest


def listed(places: Iterable[Place]) -> str:
    """Places as a sentence has them: ``Client.execute_single(self, sql) (src/db.py:12)``."""
    return ", ".join(f"{spelled(each)} ({each.where})" for each in places)


def spelled(place: Place) -> str:
    """A place by its name, with its signature where it has one."""
    interface = place.interface
    if interface is not None and interface.is_callable:
        owner = f"{interface.owner}." if interface.owner else ""
        return f"{owner}{interface.signature}"
    return place.path if place.kind == "module" and not place.name else place.short


def called(place: Place) -> str:
    """A place by its name, with parentheses where it is called: ``Client.execute_single()``."""
    brackets = "()" if place.interface is not None and place.interface.is_callable else ""
    return f"{place.short if place.name else place.path}{brackets}"


def corrections(judged: Iterable[Judged]) -> tuple[Correction, ...]:
    """The rows that the table still lacks, in the pattern's form.

    What is relied on too early is no correction: it needs a dependency, and the finding says so.
    """
    rows = (_row(each) for each in judged if each.claim.role in ("mention", "import"))
    return tuple(dict.fromkeys(row for row in rows if row is not None))


def _row(each: Judged) -> Correction | None:
    said = _as_said(each)
    if each.verdict not in ("missing", "differs"):
        return None
    best = each.places[0] if each.places else None
    if best is None or (each.verdict == "missing" and not _is_meant(each, best)):
        return Correction(said, "nothing of this name", "Clarify, or plan what creates it")
    shown = spelled(best) if each.verdict == "differs" else called(best)
    word = {"table": "table", "column": "column", "module": "module"}.get(best.kind, "name")
    if each.verdict == "differs":
        word = "columns" if best.kind == "table" else "signature"
    actual = f"`{shown}`{_noun(best)} ({best.where})"
    return Correction(said, actual, f"Use actual {word}")


def _is_meant(each: Judged, best: Place) -> bool:
    """Whether the nearest name is near enough to be offered as the actual one."""
    return likeness(each.claim.last, best.last) >= CLOSE or best.kind in ("table", "column")


def _as_said(each: Judged) -> str:
    noun = f" {each.claim.kind}" if each.claim.kind in ("table", "column") else ""
    return f"`{each.claim.text}`{noun}"


def _noun(place: Place) -> str:
    return f" {place.kind}" if place.kind in ("table", "column") else ""
