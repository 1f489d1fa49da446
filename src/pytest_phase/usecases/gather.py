"""Filling a run up with what it did not look at: kept rows, and tests read from source (4.1.4)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from pytest_phase.core.evidence import Observation, file_of, name_of
from pytest_phase.core.ledger import Ledger
from pytest_phase.core.ownership import Ownership
from pytest_phase.core.plan import Component, Plan
from pytest_phase.core.run import Run, Seen
from pytest_phase.ports import Tests


def fill(seen: Seen, plan: Plan, ledger: Ledger, ownership: Ownership, tests: Tests) -> Run:
    """The run with everything it did not look at: kept rows, and tests read from source."""
    files = _Files(seen, ledger, ownership, tests)
    known = {component.id: tuple(files.known(component)) for component in plan.components}
    kept = [test for section in ledger.sections.values() for test in section.tests]
    wanted = dict.fromkeys([*seen.observations, *kept])
    for ids in known.values():
        wanted.update(dict.fromkeys(ids))
    return Run(
        observations={**_skipped(seen, known), **seen.observations},
        known=known,
        settled=frozenset(seen.whole | {p for p in map(file_of, kept) if not tests.exists(p)}),
        texts=tests.texts(wanted),
        integration=seen.integration,
        untagged=seen.untagged,
        narrowed=seen.narrowed,
    )


def _skipped(seen: Seen, known: Mapping[str, tuple[str, ...]]) -> dict[str, Observation]:
    """A file skipped as a whole: each of its known tests was skipped."""
    return {
        test: Observation(test, id, "skipped", conditional=seen.skipped[file_of(test)])
        for id, tests in known.items()
        for test in tests
        if file_of(test) in seen.skipped
    }


class _Files:
    """The known tests of a component, file by file."""

    def __init__(self, seen: Seen, ledger: Ledger, ownership: Ownership, tests: Tests) -> None:
        self._seen, self._ledger, self._ownership, self._tests = seen, ledger, ownership, tests
        self._listed: dict[str, list[str]] = {}

    def known(self, component: Component) -> Iterator[str]:
        collected = self._seen.collected.get(component.id, ())
        kept = self._ledger.section(component.id).tests
        by_file = _grouped(kept)
        yield from collected
        found = set(collected)
        for path in dict.fromkeys([*self._paths(component), *by_file]):
            if path in self._seen.whole or not self._tests.exists(path):
                continue
            for test in by_file.get(path) or self._listed_for(path, component.id):
                if test not in found:
                    found.add(test)
                    yield test

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
