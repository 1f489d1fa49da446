"""What kind of edit a test had since its red, by what it asserted then and asserts now (PH802)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from pytest_phase.core.outline import Kind, Outline, Stated, Survey
from pytest_phase.core.phrases import plural

EditKind = Literal["strengthened", "support", "weakened", "changed"]

# How much an assertion asks for; only what asks for less about the same thing is weaker.
_STRENGTH: dict[Kind, int] = {
    "value": 5, "near": 4, "equal": 3, "call": 2, "order": 2, "type": 1, "not": 1, "truth": 0,
    "matching": 8, "raises": 7, "any": 6, "other": 9,
}  # fmt: skip

_CALLED: dict[Kind, str] = {
    "value": "== a value",
    "equal": "== what is no plain value",
    "call": "== what is no plain value",
    "near": "a comparison with a tolerance",
    "order": "another comparison",
    "type": "a check of the type",
    "not": "a negation",
    "truth": "plain truth",
}


class Edit(NamedTuple):
    """An edit: its kind, and what was lost.

    ``support``: only a helper or fixture changed, and no assertion was lost.
    """

    kind: EditKind
    reasons: tuple[str, ...] = ()

    @property
    def keeps(self) -> bool:
        """Whether the evidence holds: everything that was asserted still is (design 4.3)."""
        return self.kind in ("strengthened", "support")


Edits = Mapping[tuple[str, str], Edit]
"""Edits by test and by the outline that its row holds."""


def compare(then: Outline, now: Survey) -> Edit:
    """What became of a text: ``then`` as the lock keeps it, ``now`` as it is read."""
    lost, left = _matched(then, now)
    fewer, other = _counted(then, now, lost, left)
    weaker = [*_weaker(lost, left), *_added(then, now)]
    if weaker or fewer:
        # That there are fewer says it best; what each became is said where none went away.
        return Edit("weakened", tuple(dict.fromkeys([*fewer, *weaker])))
    if other:
        return Edit("changed", tuple(other))
    return Edit("support" if then.own == now.own else "strengthened")


def _matched(then: Outline, now: Survey) -> tuple[list[Stated], list[Stated]]:
    """The assertions that are not there any more, and the new ones."""
    there: dict[str, list[Stated]] = defaultdict(list)
    for each in now.stated:
        there[each.digest].append(each)
    # A test that takes cases now says in each of them what it says of its parameters.
    instances = [each for each in now.instances if each not in there]
    lost = []
    for old in then.stated:
        found = next((new for new in there[old.digest] if _within(new, old)), None)
        if found is not None:
            there[old.digest].remove(found)
        elif old.digest in instances:
            instances.remove(old.digest)
        else:
            lost.append(old)
    return lost, [new for several in there.values() for new in several]


def _within(new: Stated, old: Stated) -> bool:
    if old.tolerance is None or new.tolerance is None:
        return old.tolerance == new.tolerance
    return new.tolerance[0] <= old.tolerance[0] and new.tolerance[1] <= old.tolerance[1]


def _weaker(lost: list[Stated], left: list[Stated]) -> Iterator[str]:
    """What each lost assertion became, where that is less; a new one answers for one only."""
    for old in lost:
        for new in left:
            reason = _less(old, new)
            if reason:
                left.remove(new)
                yield reason
                break


def _less(old: Stated, new: Stated) -> str:
    word = next((word for word, digest in new.without if digest == old.digest), None)
    if word is not None:
        return f"an assertion stands under a new {word}"
    if old.digest == new.digest:
        return "a tolerance is wider"
    exceptions = ("matching", "raises", "any", "other")
    comparable = (old.kind in exceptions) == (new.kind in exceptions)
    about = old.subjects[0] in new.subjects
    if not (about and comparable and _STRENGTH[new.kind] < _STRENGTH[old.kind]):
        return ""
    if new.kind == "call":
        return "the expected value is computed by the code under test"
    if new.kind == "any":
        return "pytest.raises takes any exception"
    if new.kind == "raises":
        return "pytest.raises lost its match"
    return f"{_CALLED[old.kind]} became {_CALLED[new.kind]}"


def _added(then: Outline, now: Survey) -> Iterator[str]:
    if now.catches > then.catches:
        yield "a new try"
    if now.skips > then.skips:
        yield "a new skip"


def _counted(
    then: Outline, now: Survey, lost: list[Stated], left: list[Stated]
) -> tuple[list[str], list[str]]:
    """What there is less of, and what is another one than before."""
    many = bool(then.crowd.counts)
    missing = then.crowd.missing(each.digest for each in now.stated) if many else len(lost)
    said = len(now.stated) if many else then.total - len(lost) + len(left)
    cases = then.cases.missing(now.cases)
    fewer, other = [], []
    for gone, before, after, noun in (
        (missing, then.total, said, "assertion"),
        (cases, then.cases.total, len(now.cases), "case"),
    ):
        if gone and after < before:
            fewer.append(f"{plural(before - after, noun)} fewer")
        elif gone:
            other.append(f"{plural(gone, noun)} {'is another' if gone == 1 else 'are others'}")
    gone = then.calls.missing(now.calls)
    if gone:
        other.append(f"{plural(gone, 'call')} {'is' if gone == 1 else 'are'} gone")
    elif not (then.total or then.calls.total or then.own == now.own):
        other.append("it asserted nothing")
    return fewer, other
