"""The recorder of a replay: a pytest plugin that writes what it sees as lines of JSON.

Loaded with ``-p phase_seen``; each process of a session (the workers of pytest-xdist too) has a
file of its own in the folder that ``PYTEST_PHASE_TREE`` names as ``seen``. Facts, no
judgement: what they mean is decided by whoever reads the lines.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import sys
import threading
from typing import Any, TextIO

_LONGEST = 2_000
_CANNOT_IMPORT = re.compile(
    r"^cannot import name '(?P<name>[^']+)' from "
    r"(?:partially initialized module )?'(?P<module>[^']+)'"
)
_CALLEE = re.compile(r"^(?P<callee>[\w.<>]+)\(\) (?:got|missing|takes)")


class TookTooLong(BaseException):
    """A test of the old side ran longer than any of today's would."""


class Recorder:
    """The state of one process."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told
        self.file: TextIO | None = None
        self.facts: dict[tuple[str, str], dict[str, Any]] = {}
        self.spreads = False
        self.running = ""
        self.opened: dict[str, set[str]] = {}
        self.quiet = False
        self.summaries: Any = None

    def write(self, **line: Any) -> None:
        """Append one line; it is on the disk even if this process dies next."""
        if self.file is None:
            place = os.path.join(self.told["seen"], f"{os.getpid()}.jsonl")
            self.file = open(place, "a", encoding="utf-8", buffering=1)  # noqa: SIM115
        self.quiet = True
        try:
            self.file.write(json.dumps(line) + "\n")
        finally:
            self.quiet = False

    def opens(self, path: Any) -> None:
        """Keep which data of the tree a test opens."""
        if self.quiet or not isinstance(path, (str, bytes)):
            return
        path = os.path.abspath(os.fsdecode(path))
        inside = path.startswith(self.told["tree"] + os.sep) and not path.endswith((".py", ".pyc"))
        if inside and "__pycache__" not in path:  # bytecode, also half written: x.pyc.1234
            self.opened.setdefault(self.running, set()).add(path[len(self.told["tree"]) + 1 :])


_told: dict[str, Any] = {}
if os.environ.get("PYTEST_PHASE_TREE"):
    with open(os.environ["PYTEST_PHASE_TREE"], encoding="utf-8") as _file:
        _told = json.load(_file)
_recorder = Recorder(_told)


def _heard(event: str, args: tuple[Any, ...]) -> None:
    """Called by the interpreter for each audited event, of which some tests have 200,000.

    A function: for a bound method the interpreter takes five times as long.
    """
    if event == "open" and args:
        _recorder.opens(args[0])


def pytest_configure(config: Any) -> None:
    """Called once, in each process."""
    sys.addaudithook(_heard)


def pytest_sessionstart(session: Any) -> None:
    """Called when all is configured: what tests start is no part of the replay's own machinery."""
    _recorder.spreads = session.config.pluginmanager.hasplugin("dsession")
    os.environ.pop("PYTEST_PHASE_CHILD", None)


def pytest_collectstart(collector: Any) -> None:
    """Called before a collector works: what a file opens while it is imported belongs to it."""
    _recorder.running = _relative(getattr(collector, "path", ""))


def pytest_exception_interact(node: Any, call: Any, report: Any) -> None:
    """Called for a collector that failed, and for tests: the exception of the first."""
    if not hasattr(report, "when") or report.when == "collect":
        error = call.excinfo.value
        cause = error.__cause__ if isinstance(error.__cause__, Exception) else error
        facts = _facts(cause)
        facts["path"] = _relative(getattr(node, "path", ""))
        _recorder.facts[(report.nodeid, "collect")] = facts


def pytest_collectreport(report: Any) -> None:
    """Called for each collector."""
    if report.outcome == "passed":
        return
    facts = _recorder.facts.get((report.nodeid, "collect"), {})
    said = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    _recorder.write(
        collect=report.nodeid, outcome=report.outcome, facts=facts, said=str(said)[-_LONGEST:]
    )


def pytest_collection_finish(session: Any) -> None:
    """Called with what will run."""
    _recorder.running = ""
    items = [_item(each) for each in session.items]
    _recorder.write(items=items)


def pytest_runtest_logstart(nodeid: str) -> None:
    """Called before a test: if it takes the process down, it is known which one did."""
    _recorder.running = nodeid
    _recorder.write(start=nodeid)
    _limit(_told.get("seconds", 0))


def pytest_runtest_logfinish(nodeid: str) -> None:
    """Called after a test."""
    _limit(0)
    _recorder.write(end=nodeid)
    _recorder.running = ""


def pytest_runtest_makereport(item: Any, call: Any) -> None:
    """Called after setup, call and teardown, before the report is made: keep the exception."""
    if call.excinfo is not None:
        _recorder.facts[(item.nodeid, call.when)] = _facts(call.excinfo.value)


def pytest_runtest_logreport(report: Any) -> None:
    """Called for each report, of subtests too."""
    if report.when != "call" and report.outcome == "passed":
        return
    facts = _recorder.facts.pop((report.nodeid, report.when), None)
    expected = hasattr(report, "wasxfail")
    said = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
    _recorder.write(
        report=report.nodeid,
        when=report.when,
        outcome=report.outcome,
        expected=expected,
        strict=str(report.longrepr).startswith("[XPASS(strict)]"),
        part=hasattr(report, "context"),
        relayed=_recorder.spreads,
        facts=facts,
        said=str(said)[:_LONGEST],
    )


def pytest_sessionfinish(session: Any, exitstatus: int) -> None:
    """Called last: the session came to its end, and these modules were loaded in it."""
    for test, paths in _recorder.opened.items():
        _recorder.write(opened=test, paths=sorted(paths))
    worker = hasattr(session.config, "workerinput")
    _recorder.write(finish=int(exitstatus), worker=worker, foreign=_foreign())
    _leave_summaries_out(session.config)


def pytest_unconfigure(config: Any) -> None:
    """Called at the end: the hooks are as they were."""
    if _recorder.summaries is not None:
        config.hook.pytest_terminal_summary = _recorder.summaries


def _leave_summaries_out(config: Any) -> None:
    """Ask no plugin for its summary: nobody reads it.

    One of a well-known plugin takes longer than most tests, and pytest asks for it in spite of
    ``--no-summary``.
    """
    manager = config.pluginmanager
    _recorder.summaries = config.hook.pytest_terminal_summary
    config.hook.pytest_terminal_summary = manager.subset_hook_caller(
        "pytest_terminal_summary", manager.get_plugins()
    )


def _item(item: Any) -> list[Any]:
    """Node id, path from the tree, names and parameter id of a test."""
    above = item.parent.nodeid.partition("::")[2] if item.parent is not None else ""
    name = getattr(item, "originalname", None) or item.name
    callspec = getattr(item, "callspec", None)
    case = str(callspec.id) if callspec is not None else None
    names = f"{above}::{name}" if above else name
    return [item.nodeid, _relative(item.path), names, case]


def _relative(path: Any) -> str:
    tree = _told.get("tree", "")
    text = os.path.abspath(str(path))
    if tree and text.startswith(tree + os.sep):
        text = text[len(tree) + 1 :]
    return text.replace(os.sep, "/")


def _facts(error: BaseException) -> dict[str, Any]:
    """An exception as plain values: what it is, what it says, the files of its frames."""
    if type(error).__module__ in ("doctest", "_pytest.doctest"):
        return _facts_of_doctest(error)
    files: list[str] = []
    traceback, frames = error.__traceback__, []
    while traceback is not None:
        files.append(traceback.tb_frame.f_code.co_filename)
        frames.append(traceback.tb_frame)
        traceback = traceback.tb_next
    said = ""
    with contextlib.suppress(Exception):
        said = str(error)
    facts: dict[str, Any] = {
        "kinds": [each.__name__ for each in type(error).__mro__],
        "said": said[:_LONGEST],
        "files": [_relative(each) for each in files[-40:]],
    }
    with contextlib.suppress(Exception):
        facts.update(_missing(error, said, frames))
    return facts


def _facts_of_doctest(error: BaseException) -> dict[str, Any]:
    """What an example raised by itself; else what it printed is an assertion that failed.

    The frames are those of pytest and doctest: the file that holds the example stands for them.
    """
    several = getattr(error, "failures", None) or [error]
    file = _relative(getattr(getattr(several[0], "test", None), "filename", None) or "")
    inside = getattr(several[0], "exc_info", None)
    if inside:
        found = _facts(inside[1])
        return {**found, "files": [file, *found["files"]]}
    wanted = " ".join(str(getattr(getattr(several[0], "example", None), "want", "")).split())
    got = " ".join(str(getattr(several[0], "got", "")).split())
    said = f"expected {wanted or 'nothing'}, got {got or 'nothing'}"
    return {"kinds": ["AssertionError"], "said": said[:_LONGEST], "files": [file]}


def _missing(error: BaseException, said: str, frames: list[Any]) -> dict[str, Any]:
    """What was missing: the module of an import, the file that defines what lacks an attribute."""
    if isinstance(error, ImportError):
        found = _CANNOT_IMPORT.match(said)
        return {"module": found["module"] if found else error.name or ""}
    if isinstance(error, AttributeError):
        return {"owner": _file_of(getattr(error, "obj", None))}
    callee = _CALLEE.match(said) if isinstance(error, TypeError) else None
    if callee is None or not frames:
        return {}
    first, *rest = callee["callee"].split(".")
    return {"signature": True, "owner": _file_of_callee(frames[-1], first, rest)}


def _file_of_callee(frame: Any, first: str, rest: list[str]) -> str:
    named = frame.f_locals.get(first, frame.f_globals.get(first))
    if named is not None:
        return _file_of(named)
    for each in frame.f_locals.values():
        if type(each).__name__ == first:
            return _file_of(each)
    for module in list(sys.modules.values()):
        found = vars(module).get(first) if hasattr(module, "__dict__") else None
        file = _file_of(found) if found is not None else ""
        if file and not file.startswith(("/", "..")):
            return file
    return ""


def _file_of(thing: Any) -> str:
    """The file in which a module, class, function or the class of an instance was defined."""
    if thing is None:
        return ""
    if hasattr(thing, "__path__") or type(thing).__name__ == "module":
        paths = list(getattr(thing, "__path__", ()))
        return _relative(getattr(thing, "__file__", None) or (paths[0] if paths else ""))
    owner = thing if isinstance(thing, type) or hasattr(thing, "__code__") else type(thing)
    module = sys.modules.get(getattr(owner, "__module__", None) or "")
    file = getattr(module, "__file__", None)
    return _relative(file) if file else ""


def _foreign() -> dict[str, str]:
    """The modules of the project that were loaded from another place than the tree."""
    found: dict[str, str] = {}
    names = set(_told.get("names", ()))
    home, tree, kept = _told["home"] + os.sep, _told["tree"] + os.sep, _told["kept"]
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if not isinstance(file, str) or name == "__main__":
            continue
        file = os.path.realpath(file)
        ours = any(".".join(name.split(".")[: n + 1]) in names for n in range(name.count(".") + 1))
        inside = file.startswith(home) and not any(file.startswith(each + os.sep) for each in kept)
        if (ours or inside) and not file.startswith(tree):
            found[name] = file
    return found


def _limit(seconds: float) -> None:
    """Let a test raise once it ran that long; only where nobody else has set the alarm."""
    alarm = getattr(signal, "SIGALRM", None)
    if alarm is None or threading.current_thread() is not threading.main_thread():
        return
    with contextlib.suppress(ValueError, OSError):
        if seconds and signal.getsignal(alarm) is signal.SIG_DFL:
            signal.signal(alarm, _too_long)
            signal.setitimer(signal.ITIMER_REAL, seconds)
        elif not seconds and signal.getsignal(alarm) is _too_long:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(alarm, signal.SIG_DFL)


def _too_long(number: int, frame: object) -> None:
    raise TookTooLong(f"it ran longer than {_told.get('seconds', 0):g} seconds")
