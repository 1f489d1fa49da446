"""Starts the children of a replay: forked by a process that has pytest imported, else afresh."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple, Protocol

from pytest_phase.adapters import runner
from pytest_phase.adapters.runner import Process

CHILD = "PYTEST_PHASE_CHILD"
"""Set for a child: its number is the process that started it. Our plugin is silent there."""

HERE = str(Path(__file__).parent / "child")
"""What runs inside the children; it is put on their ``PYTHONPATH``."""

_PATIENCE = 60.0  # seconds until a fork is there: pytest is imported before the first one

_SERVE = "import phase_forks, pytest\nphase_forks.serve()\nphase_forks.leave(pytest.main())\n"


class Launch(NamedTuple):
    """One pytest to start: its words, where, with what environment, and where its output goes.

    ``memory`` is the limit of its address space in bytes. ``boot`` makes the script of a fresh
    interpreter, of the process that it ends with; ``drop``: the folder is not on its path.
    """

    words: Sequence[str]
    folder: Path
    environment: Mapping[str, str]
    output: Path
    memory: int
    drop: bool
    boot: Callable[[int], str]


class Start(Protocol):
    """Starts one child."""

    def __call__(self, launch: Launch) -> Process:
        """Raises OSError."""


def afresh(launch: Launch) -> Process:
    """Start an interpreter of its own. Raises OSError."""
    return runner.start(
        [sys.executable, "-c", launch.boot(os.getpid()), *launch.words],
        folder=launch.folder,
        environment=launch.environment,
        output=launch.output,
    )


@contextmanager
def forking(folder: Path) -> Iterator[Start]:
    """Import pytest once for all children; afterwards none of them is there any more.

    ``folder`` is an empty one: nothing in it is imported. Only where a fork is safe (Linux).
    """
    try:
        forks = _Forks(folder) if sys.platform == "linux" else None
    except OSError:
        forks = None  # whoever starts the children says why nothing can be started
    if forks is None:
        yield afresh
        return
    try:
        yield forks.start
    finally:
        forks.close()


class _Forks:
    """The process that forks, and what it said of its children."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _SERVE],
            cwd=folder,
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            bufsize=0,
        )
        self._pending = b""
        self._began: list[int] = []
        self._ended: dict[int, int] = {}
        self._there, self._asked = True, False

    def start(self, launch: Launch) -> Process:
        """Have one forked; where nobody forks, a fresh interpreter is as good. Raises OSError."""
        pid = self._ask(json.dumps(self._order(launch)).encode("ascii") + b"\n")
        return afresh(launch) if pid is None else Forked(pid, self.ended)

    def _order(self, launch: Launch) -> dict[str, object]:
        mine = self._process.pid
        return {
            "words": list(launch.words),
            "folder": str(launch.folder),
            "environment": {**launch.environment, CHILD: str(mine)},
            "output": str(launch.output),
            "memory": launch.memory,
            "drop": launch.drop,
            "boot": launch.boot(mine),
        }

    def _ask(self, order: bytes) -> int | None:
        until = time.monotonic() + _PATIENCE
        self._asked = True
        try:
            _write(self._process, order)
        except OSError:
            self._there = False
        while self._there and not self._began:
            self._listen(until - time.monotonic())
            if time.monotonic() > until:
                self.close()
        return self._began.pop() if self._began else None

    def ended(self, pid: int) -> int | None:
        """How a child ended; None while it runs. Without who forked it, it does not."""
        self._listen(0)
        return self._ended.get(pid, None if self._there else -int(signal.SIGKILL))

    def _listen(self, seconds: float) -> None:
        answers = self._process.stdout
        while self._there and answers is not None:
            ready, _, _ = select.select([answers], [], [], max(0.0, seconds))
            if not ready:
                return
            said = os.read(answers.fileno(), 65536)
            self._there = bool(said)
            *lines, self._pending = (self._pending + said).split(b"\n")
            for each in lines:
                self._take(each.decode("ascii").split())
            seconds = 0

    def _take(self, said: list[str]) -> None:
        if said[0] == "began":
            self._began.append(int(said[1]))
        else:
            self._ended[int(said[1])] = int(said[2])

    def close(self) -> None:
        """End it; it ends what it forked first."""
        self._there = False
        if not self._asked:
            self._process.kill()  # at once, whatever it is doing
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            runner.end(self._process)


def _write(process: subprocess.Popen[bytes], data: bytes) -> None:
    """All of it, however much the pipe takes at once."""
    assert process.stdin is not None
    left = memoryview(data)
    while left:
        left = left[process.stdin.write(left) :]


class Forked:
    """A child that another process forked; ``ended`` says how."""

    def __init__(self, pid: int, ended: Callable[[int], int | None]) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._ended = ended

    def poll(self) -> int | None:
        """How it ended; None while it runs."""
        if self.returncode is None:
            self.returncode = self._ended(self.pid)
        return self.returncode

    def kill(self) -> None:
        """End it."""
        with suppress(OSError):
            os.kill(self.pid, signal.SIGKILL)

    def communicate(self) -> object:
        """Wait until it ended."""
        while self.poll() is None:
            time.sleep(0.002)
        return None


def _environment() -> dict[str, str]:
    """As children have it, but for what tells them their tree; the paths are made absolute."""
    given = [each for each in os.environ.get("PYTHONPATH", "").split(os.pathsep) if each]
    paths = os.pathsep.join([HERE, *map(os.path.abspath, given)])
    return {**runner.inherited(os.environ), "PYTHONPATH": paths, "PYTHONHASHSEED": "0"}
