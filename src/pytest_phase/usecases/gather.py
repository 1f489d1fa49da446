"""Filling a run up with what it did not look at: kept rows, and tests read from source (4.1.4)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from pytest_phase.core.edits import Edits
from pytest_phase.core.evidence import Observation, file_of, name_of
from pytest_phase.core.ledger import Ledger
from pytest_phase.core.ownership import Ownership
from pytest_phase.core.plan import Component, Plan
from pytest_phase.core.run import Run, Seen
from pytest_phase.ports import Tests

if TYPE_CHECKING:
    from pytest_phase.core.lanes import Marked


def fill(seen: Seen, plan: Plan, ledger: Ledger, ownership: Ownership, tests: Tests) -> Run:
    """The run with everything it did not look at: kept rows, and tests read from source."""
    files = _Files(seen, ledger, ownership, tests)
    known = {component.id: tuple(files.known(component)) for component in plan.components}
    wanted = dict.fromkeys(seen.observations)
    for section in ledger.sections.values():
        wanted.update(dict.fromkeys(section.tests))
    for ids in known.values():
        wanted.update(dict.fromkeys(ids))
    texts = tests.texts(wanted)
    return Run(
        observations={**_skipped(seen, known, ledger), **seen.observations},
        known=known,
        settled=frozenset(seen.whole | files.deleted),
        texts=texts,
        edits=_edits(ledger, texts, tests),
        integration=seen.integration,
        untagged=seen.untagged,
        narrowed=seen.narrowed,
        fresh=seen.fresh,
        tripped=seen.tripped,
        lanes=_lanes(seen, plan, files, tests),
    )


def _lanes(seen: Seen, plan: Plan, files: _Files, tests: Tests) -> Marked:
    """What marks say of lanes: collected, and read from source where a file was not."""
    lanes = {id: dict(said) for id, said in seen.lanes.items()}
    for path in files.uncollected(plan.components):
        for name, lane, test in tests.lanes(path):
            component = plan.find(name)
            if component is not None:
                lanes.setdefault(component.id, {}).setdefault(lane, test)
    return lanes


def _edits(ledger: Ledger, texts: Mapping[str, str | None], tests: Tests) -> Edits:
    """The edits since their reds of the tests whose text is another today."""
    rows = [
        (row.test, row.outline)
        for section in ledger.sections.values()
        for several in section.tests.values()
        for row in several
        if row.outline and texts.get(row.test) not in (None, row.text)
    ]
    return tests.edits(rows) if rows else {}


def _skipped(
    seen: Seen, known: Mapping[str, tuple[str, ...]], ledger: Ledger
) -> dict[str, Observation]:
    """A file skipped as a whole: each of its known tests was skipped, its marks were not read."""
    if not seen.skipped:
        return {}
    return {
        test: Observation(
            test,
            id,
            "skipped",
            waived=next((row.waived for row in ledger.section(id).tests.get(test, ())), None),
            conditional=seen.skipped[file_of(test)],
        )
        for id, tests in known.items()
        for test in tests
        if file_of(test) in seen.skipped
    }


class _Files:
    """The known tests of a component, file by file.

    ``deleted`` are the files of kept rows that are not on the disk any more.
    """

    def __init__(self, seen: Seen, ledger: Ledger, ownership: Ownership, tests: Tests) -> None:
        self._seen, self._ownership, self._tests = seen, ownership, tests
        self._listed: dict[str, list[str]] = {}
        # A mark may have given a test to another component than the one that claims its file.
        self._collected = {test for ids in seen.collected.values() for test in ids}
        self._kept = {id: _grouped(section.tests) for id, section in ledger.sections.items()}
        paths = {path for by_file in self._kept.values() for path in by_file}
        self.deleted = frozenset(path for path in paths if not tests.exists(path))

    def known(self, component: Component) -> Iterator[str]:
        """Collected in this run; of a file that was not collected whole also what was kept."""
        collected = self._seen.collected.get(component.id, ())
        by_file = self._kept.get(component.id, {})
        yield from collected
        found: set[str] = set()
        for path in dict.fromkeys([*self._paths(component), *by_file]):
            if path in self._seen.whole or not self._tests.exists(path):
                continue
            for test in by_file.get(path) or self._listed_for(path, component.id):
                if test not in found and test not in self._collected:
                    found.add(test)
                    yield test

    def uncollected(self, components: Iterable[Component]) -> list[str]:
        """The files of these components that are there, and were not collected whole."""
        paths = {
            path: None
            for each in components
            for path in (*self._paths(each), *self._kept.get(each.id, ()))
        }
        whole = self._seen.whole
        return [path for path in paths if path not in whole and self._tests.exists(path)]

    def _paths(self, component: Component) -> Iterator[str]:
        for file in component.test_files:
            if file.path.endswith("/"):
                yield from self._tests.below(file.path)
            else:
                yield file.path

    def _listed_for(self, path: str, component: str) -> list[str]:
        if path not in self._listed:
            self._listed[path] = list(self._tests.listed(path))
        return [
            test
            for test in self._listed[path]
            if self._ownership.owner(path, name_of(test)) == component
        ]


def _grouped(tests: Collection[str]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for test in tests:
        grouped.setdefault(file_of(test), []).append(test)
    return grouped
