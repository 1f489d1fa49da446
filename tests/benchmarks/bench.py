"""What the plugin costs: CPU (user and system) of child processes, in turn with its rival's.

Run by hand: ``nox -s bench``, or ``python -m tests.benchmarks.bench`` at the root. Every figure
compares two commands that run A B, B A, A B ..., so that a machine that slows down slows both.
The figure is taken from the least disturbed run of each (the minimum); the median of the
rounds stands beside it: where the two disagree, the machine was busy. A target that is missed
is shown and is no failure: the exit code is 1 only where a command did not do its work.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path

from tests.benchmarks.workload import TESTS, Workload, plan_text

PYTEST = (sys.executable, "-m", "pytest")
PIECE = (sys.executable, "-m", "tests.benchmarks.pieces")
WITH = (*PYTEST, "-q", "--phase-plan=PLAN.md")
WITHOUT = (*PYTEST, "-q", "-p", "no:phase")

Prepare = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Command:
    """A command line, where it runs, what is laid ready before each run, and its exit code."""

    words: tuple[str, ...]
    root: Path
    prepare: Prepare = lambda: None
    exits: int = 0

    def cpu(self) -> float:
        """Run it once: the seconds of CPU of the process and of all it started."""
        return self.run()[0]

    def run(self) -> tuple[float, str]:
        """Run it once: the seconds of CPU, and what it printed."""
        self.prepare()
        with tempfile.TemporaryFile() as output:
            process = subprocess.Popen(
                self.words,
                cwd=self.root,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=_environment(),
            )
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            output.seek(0)
            text = output.read().decode(errors="replace")
        if process.returncode != self.exits:
            said = f"{' '.join(self.words)}: exit {process.returncode}\n{text[-2000:]}"
            raise RuntimeError(said)
        return usage.ru_utime + usage.ru_stime, text


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: ``ours`` against ``theirs``, as a ratio or as a difference."""

    name: str
    ours: Command
    theirs: Command
    target: float
    unit: str = "x"
    repeat: int = 1

    def measure(self, rounds: int) -> tuple[float, float]:
        """The figure from the minima, and the median over the rounds."""
        self.ours.cpu(), self.theirs.cpu()  # bytecode and file caches
        pairs = [self._pair(number % 2 == 1) for number in range(rounds * self.repeat)]
        ours, theirs = zip(*pairs, strict=True)
        middle = statistics.median(self._compare(*pair) for pair in pairs)
        return self._compare(min(ours), min(theirs)), middle

    def _pair(self, theirs_first: bool) -> tuple[float, float]:
        if theirs_first:
            theirs = self.theirs.cpu()
            return self.ours.cpu(), theirs
        return self.ours.cpu(), self.theirs.cpu()

    def _compare(self, ours: float, theirs: float) -> float:
        return ours / theirs if self.unit == "x" else (ours - theirs) * 1000


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of the table: what a piece of the work takes, as measured by itself."""

    name: str
    command: Command
    target: float
    unit: str = "ms"

    def measure(self, rounds: int) -> tuple[float, float]:
        """The shortest time in milliseconds, and the median."""
        times = [float(self.command.run()[1]) * 1000 for _ in range(rounds + 1)]
        return min(times), statistics.median(times)


def line(figure: Figure | Piece, best: float, middle: float) -> str:
    """The line of the table: minimum, median, target, and whether the target is held."""
    digits = 3 if figure.unit == "x" else 1
    values = (best, middle, figure.target)
    cells = "".join(f"{value:>9.{digits}f} {figure.unit:<2}" for value in values)
    return f"{figure.name:<52}{cells}  {'yes' if best <= figure.target else 'NO'}"


def _environment() -> dict[str, str]:
    """This environment without what would change a run of pytest."""
    foreign = ("PYTEST_", "PYTHON", "COVERAGE_", "GIT_", "GITHUB_")
    return {key: value for key, value in os.environ.items() if not key.startswith(foreign)}


def _put(workload: Workload, lock: bytes | None, ready: range) -> Prepare:
    """Lay a lock (None: no lock) and the readiness of the components before a run."""

    def prepare() -> None:
        workload.ready(ready)
        if lock is None:
            workload.lock.unlink(missing_ok=True)
        else:
            workload.lock.write_bytes(lock)

    return prepare


def record(workload: Workload) -> tuple[bytes, bytes]:
    """Let the plugin see every test red and then green: the lock after the red, and the last."""
    red = b""
    for number in range(1, workload.components + 1):
        task = f"Task {number}"
        Command((*WITH, "--tb=no", f"--phase-start={task}"), workload.root, exits=1).cpu()
        red = workload.lock.read_bytes()
        workload.ready(range(1, number + 1))
        Command((*WITH, f"--phase-complete={task}"), workload.root).cpu()
    workload.check_recorded("red")
    workload.check_recorded("green")
    return red, workload.lock.read_bytes()


def runs(one: Workload, ten: Workload) -> Iterator[Figure]:
    """A plan is active, against the same run without the plugin."""
    red, green = record(one)
    _, done = record(ten)
    none, every = range(0), range(1, 11)
    situations = (
        ("all recorded, one component", one, green, every, 0, ()),
        ("all recorded, ten components", ten, done, every, 0, ()),
        ("first green of every test", one, red, every, 0, ()),
        ("first red of every test", one, None, none, 1, ("--tb=no",)),
    )
    for name, load, lock, ready, exits, more in situations:
        ours = Command((*WITH, *more), load.root, _put(load, lock, ready), exits)
        theirs = Command((*WITHOUT, *more), load.root, _put(load, lock, ready), exits)
        yield Figure(f"{TESTS:,} tests, {name}", ours, theirs, 1.05)
    status = Command((*PYTEST, "--phase-plan=PLAN.md", "--phase-status"), ten.root)
    markers = Command((*PYTEST, "--markers"), ten.root)
    yield Figure(f"--phase-status against --markers, {TESTS:,} tests", status, markers, 2.0)


def idle(small: Workload) -> Iterator[Figure]:
    """No plan: what everybody pays who has the plugin installed."""
    small.ready([1])
    installed = Command((*PYTEST, "-q", "tests/test_000.py::test_000"), small.root)
    without = Command((*WITHOUT, "tests/test_000.py::test_000"), small.root)
    # A run costs 200 ms here and 180 to 300 ms there: it takes many to see three of them.
    yield Figure("noise: the same command twice", without, without, 3.0, "ms", repeat=30)
    yield Figure("installed, no plan, one test", installed, without, 3.0, "ms", repeat=30)
    status = Command((*PYTEST, "--phase-plan=PLAN.md", "--phase-status"), small.root)
    markers = Command((*PYTEST, "--markers"), small.root)
    yield Figure("--phase-status against --markers, 100 tests", status, markers, 2.0, repeat=3)


def pieces(load: Workload) -> Iterator[Piece]:
    """Plan and lock alone, without pytest around them."""
    here = Path.cwd()
    big = load.root / "BIG.md"
    big.write_text(plan_text(1_000, 1_000))
    read = Command((*PIECE, "plan", str(big)), here)
    yield Piece("read a plan of 1,000 components", read, 300)
    full = _put(load, load.lock.read_bytes(), range(1, 11))
    save = Command((*PIECE, "lock", str(load.lock)), here, full)
    yield Piece(f"load and save a lock of {TESTS:,} tests", save, 500)


def figures(folder: Path) -> Iterator[Figure | Piece]:
    """All figures, each with its projects laid ready when its turn comes."""
    small = Workload(folder / "small", files=1)
    one, ten = Workload(folder / "one"), Workload(folder / "ten", components=10)
    for load in (small, one, ten):
        load.write()
    yield from idle(small)
    yield from runs(one, ten)
    yield from pieces(ten)  # no run takes its lock away


def main() -> None:
    """Measure in the order of the table, and print each line as it is known."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of a figure (default: 5)")
    parser.add_argument("--only", default="", metavar="TEXT", help="figures whose name has TEXT")
    options = parser.parse_args()
    others = {point.name for point in entry_points(group="pytest11")} - {"phase"}
    if others:  # a second of Hypothesis in every run hides what we cost
        print(f"other plugins are installed here: {sorted(others)}", file=sys.stderr)
    print(f"{'figure':<52}{'minimum':>12}{'median':>12}{'target':>12}  held")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for figure in figures(Path(folder)):
            if options.only in figure.name:
                print(line(figure, *figure.measure(options.rounds)), flush=True)


if __name__ == "__main__":
    main()
