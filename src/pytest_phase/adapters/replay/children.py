"""Both sides of a replay as child processes: the same command in two trees, at the same time."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from pytest_phase.adapters import runner
from pytest_phase.adapters.replay.forks import CHILD, HERE, Launch, Start, afresh
from pytest_phase.adapters.replay.importing import Imports, kept
from pytest_phase.adapters.replay.lines import read_lines
from pytest_phase.adapters.runner import Process

TREE = "PYTEST_PHASE_TREE"

PLACE = "{place of this side}"
"""Stands in a word for the folder that a side writes into."""

_ENDS = (0, 1, 5)
"""The exit codes of a session that came to its end: all passed, some failed, none ran."""

_MEMORY = 0.5  # of the machine's, for each process of a side
_LEAST_MEMORY = 4 * 2**30
_TICK = 0.005
_FIRST_WORD, _WORDS = 10.0, 10.0  # seconds until progress is told, and from then on

_CONFTEST = re.compile(r"ImportError while loading conftest '(?P<path>[^']+)'")

# ``python -m pytest`` would put the current folder on the path, whether the run has it or not.
# And it ends with the process that started it, where the system sees to that (Linux).
_BOOT = """\
import os
import signal
import sys
if sys.platform == "linux":
    import ctypes
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    if os.getppid() != {parent}:
        sys.exit(1)
sys.argv[0] = "pytest"
if {drop} and not getattr(sys.flags, "safe_path", False):
    del sys.path[0]
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, ({memory}, resource.getrlimit(resource.RLIMIT_AS)[1]))
except (ImportError, ValueError, OSError):
    pass
import pytest
sys.exit(pytest.main())
"""


class Order(NamedTuple):
    """One side to run: its tree, what it imports by, where it writes, what pytest is told.

    ``folder`` is where the command is typed, relative to the tree. ``seconds`` is the limit of
    one test (0: none). With stand-ins, ``tests`` is the whole test side, and ``wanted`` the
    files that run.
    """

    name: str
    home: Path
    tree: Path
    place: Path
    imports: Imports
    folder: str
    words: tuple[str, ...]
    on_path: bool
    seconds: float = 0
    tests: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()


class Ended(NamedTuple):
    """How a side ended: an empty problem if by itself; the lines are in ``seen``.

    ``conftest`` is the file, from the tree, that kept pytest from starting at all.
    """

    problem: str
    seen: Path
    seconds: float
    conftest: str = ""


def run(
    orders: Sequence[Order],
    *,
    together: bool,
    limit: float,
    tell: Callable[[str], None],
    start: Start = afresh,
) -> list[Ended]:
    """Run the sides, ``together`` or one after the other; ``start`` starts each.

    ``limit`` are the seconds that the slower side may take beyond three times the faster one.
    ``tell`` is told of progress where it takes long.
    """
    if together:
        return list(_watch([_begin(each, start) for each in orders], limit, tell))
    return [ended for each in orders for ended in _watch([_begin(each, start)], limit, tell)]


class _Running(NamedTuple):
    order: Order
    process: Process
    began: float


def _begin(order: Order, start: Start) -> _Running:
    for name in ("seen", "temp", "cache"):
        (order.place / name).mkdir(parents=True, exist_ok=True)
    config = order.place / "tree.json"
    config.write_text(json.dumps(_told(order)), encoding="utf-8")
    launch = Launch(
        words=_words(order),
        folder=order.tree / order.folder,
        environment=_environment(order, config),
        output=order.place / "output.txt",
        memory=_memory(),
        drop=not order.on_path,
        boot=partial(_boot, not order.on_path),
    )
    return _Running(order, start(launch), time.monotonic())


def _boot(drop: bool, parent: int) -> str:
    return _BOOT.format(drop=drop, memory=_memory(), parent=parent)


def _told(order: Order) -> dict[str, object]:
    return {
        "home": os.path.realpath(order.home),
        "tree": str(order.tree),
        "kept": [*kept(order.home), HERE],
        "roots": [str(order.tree / each) for each in order.imports.roots],
        "names": list(order.imports.names),
        "mapped": {name: str(order.tree / path) for name, path in order.imports.mapped},
        "seen": str(order.place / "seen"),
        "seconds": order.seconds,
        "tests": order.tests,
        "wanted": order.wanted,
    }


def _words(order: Order) -> list[str]:
    return [
        *("-p", "phase_seen", "--maxfail=0", "--continue-on-collection-errors"),
        *("-q", "--tb=no", "--no-header", "--no-summary", "--color=no"),
        *(word.replace(PLACE, str(order.place)) for word in order.words),
    ]


def _environment(order: Order, config: Path) -> dict[str, str]:
    kept_words = {name: value for name, value in os.environ.items() if name in ("PYTEST_ADDOPTS",)}
    given = [each for each in os.environ.get("PYTHONPATH", "").split(os.pathsep) if each]
    home = os.path.realpath(order.home)
    moved = [_moved(each, home, str(order.tree)) for each in given]
    temp = str(order.place / "temp")
    return {
        **runner.inherited(os.environ),
        **kept_words,
        "PYTHONPATH": os.pathsep.join([HERE, *moved]),
        "PYTHONHASHSEED": "0",
        "PYTEST_DEBUG_TEMPROOT": temp,
        "TMPDIR": temp,
        CHILD: str(os.getpid()),
        TREE: str(config),
    }


def _moved(path: str, home: str, tree: str) -> str:
    real = os.path.realpath(path)
    inside = real == home or real.startswith(home + os.sep)
    stays = any(real == each or real.startswith(each + os.sep) for each in kept(Path(home)))
    return tree + real[len(home) :] if inside and not stays else os.path.abspath(path)


def _memory() -> int:
    """The address space of one process in bytes; half of the machine's memory, 4 GB at least."""
    try:
        whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return _LEAST_MEMORY
    return max(_LEAST_MEMORY, int(whole * _MEMORY))


def _watch(running: list[_Running], limit: float, tell: Callable[[str], None]) -> Iterator[Ended]:
    """Wait for all; end what takes much longer than its fellow, or than the limit where alone."""
    began, told = time.monotonic(), _FIRST_WORD
    ended: dict[Path, float] = {}  # by place: two of them may be of one side
    late: set[Path] = set()
    try:
        while len(ended) < len(running):
            time.sleep(_TICK)
            spent = time.monotonic() - began
            for each in running:
                place = each.order.place
                if place not in ended and each.process.poll() is not None:
                    ended[place] = spent
                elif place not in ended and spent > _allowed(ended, limit, alone=len(running) == 1):
                    runner.end(each.process)
                    late.add(place)
            if spent > told:
                told += _WORDS
                tell("; ".join(_progress(each) for each in running))
    finally:
        for each in running:
            runner.end(each.process)
    for each in running:
        place = each.order.place
        problem = _problem(each, place in late, ended[place])
        conftest = _broken_conftest(each.order) if problem else ""
        yield Ended(problem, place / "seen", ended[place], conftest)


def _allowed(ended: Mapping[Path, float], limit: float, *, alone: bool) -> float:
    if alone:
        return limit
    return 3 * min(ended.values()) + limit if ended else float("inf")


def _problem(running: _Running, late: bool, seconds: float) -> str:
    if late:
        return f"it was ended after {seconds:.0f} seconds{_while(running.order)}"
    lines = read_lines(running.order.place / "seen")
    if any(each.get("finish") in _ENDS and not each["worker"] for each in lines):
        return ""
    said = _last_words(running.order)
    return f"pytest ended with exit {running.process.returncode}{_while(running.order)}{said}"


def _while(order: Order) -> str:
    """The test that was running: the last that was begun, if it did not end."""
    test = ""
    for line in read_lines(order.place / "seen"):
        test = str(line.get("start", test)) if "end" not in line else ""
    return f" while {test} ran" if test else ""


def _output(order: Order) -> str:
    """All that a side printed, with its paths from the tree."""
    text = (order.place / "output.txt").read_text(encoding="utf-8", errors="replace")
    return text.replace(f"{order.tree}{os.sep}", "")


def _broken_conftest(order: Order) -> str:
    found = _CONFTEST.search(_output(order))
    return found["path"].replace(os.sep, "/") if found else ""


def _last_words(order: Order) -> str:
    lines = [each.strip() for each in _output(order).splitlines() if each.strip()]
    errors = [each for each in lines if each.startswith(("E  ", "ERROR", "Error", "INTERNALERROR"))]
    chosen = errors[-1:] or lines[-1:]
    return f": {re.sub('^E +', '', chosen[0])[:200]}" if chosen else ""


def _progress(running: _Running) -> str:
    count = done = 0
    for file in (running.order.place / "seen").glob("*.jsonl"):
        text = file.read_text(encoding="utf-8", errors="replace")
        done += text.count('{"start": ')
        for line in text.splitlines():
            if line.startswith('{"items": '):
                count = max(count, line.count("]") - 1)
    return f"{running.order.name}: {done} of {count} tests"
