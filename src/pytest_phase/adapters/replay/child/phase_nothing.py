"""Stand-ins on the old side of a replay: what it lacks is there for the tests, and does nothing.

Loaded with ``-p phase_nothing`` beside the recorder. Only what test code asks for is stood in
for; what the old implementation lacks itself, it lacks. At the end a line says what was given:
``stood`` (names), ``touched`` (node ids of tests that asked while they ran) and ``beyond``
(something was given to other code than tests).
"""

from __future__ import annotations

import os
import sys
from typing import Any

import phase_seen  # type: ignore[import-not-found]  # beside this file

_told = phase_seen._told
_tests = frozenset(_told.get("tests", ()))
_stood: set[str] = set()
_touched: set[str] = set()
_beyond: list[str] = []


def pytest_sessionstart(session: Any) -> None:
    """Called before anything is collected."""
    from pytest_phase.adapters.nothing.callers import Callers
    from pytest_phase.adapters.nothing.importer import install

    files = [os.path.join(_told["tree"], each) for each in _told.get("wanted", ())]
    install(Callers(_own, _note), _belongs, files)
    _soften(sys.meta_path[-1])


def pytest_sessionfinish(session: Any) -> None:
    """Called at the end: what was given, and to whom."""
    phase_seen._recorder.write(stood=sorted(_stood), touched=sorted(_touched), beyond=bool(_beyond))


def _own(file: str) -> bool | None:
    """Whether a file is on the test side of the tree; None outside of it."""
    if not file.startswith(_told["tree"] + os.sep) or f"{os.sep}site-packages{os.sep}" in file:
        return None
    return phase_seen._relative(file) in _tests


def _belongs(error: BaseException) -> bool:
    """Whether a module is the project's, and a test asks for it."""
    name, asking = str(getattr(error, "name", "")), error.__traceback__
    ours = any(name == each or name.startswith(f"{each}.") for each in _told["names"])
    return ours and asking is not None and _own(asking.tb_frame.f_code.co_filename) is True


def _note(name: str, test: bool) -> None:
    _stood.add(name)
    if not test:
        _beyond.append(name)
    if "::" in phase_seen._recorder.running:
        _touched.add(phase_seen._recorder.running)


def _soften(missing: Any) -> None:
    """Let the finder of the tree, which knows what is not there, give way to the stand-ins."""
    for finder in sys.meta_path:
        if type(finder).__name__ == "TreeFinder":
            finder.find_spec = _or_nothing(finder.find_spec, missing)  # type: ignore[method-assign]


def _or_nothing(find: Any, missing: Any) -> Any:
    def find_spec(name: str, path: Any = None, target: Any = None) -> Any:
        try:
            return find(name, path, target)
        except ModuleNotFoundError:
            spec = missing.find_spec(name, path, target)
            if spec is None:
                raise
            return spec

    return find_spec
