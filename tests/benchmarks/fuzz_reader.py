"""A coverage-guided fuzzer over the plan reader: nothing but diagnostics may come out.

Run by hand, on Python 3.12 or newer (it counts branches with ``sys.monitoring``)::

    python -m tests.benchmarks.fuzz_reader --minutes 15

It begins with the plans of the fixtures. An input that takes a branch of the reader that no input
took before is kept, and changed again. An input that raises, breaks what is true of every plan, or
takes longer than ``--slow`` seconds is written to ``--keep`` and counted; the exit code is then 1.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType
from typing import Any

from pytest_phase.formats import plan_markdown
from pytest_phase.formats.plan_markdown import Reading, World, read_bytes, read_plan
from pytest_phase.formats.plan_markdown.folder import read_folder
from tests.property.test_plan_reader import WORDS, holds

_TESTS = Path(__file__).parents[1] / "unit/formats/plan_markdown"
_LONGEST = 6_000  # characters of an input that is kept
_MOST = 40_000  # characters of an input that is tried
_SIGNS = "─│┐┘┌└├┤┬┴┼►▶→←↓↑▼+-|=<>*_`~#:.,;()[]{}\\\"'\t\n \u200b🔴✅：（）、\0é測"


class Branches:
    """The branches of the reader that were taken, over all inputs; each is counted once."""

    def __init__(self) -> None:
        self.taken: set[tuple[CodeType, int, int]] = set()
        self._sides: dict[tuple[CodeType, int], int] = {}
        self._folder = str(Path(plan_markdown.__file__).parent)
        self._monitoring: Any = getattr(sys, "monitoring")  # noqa: B009  # not in 3.10's types

    def watch(self) -> None:
        """Call back for each side of a branch of the reader the first time it is taken."""
        tool, events = 3, self._monitoring.events
        self._monitoring.use_tool_id(tool, "fuzz")
        self._monitoring.register_callback(tool, events.BRANCH, self._branch)
        self._monitoring.set_events(tool, events.BRANCH)

    def _branch(self, code: CodeType, offset: int, to: int) -> object:
        if not code.co_filename.startswith(self._folder):
            return self._monitoring.DISABLE
        key = (code, offset, to)
        if key not in self.taken:
            self.taken.add(key)
            self._sides[code, offset] = self._sides.get((code, offset), 0) + 1
        return self._monitoring.DISABLE if self._sides[code, offset] == 2 else None


@dataclass
class Tally:
    """What was tried, what of it was kept, and what went wrong."""

    tried: int = 0
    longest: int = 0
    slowest: float = 0.0
    kept: list[str] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)


def seeds() -> Iterator[str]:
    """The plans and drawings of the reader's fixtures."""
    for path in sorted(_TESTS.glob("fixtures/*.txt")):
        parts = f"\n{path.read_text(encoding='utf-8')}".split("\n%% ")[1:]
        yield from (plan.partition("\n")[2] for plan in parts[::2])
    for path in sorted(_TESTS.glob("diagrams/*.txt")):
        parts = path.read_text(encoding="utf-8").split("\n.\n")
        tasks = "".join(f"### Task {n}: N{n}\n\n- Tests: `tests/test_{n}.py`\n\n" for n in (1, 2))
        yield from (f"{tasks}Dependencies:\n\n```\n{each}\n```\n" for each in parts[1::3])


def _cut(text: str, other: str, pick: random.Random) -> str:
    start = pick.randrange(len(text) + 1)
    return text[:start] + text[start + pick.randrange(1, 80) :]


def _insert(text: str, other: str, pick: random.Random) -> str:
    at = pick.randrange(len(text) + 1)
    word = pick.choice(WORDS) if pick.random() < 0.6 else pick.choice(_SIGNS)
    return text[:at] + word * pick.choice((1, 1, 1, 2, 3, 40)) + text[at:]


def _replace(text: str, other: str, pick: random.Random) -> str:
    at = pick.randrange(len(text) + 1)
    return text[:at] + pick.choice(_SIGNS) + text[at + 1 :]


def _lines(text: str, other: str, pick: random.Random) -> str:
    """Move, repeat, indent or drop a run of lines."""
    lines = text.split("\n")
    start = pick.randrange(len(lines))
    run = lines[start : start + pick.randrange(1, 6)]
    rest = lines[:start] + lines[start + len(run) :]
    at = pick.randrange(len(rest) + 1)
    change = pick.randrange(4)
    if change == 0:
        run = run * pick.choice((2, 2, 3, 30))
    elif change == 1:
        run = [pick.choice(("  ", "    ", "\t", "> ", "- ", "| ", "#")) + line for line in run]
    elif change == 2:
        run = []
    return "\n".join([*rest[:at], *run, *rest[at:]])


def _cross(text: str, other: str, pick: random.Random) -> str:
    """The beginning of one input and the end of another, or a piece of it in the middle."""
    lines, more = text.split("\n"), other.split("\n")
    at, of = pick.randrange(len(lines) + 1), pick.randrange(len(more) + 1)
    piece = more[of : of + pick.choice((1, 5, 20, len(more)))]
    return "\n".join([*lines[:at], *piece, *lines[at:]])


_CHANGES: Sequence[Callable[[str, str, random.Random], str]] = (
    _cut, _insert, _insert, _replace, _lines, _lines, _cross,
)  # fmt: skip
_READINGS = (
    Reading(),
    Reading(),
    Reading(heading_pattern=r"(?P<id>\w+)[ :.-]+(?P<name>.+)", infer_tests=True),
    Reading(dialect="speckit", order="document-strict", tests_root="tests"),
    Reading(labels=(("tests", ("Proof", "Files")),), path_aliases=(("src/", "lib/"),)),
)
_WORLD = World(root="/home/ada", exists=lambda path: path.startswith("tests/"), folders=("tests",))


def changed(corpus: Sequence[str], pick: random.Random) -> str:
    """An input made of one that was kept, late ones more often, by some changes."""
    late = pick.random() < 0.4
    text = pick.choice(corpus[-200:] if late else corpus)
    for _ in range(pick.choice((1, 1, 2, 3, 6, 12))):
        text = pick.choice(_CHANGES)(text, pick.choice(corpus), pick)
    return text[:_MOST]


def read(text: str, pick: random.Random) -> None:
    """Read an input as a plan, as bytes, or as a folder of two files; what is true must hold."""
    way = pick.randrange(12)
    data = text.encode("utf-8", "replace")
    if way == 0:
        middle = pick.randrange(len(data) + 1)
        read_folder([("01-a.md", data[:middle]), ("README.md", data[middle:])], "docs")
    elif way == 1:
        at = pick.randrange(len(data) + 1)
        read_bytes(data[:at] + pick.randbytes(2) + data[at:], "PLAN.md")
    else:
        holds(read_plan(text, "PLAN.md", pick.choice(_READINGS), _WORLD if way == 2 else World()))


def fuzz(seconds: float, slow: float, seed: int) -> Tally:
    """Try inputs for that long; print a line each minute."""
    pick, branches, tally = random.Random(seed), Branches(), Tally(kept=list(seeds()))
    branches.watch()
    started = time.monotonic()
    shown = 0
    for text in list(tally.kept):
        _try(text, tally, branches, slow, pick)
    while (passed := time.monotonic() - started) < seconds:
        if passed > 60 * shown:
            print(_line(tally, branches, passed), flush=True)
            shown += 1
        _try(changed(tally.kept, pick), tally, branches, slow, pick)
    print(_line(tally, branches, passed), flush=True)
    return tally


def _try(text: str, tally: Tally, branches: Branches, slow: float, pick: random.Random) -> None:
    before, start = len(branches.taken), time.process_time()
    tally.tried += 1
    try:
        read(text, pick)
    except Exception:  # noqa: BLE001  # whatever it is, it is what was looked for
        tally.failures.append((text, traceback.format_exc(limit=-6)))
    taken = time.process_time() - start
    tally.slowest, tally.longest = max(tally.slowest, taken), max(tally.longest, len(text))
    if taken > slow:
        tally.failures.append((text, f"slow: {taken:.2f} s CPU for {len(text)} characters"))
    if len(branches.taken) > before and len(text) <= _LONGEST:
        tally.kept.append(text)


def _line(tally: Tally, branches: Branches, passed: float) -> str:
    return (
        f"{passed / 60:5.1f} min  {tally.tried:>8} inputs  {len(branches.taken)} branches  "
        f"{len(tally.kept)} kept  slowest {tally.slowest:.2f} s  {len(tally.failures)} failures"
    )


def main() -> int:
    """Fuzz, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--slow", type=float, default=1.0, help="CPU seconds for one input")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for the inputs that failed")
    options = parser.parse_args()
    tally = fuzz(options.minutes * 60, options.slow, options.seed)
    for number, (text, why) in enumerate(tally.failures[:50], start=1):
        print(f"--- failure {number}: {why}")
        if options.keep:
            options.keep.mkdir(parents=True, exist_ok=True)
            (options.keep / f"{number}.md").write_text(text, "utf-8", "replace")
    return 1 if tally.failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
