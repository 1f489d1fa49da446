"""What the use cases need from the world; each has a fake in the tests."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, Protocol

from pytest_phase.core.ledger import Ledger

if TYPE_CHECKING:
    from pytest_phase.core.edits import Edit
    from pytest_phase.core.evidence import Evidence
    from pytest_phase.core.snapshot import Kept


class Mark(NamedTuple):
    """A mark of a test as its source writes it: its name, and plain values."""

    name: str
    args: tuple[object, ...] = ()
    keywords: Mapping[str, object] = MappingProxyType({})


class Tests(Protocol):
    """What the test files on disk say, without running them."""

    def exists(self, path: str) -> bool:
        """Whether the file is there (path relative to the project root)."""

    def below(self, folder: str) -> Iterable[str]:
        """The test files below a folder, as paths relative to the project root."""

    def listed(self, path: str) -> Iterable[str]:
        """The ids of the tests that the source of a file defines."""

    def marks(self, test: str) -> Iterable[Mark]:
        """The skip, component and waiver that the source writes on a test, the closest first."""

    def lanes(self, path: str) -> Iterable[tuple[str, str, str]]:
        """What the marks in a file say: a component's name, its lane, and the test."""

    def texts(self, tests: Iterable[str]) -> Mapping[str, str | None]:
        """The digest of today's text of each test; None where it cannot be read."""

    def skips_itself(self, path: str) -> bool:
        """Whether the source of a file skips it as a whole, under no condition."""

    def outlines(self, tests: Iterable[str]) -> Mapping[str, str | None]:
        """What today's text of each test asserts, as one word; None where it cannot be told."""

    def edits(self, rows: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Edit]:
        """What kind of edit led from an outline to today's text, for pairs of test and outline.

        Without those of which it cannot be told.
        """

    def digest(self) -> str:
        """The same word as long as all files of the test side are the same."""

    def is_test(self, path: str) -> bool:
        """Whether a file is on the test side of the project."""

    def imports_at(self, path: str, line: int) -> tuple[str, ...]:
        """The module parts and names in the import statement at a line of a file."""

    def implementation(self, own: Collection[str]) -> str:
        """The digest of the source outside the tests (6 hex digits) and of these files (6 more)."""


class Lock(Protocol):
    """The lock on disk."""

    def load(self) -> Ledger:
        """What it holds; an empty ledger where there is no lock. Raises LockError."""

    def digest(self) -> str:
        """The same word as long as the same bytes stand there. Raises LockError."""

    def waiting(self) -> frozenset[str]:
        """The tests that were seen red and not green; at a glance, and none where it is refused."""

    def update(self, change: Callable[[Ledger], Ledger], components: Sequence[str]) -> Ledger:
        """Read it again, change it and save it, with every other process kept out.

        Nothing is written where ``change`` gives back what it was given. Raises LockError,
        or NotSaved where it cannot be written.
        """

    def line(self, component: str, test: str) -> int | None:
        """The line of a test's first row, or of the start for ``""``; None where none is."""


class History(Protocol):
    """The version history of the project."""

    def head(self) -> str | None:
        """The commit that is checked out, as 12 hex digits; None outside git."""


class Snapshots(Protocol):
    """The trees in which tests were seen red, kept beside the history of the project."""

    def possible(self) -> bool:
        """Whether there is a history to keep them beside."""

    def keep(self, reds: Mapping[str, Sequence[Evidence]]) -> list[Kept]:
        """Keep the tree of this moment for each component, with the rows of its new reds.

        Raises NotKept.
        """
