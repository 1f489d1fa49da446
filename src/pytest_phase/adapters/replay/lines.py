"""From the lines that a recorder wrote to what one side of a replay saw."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pytest_phase.core.evidence import Grade, Outcome
from pytest_phase.core.grades import Failure, Moment, grade, worst_grade
from pytest_phase.core.grades import Side as Place
from pytest_phase.core.replay.sides import RANK, WHOLE, Seen, Side

_LONGEST = 160
_COMPILED = (".so", ".pyd")


class Reader:
    """Reads the lines of one side.

    ``is_test`` says whether a path from the tree is on the test side, ``names`` are the top
    names of the project's own packages and modules. ``stale``: the source of what is compiled
    changed; otherwise an extension that was built elsewhere stands for both sides.
    """

    def __init__(
        self, is_test: Callable[[str], bool], names: Collection[str], *, stale: bool = True
    ) -> None:
        self._is_test = is_test
        self._names = frozenset(names)
        self._stale = stale

    def read(self, folder: Path, problem: str = "") -> Side:
        """What the session saw that wrote into ``folder``; ``problem`` is why it did not end."""
        lines = list(read_lines(folder))
        items = _items(lines)
        return Side(
            tests=_by_test(items, self._reports(lines)),
            uncollected=dict(self._uncollected(lines, blocked=False)),
            blocked=dict(self._uncollected(lines, blocked=True)),
            problem=problem,
            foreign=_foreign(lines, stale=self._stale),
            opened=_opened(lines, items),
        )

    def _reports(self, lines: Iterable[dict[str, Any]]) -> dict[str, Seen]:
        """What was seen of each node id; a later pass never undoes a failure of the same run."""
        found: dict[str, Seen] = {}
        relayed: dict[str, Seen] = {}
        for line in lines:
            if "report" not in line:
                continue
            into = relayed if line["relayed"] else found
            node = line["report"]
            if line["outcome"] == "rerun":
                into.pop(node, None)  # the last attempt decides
                continue
            seen = self._seen(line)
            if seen is not None:
                into[node] = _worse(into[node], seen) if node in into else seen
        return {**relayed, **found} if found else relayed

    def _seen(self, line: Mapping[str, Any]) -> Seen | None:
        outcome, expected = line["outcome"], line["expected"]
        if outcome == "passed":
            return Seen("xpassed") if expected else Seen("passed")
        if outcome == "skipped":
            return self._skipped(line)
        if line["strict"]:
            return Seen("xpassed")
        moment: Moment = line["when"]
        kind: Outcome = "failed" if moment == "call" else "error"
        return self._failed(kind, line["facts"], moment)

    def _skipped(self, line: Mapping[str, Any]) -> Seen | None:
        facts = line["facts"]
        if line["part"]:
            return None  # a part that was skipped (subtests): the test says how it ended
        if line["expected"] and facts and not _gave_up(facts):
            return self._failed("xfailed", facts, line["when"])
        return Seen("skipped", None, _short(line["said"]))

    def _failed(self, kind: Outcome, facts: Mapping[str, Any] | None, moment: Moment) -> Seen:
        if not facts:
            return Seen(kind, "infra", "the process that ran it did not say why")
        return Seen(kind, self.grade(facts, moment), said(facts))

    def grade(self, facts: Mapping[str, Any], moment: Moment) -> Grade:
        """Why something failed, from the recorder's facts (design 4.2)."""
        if "TookTooLong" in facts["kinds"]:
            return "infra"
        sides = [self._place(each) for each in facts["files"]]
        inside = [each for each in sides if each != "outside"]
        return grade(
            Failure(
                kinds=frozenset(facts["kinds"]),
                message=facts["said"],
                moment=moment,
                raised=sides[-1] if sides else "outside",
                nearest=inside[-1] if inside else "outside",
                belongs=self._belongs(facts),
                signature=facts.get("signature", False),
            )
        )

    def _place(self, path: str) -> Place:
        if path.startswith(("/", "<", "..")) or path[1:2] == ":" or "site-packages/" in path:
            return "outside"
        if path.rpartition("/")[2] == "conftest.py":
            return "conftest"
        return "test" if self._is_test(path) else "project"

    def _belongs(self, facts: Mapping[str, Any]) -> bool:
        """Whether what was missing belongs to the project."""
        if "module" in facts:
            return str(facts["module"]).partition(".")[0] in self._names
        owner = facts.get("owner", "")
        return bool(owner) and self._place(owner) == "project"

    def _uncollected(
        self, lines: Iterable[dict[str, Any]], *, blocked: bool
    ) -> Iterator[tuple[str, Seen]]:
        """Files that could not be collected; or, ``blocked``, folders under a broken conftest."""
        for line in lines:
            if "collect" not in line:
                continue
            facts, path = line["facts"], line["collect"].partition("::")[0]
            conftest = path.endswith("conftest.py") or not path.endswith(_FILES)
            if conftest != blocked:
                continue
            if blocked:
                why = f"a conftest of today does not import: {said(facts)}" if facts else ""
                yield path.removesuffix("conftest.py").rstrip("/"), Seen("absent", None, why)
            elif line["outcome"] == "skipped":
                yield path, Seen("skipped", None, _short(line["said"]))
            elif "::" not in line["collect"]:
                yield path, self._failed("uncollectable", facts, "collect")


_FILES = (".py", ".txt", ".rst", ".md", ".ipynb", ".yaml", ".yml")


def said(facts: Mapping[str, Any]) -> str:
    """An exception in one short line: ``ImportError: cannot import name 'cents'``."""
    kind = facts["kinds"][0] if facts.get("kinds") else ""
    return _short(f"{kind}: {facts.get('said', '')}".rstrip(": "))


def _short(text: str) -> str:
    line = " ".join(text.split("\n", 1)[0].split()).removeprefix("Skipped: ")
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 3]}..."


def _gave_up(facts: Mapping[str, Any]) -> bool:
    """``pytest.xfail()`` in the body: not a failure that was seen."""
    return bool(facts["kinds"][:1] == ["XFailed"])


def _worse(first: Seen, then: Seen) -> Seen:
    worse = max(first, then, key=lambda each: RANK.index(each.outcome))
    grades = [first.grade] if first.grade == "infra" else [first.grade, then.grade]
    return worse._replace(grade=worst_grade(grades))


class Stood(NamedTuple):
    """What was stood in for: its names, the tests that asked, whether other code did too."""

    names: frozenset[str] = frozenset()
    touched: frozenset[str] = frozenset()
    beyond: bool = False


def stood(folder: Path) -> Stood:
    """What a side was given that wrote into ``folder``, by all its processes."""
    lines = list(read_lines(folder))
    items = _items(lines)
    given = [each for each in lines if "stood" in each]
    return Stood(
        frozenset(name for each in given for name in each["stood"]),
        frozenset(items[node][0] for each in given for node in each["touched"] if node in items),
        any(each["beyond"] for each in given),
    )


def read_lines(folder: Path) -> Iterator[dict[str, Any]]:
    """Every line of every process of a side."""
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            try:
                found = json.loads(line)
            except ValueError:  # the last line of a process that was killed
                continue
            if isinstance(found, dict):
                yield found


def _items(lines: Iterable[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    """Test id and case by node id."""
    return {
        node: (f"{path}::{names}", WHOLE if case is None else case)
        for line in lines
        for node, path, names, case in line.get("items", ())
    }


def _by_test(
    items: Mapping[str, tuple[str, str]], reports: Mapping[str, Seen]
) -> dict[str, dict[str, Seen]]:
    tests: dict[str, dict[str, Seen]] = defaultdict(dict)
    for node, (test, case) in items.items():
        if node in reports:
            tests[test][case] = reports[node]
    return dict(tests)


def _foreign(lines: Iterable[dict[str, Any]], *, stale: bool) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines:
        found.update(line.get("foreign", {}))
    return {name: file for name, file in found.items() if stale or not file.endswith(_COMPILED)}


def _opened(
    lines: Iterable[dict[str, Any]], items: Mapping[str, tuple[str, str]]
) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = defaultdict(frozenset)
    for line in lines:
        if "opened" in line:
            test = items.get(line["opened"], (line["opened"],))[0]
            found[test] |= frozenset(line["paths"])
    return dict(found)
