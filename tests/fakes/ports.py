"""Fakes of the ports: a project on no disk, whose every answer a test can set."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from pytest_phase.core.edits import Edit
from pytest_phase.core.evidence import file_of
from pytest_phase.core.ledger import Ledger, NotSaved, Section, canonical
from pytest_phase.ports import Mark

LOCK = "PLAN.lock"


class FakeTests:
    """Test files by what they define: ``texts`` maps the id of each test to its digest.

    ``files`` are further files that are there and define no test. ``code`` is the digest of
    the source outside the tests (6 hex digits), ``own`` those of single files of it.
    """

    def __init__(
        self,
        texts: Mapping[str, str | None] | None = None,
        *,
        files: Collection[str] = (),
        code: str = "77aa01",
        own: Mapping[str, str] | None = None,
    ) -> None:
        self.written: dict[str, str | None] = dict(texts or {})
        self.files = set(files)
        self.code = code
        self.own = dict(own or {})
        self.asked: list[tuple[str, ...]] = []
        self.asserted: dict[str, str] = {}
        self.edited: dict[str, Edit] = {}
        self.marked: list[tuple[str, str, str]] = []

    def exists(self, path: str) -> bool:
        """Whether a file defines a test, or is one of ``files``."""
        return path in self.files or path in {file_of(test) for test in self.written}

    def below(self, folder: str) -> Iterable[str]:
        """The files below a folder, in order."""
        paths = self.files | {file_of(test) for test in self.written}
        return sorted(path for path in paths if path.startswith(folder))

    def listed(self, path: str) -> Iterable[str]:
        """The tests of a file, as written."""
        return [test for test in self.written if file_of(test) == path]

    def marks(self, test: str) -> Iterable[Mark]:
        """No test has a mark."""
        return ()

    def lanes(self, path: str) -> Iterable[tuple[str, str, str]]:
        """What the marks in a file say, as it was set."""
        return [each for each in self.marked if file_of(each[2]) == path]

    def texts(self, tests: Iterable[str]) -> Mapping[str, str | None]:
        """Today's digests; None for a test that is not there."""
        return {test: self.written.get(test) for test in tests}

    def skips_itself(self, path: str) -> bool:
        """No file skips itself."""
        return False

    def outlines(self, tests: Iterable[str]) -> Mapping[str, str | None]:
        """What each test asserts, as it was set."""
        return {test: self.asserted.get(test) for test in tests}

    def edits(self, rows: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Edit]:
        """The edits that were set, whatever they began with."""
        return {row: self.edited[row[0]] for row in rows if row[0] in self.edited}

    def digest(self) -> str:
        """What is written, spelled out."""
        return repr((sorted(self.written.items()), sorted(self.files)))

    def is_test(self, path: str) -> bool:
        """Whether a file is one of the test files."""
        return self.exists(path)

    def imports_at(self, path: str, line: int) -> tuple[str, ...]:
        """No file imports anything."""
        return ()

    def implementation(self, own: Collection[str]) -> str:
        """The digest of all code, and of these files."""
        self.asked.append(tuple(own))
        return self.code + next((self.own[path] for path in own if path in self.own), "b2c3d4")


class FakeLock:
    """A lock in memory. ``writes`` counts its saves; a ``problem`` keeps it from being saved."""

    def __init__(self, ledger: Ledger | None = None, *, problem: NotSaved | None = None) -> None:
        self.ledger = ledger or Ledger()
        self.problem = problem
        self.writes = 0

    def load(self) -> Ledger:
        """What was saved last."""
        return self.ledger

    def digest(self) -> str:
        """What is in memory, spelled out."""
        return repr(self.ledger)

    def waiting(self) -> frozenset[str]:
        """The tests that were seen red and not green."""
        rows = [row for each in self.ledger.sections.values() for row in each.tests.values()]
        return frozenset(r.test for row in rows for r in row if r.red and not r.green)

    def update(self, change: Callable[[Ledger], Ledger], components: Sequence[str]) -> Ledger:
        """Change and keep it, in the one form that a write and a read give it."""
        if self.problem is not None:
            raise self.problem
        new = change(self.ledger)
        if new != self.ledger:
            self.writes += 1
            missing = {id: Section() for id in components if id not in new.sections}
            self.ledger = canonical(Ledger({**new.sections, **missing}, new.extra))
        return new

    def line(self, component: str, test: str) -> int | None:
        """What is in memory has no lines."""


class FakeHistory:
    """A history whose head is given; None stands for no git."""

    def __init__(self, head: str | None = "1a2b3c4d5e6f") -> None:
        self._head = head
        self.asked = 0

    def head(self) -> str | None:
        """The commit that is checked out."""
        self.asked += 1
        return self._head
