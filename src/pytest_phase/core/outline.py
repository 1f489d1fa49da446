"""What a test asserts, in outline: what the lock keeps of a text, to tell one edit from another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

Kind = Literal[
    "value", "near", "equal", "call", "order", "type", "not", "truth",
    "matching", "raises", "any", "other",
]  # fmt: skip
"""What an assertion asks for, from most to least in each line: of a value, of an exception.

``value`` is ``==`` a literal, ``call`` is ``==`` what code outside the tests computes, ``near``
allows a tolerance, ``matching`` is ``pytest.raises`` with ``match=``, ``any`` takes any exception.
"""

Tolerance = tuple[float, float]
"""Relative and absolute."""

FEW = 24
"""Up to so many assertions are kept each with what it is about; of more only short digests."""

# How many digests are kept with so many digits; of more only how many begin with each digit.
_WIDTHS = ((FEW, 4), (120, 2))


class Stated(NamedTuple):
    """One assertion of a text.

    ``digest`` (4 hex digits) is of what it says and of what has to hold for it to run, but not
    of its message and tolerance; ``subjects`` (3 hex digits each) are of what it is about, the
    best guess first. ``without`` pairs each condition around it (``if``) with the digest that it
    would have outside of that.
    """

    kind: Kind
    digest: str
    subjects: tuple[str, ...] = ("000",)
    tolerance: Tolerance | None = None
    without: tuple[tuple[str, str], ...] = ()


class Pile(NamedTuple):
    """Digests, each cut to ``width`` digits, and how often each is there."""

    width: int = 4
    counts: Mapping[str, int] = MappingProxyType({})

    @classmethod
    def of(cls, digests: Iterable[str]) -> Pile:
        """The pile of these digests: the more there are, the shorter each is kept."""
        found = list(digests)
        width = next((width for most, width in _WIDTHS if len(found) <= most), 1)
        return cls(width, Counter(each[:width] for each in found))

    @property
    def total(self) -> int:
        """How many digests there are."""
        return sum(self.counts.values())

    def missing(self, digests: Iterable[str]) -> int:
        """How many of the pile are not among these digests."""
        there = Counter(each[: self.width] for each in digests)
        return sum(max(0, count - there[each]) for each, count in self.counts.items())


class Survey(NamedTuple):
    """All that the text of a test asserts, as read today.

    ``own`` is the digest of the test by itself. ``cases`` are digests of its parameter cases,
    ``instances`` those of its assertions with the values of each case put in. ``calls`` are
    digests of the calls it makes. ``catches`` counts what swallows errors, ``skips`` what skips
    the test while it runs. ``silent``: whatever its fixtures do, it asserts nothing itself.
    """

    own: str
    stated: tuple[Stated, ...] = ()
    cases: tuple[str, ...] = ()
    instances: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    catches: int = 0
    skips: int = 0
    silent: bool = False


class Outline(NamedTuple):
    """What is kept of a survey.

    ``crowd`` stands in for ``stated`` where there are many; ``calls`` are kept only where
    the test itself asserts nothing.
    """

    own: str
    stated: tuple[Stated, ...] = ()
    crowd: Pile = Pile()
    cases: Pile = Pile()
    calls: Pile = Pile()
    catches: int = 0
    skips: int = 0

    @property
    def total(self) -> int:
        """How many assertions there were."""
        return len(self.stated) + self.crowd.total


def outline_of(survey: Survey) -> Outline:
    """What is kept of what a text says."""
    few = len(survey.stated) <= FEW
    kept = [each._replace(subjects=each.subjects[:1], without=()) for each in survey.stated]
    return Outline(
        own=survey.own,
        stated=tuple(sorted(kept, key=_order)) if few else (),
        crowd=Pile() if few else Pile.of(each.digest for each in survey.stated),
        cases=Pile.of(survey.cases),
        calls=Pile.of(survey.calls) if survey.silent or not survey.stated else Pile(),
        catches=survey.catches,
        skips=survey.skips,
    )


def _order(stated: Stated) -> tuple[str, str, str, Tolerance]:
    return stated.digest, stated.kind, stated.subjects[0], stated.tolerance or (0.0, 0.0)
