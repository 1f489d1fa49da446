"""Waits with pytest imported, and forks one child for each order of a replay.

``serve`` reads orders from stdin, a JSON document in a line each: ``folder``, ``output``,
``environment``, ``words``, ``memory``, ``drop`` and ``boot``, the script that a fresh interpreter
would run. It answers with lines: ``began PID``, and ``ended PID CODE``. At the end of stdin, which
comes too when whoever reads the answers is killed, it ends all that still run, and what they
started.

A fork is as good as a fresh interpreter only as long as nothing of the project is imported yet:
where something may be, it becomes a fresh interpreter.
"""

from __future__ import annotations

import atexit
import ctypes
import importlib
import json
import os
import select
import signal
import sys
import threading
from contextlib import suppress
from typing import Any

_running: set[int] = set()


def serve() -> None:
    """Fork for each order. Returns in a child, which is to run pytest; ends this process else."""
    awake = _wake_on_children()
    pending = b""
    while True:
        ready, _, _ = select.select([0, awake], [], [])
        if awake in ready:
            os.read(awake, 512)
            _reap()
        if 0 not in ready:
            continue
        said = os.read(0, 65536)
        if not said:
            _leave()
        *orders, pending = (pending + said).split(b"\n")
        for each in orders:
            order = json.loads(each)
            if _fork(order, awake):
                return _become(order)


def leave(code: int) -> None:
    """End this process as an interpreter does, but for taking every object apart."""
    here = threading.current_thread()
    for each in threading.enumerate():
        if each is not here and not each.daemon:
            each.join()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):
            stream.flush()
    os._exit(code)


def _wake_on_children() -> int:
    """A file descriptor that can be read when a child has ended."""
    awake, waking = os.pipe()
    os.set_blocking(waking, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waking, warn_on_full_buffer=False)
    return awake


def _reap() -> None:
    """Tell which children have ended; what one started and left ends with it."""
    how = os.WEXITED | os.WNOHANG | os.WNOWAIT
    for pid in [each for each in _running if os.waitid(os.P_PID, each, how) is not None]:
        with suppress(OSError):
            os.killpg(pid, signal.SIGKILL)  # before its number can be another's
        _, status = os.waitpid(pid, 0)
        _running.discard(pid)
        _answer(f"ended {pid} {os.waitstatus_to_exitcode(status)}")


def _answer(text: str) -> None:
    with suppress(OSError):  # nobody may be there to hear it: then stdin ends as well
        os.write(1, text.encode() + b"\n")


def _leave() -> None:
    """End what still runs; nobody waits for it any more."""
    for pid in _running:
        with suppress(OSError):
            os.killpg(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
    os._exit(0)


def _fork(order: dict[str, Any], awake: int) -> bool:
    """Whether this is the child: it leads a group of its own, and ends with its parent."""
    parent = os.getpid()
    led, leads = os.pipe()
    pid = os.fork()
    if pid:
        os.close(leads)
        os.read(led, 1)
        os.close(led)
        _running.add(pid)
        _answer(f"began {pid}")
        return False
    os.setsid()
    waking = signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _end_with(parent)
    for each in (led, leads, awake, waking):
        os.close(each)
    return True


def _end_with(parent: int) -> None:
    """Let the system end this process when its parent does (Linux)."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _become(order: dict[str, Any]) -> None:
    """Be what a fresh interpreter would be."""
    _take_streams(order["output"])
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    words = order["words"]
    if _is_late(order):
        os.execv(sys.executable, [sys.executable, "-c", order["boot"], *words])
    sys.argv[:] = ["pytest", *words]
    if order["drop"] and not getattr(sys.flags, "safe_path", False):
        del sys.path[0]
    if "tempfile" in sys.modules:
        vars(sys.modules["tempfile"])["tempdir"] = None
    importlib.invalidate_caches()
    import sitecustomize  # type: ignore[import-not-found]  # beside this file

    sitecustomize._begin()
    with suppress(ImportError, ValueError, OSError):
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (order["memory"], hard))


def _take_streams(output: str) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    for source, target in ((nothing, 0), (file, 1), (file, 2)):
        os.dup2(source, target)
    os.close(nothing)
    os.close(file)


def _is_late(order: dict[str, Any]) -> bool:
    """Whether something that is imported already may be the project's, or be hidden by it."""
    with open(order["environment"]["PYTEST_PHASE_TREE"], encoding="utf-8") as file:
        told = json.load(file)
    tops = {each.partition(".")[0] for each in sys.modules} - {"__main__", "sitecustomize"}
    if not tops.isdisjoint(each.partition(".")[0] for each in told["names"]):
        return True
    given = order["environment"].get("PYTHONPATH", "").split(os.pathsep)[1:]
    folders = [*told["roots"], *given, *([] if order["drop"] else [order["folder"]])]
    return any(not tops.isdisjoint(_modules(each)) for each in folders)


def _modules(folder: str) -> list[str]:
    """What can be imported from a folder, by its top names, and what only looks like it."""
    try:
        return [each.partition(".")[0] for each in os.listdir(folder)]
    except OSError:
        return []
