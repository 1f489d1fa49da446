"""What one process collected: the tests of the plan, and whose they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Tag(NamedTuple):
    """Whose a collected test is, and its waiver.

    Tests with the same tag share one object: one more for each of ten thousand tests, and every
    collection of garbage takes a tenth longer.
    """

    component: str
    waived: str | None = None
    integration: bool = False


@dataclass
class Collected:
    """What one process collected, before any deselection; plain enough to send to the controller.

    ``tags`` maps a node id to its tag; ``tests`` to its test id, where that is another, and
    ``cases`` to its parameter id, if it has one. ``whole`` are the files collected to the last
    class, ``skipped`` those skipped as a whole and whether by a condition. ``problems`` are
    marks that nobody can work with, one message for each test; ``flaky`` the nodes that ended
    in another way when they were run again. ``lanes`` are those that marks name, by component,
    each with the first test of it.
    """

    tags: dict[str, Tag] = field(default_factory=dict)
    tests: dict[str, str] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
    skipped: dict[str, bool] = field(default_factory=dict)
    untagged: int = 0
    problems: list[str] = field(default_factory=list)
    flaky: set[str] = field(default_factory=set)
    lanes: dict[str, dict[str, str]] = field(default_factory=dict)

    def test(self, node: str) -> str:
        """The id of the test that a node id is about."""
        return self.tests.get(node, node)

    def plain(self) -> dict[str, Any]:
        """As JSON values, for ``workeroutput``."""
        kinds = {tag: number for number, tag in enumerate(dict.fromkeys(self.tags.values()))}
        return {
            "kinds": [list(tag) for tag in kinds],
            "tags": {node: kinds[tag] for node, tag in self.tags.items()},
            "tests": self.tests,
            "cases": self.cases,
            "whole": sorted(self.whole),
            "skipped": self.skipped,
            "untagged": self.untagged,
            "problems": self.problems,
            "flaky": sorted(self.flaky),
            "lanes": self.lanes,
        }

    def add(self, plain: Mapping[str, Any]) -> None:
        """Take in what a worker collected; all workers collect the same."""
        kinds = [Tag(*values) for values in plain["kinds"]]
        self.tags.update((node, kinds[number]) for node, number in plain["tags"].items())
        self.tests.update(plain["tests"])
        self.cases.update(plain["cases"])
        self.whole.update(plain["whole"])
        self.skipped.update(plain["skipped"])
        self.untagged = max(self.untagged, plain["untagged"])
        self.problem(*plain["problems"])
        self.flaky.update(plain["flaky"])
        self.lanes.update(plain["lanes"])

    def problem(self, *messages: str) -> None:
        """Take in a problem, once: cases of one test and workers say the same."""
        self.problems += [each for each in messages if each not in self.problems]
