"""From an exception and its traceback to the plain facts that decide its grade."""

from __future__ import annotations

import os
import re
import sys
import sysconfig
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from types import FrameType, ModuleType, TracebackType

from pytest_phase.core.grades import Failure, Moment, Side
from pytest_phase.core.plan import Plan, slug
from pytest_phase.ports import Tests

# What Python says when a call does not fit a signature (the same words from 3.10 to 3.14).
_SIGNATURE = re.compile(
    r"^(?P<callee>[\w.<>]+)\(\) "
    r"(?:got (?:an unexpected keyword|multiple values|some positional-only)"
    r"|missing \d+ required|takes (?:no|from|\d+)|takes no (?:arguments|keyword))"
)
_CANNOT_IMPORT = re.compile(
    r"^cannot import name '(?P<name>[^']+)' from "
    r"(?:partially initialized module )?'(?P<module>[^']+)'"
)


class FailureReader:
    """Reads failures of one project: the side of each frame, and what belongs to the project."""

    def __init__(self, root: Path, plan: Plan, tests: Tests) -> None:
        self._root = str(root) + os.sep
        self._plan = plan
        self._tests = tests
        self._sides: dict[str, Side] = {}

    def read(self, error: BaseException, moment: Moment) -> Failure:
        """The facts of one failure."""
        frames = list(_frames(error.__traceback__))
        sides = [self.side(frame.f_code.co_filename) for frame, _ in frames]
        inside = [side for side in sides if side != "outside"]
        signature = _SIGNATURE.match(str(error)) if isinstance(error, TypeError) else None
        return Failure(
            kinds=frozenset(each.__name__ for each in type(error).__mro__),
            message=str(error),
            moment=moment,
            raised=sides[-1] if sides else "outside",
            nearest=inside[-1] if inside else "outside",
            belongs=self._belongs(error, frames, signature),
            signature=signature is not None,
        )

    def side(self, file: str) -> Side:
        """Where a file lies, by its absolute path."""
        if file not in self._sides:
            self._sides[file] = self._look_up(file)
        return self._sides[file]

    def _look_up(self, file: str) -> Side:
        if not file.startswith(self._root) or _installed(file):
            return "outside"
        path = file[len(self._root) :].replace(os.sep, "/")
        if path.rpartition("/")[2] == "conftest.py":
            return "conftest"
        return "test" if self._tests.is_test(path) else "project"

    # What belongs to the project, or is named in the plan

    def _belongs(
        self,
        error: BaseException,
        frames: list[tuple[FrameType, int]],
        signature: re.Match[str] | None,
    ) -> bool:
        if isinstance(error, ImportError):
            return self._import_belongs(error, frames)
        if isinstance(error, AttributeError):
            return self._is_ours(getattr(error, "obj", None))
        if signature and frames:
            first, *_ = signature["callee"].split(".")
            frame = frames[-1][0]
            named = frame.f_locals.get(first, frame.f_globals.get(first))
            found = [*([] if named is None else [named]), *_instances(frame, first)]
            return any(map(self._is_ours, found or self._defined(first)))
        return False

    def _defined(self, name: str) -> Iterator[object]:
        """What the project's own modules call so: ``log.write(1)`` names only the function."""
        modules: list[object] = list(sys.modules.values())
        for module in modules:
            # A lazy module may load its real one when it is asked for an attribute.
            if isinstance(module, ModuleType) and name in vars(module):
                file = vars(module).get("__file__")
                if isinstance(file, str) and self._is_own_file(file):
                    yield vars(module)[name]

    def _import_belongs(self, error: ImportError, frames: list[tuple[FrameType, int]]) -> bool:
        module, names = _missing(error)
        if not module:
            return False
        top = module.partition(".")[0]
        if self._is_project_module(top):
            return True
        if _is_installed(top):
            return False
        written = {top, module, module.rpartition(".")[2], *names, *self._statement(frames)}
        return any(self._is_named(name) for name in written)

    def _statement(self, frames: list[tuple[FrameType, int]]) -> Iterator[str]:
        """The names in the import statement of the project that failed."""
        for frame, line in reversed(frames):
            file = frame.f_code.co_filename
            if self.side(file) != "outside":
                path = file[len(self._root) :].replace(os.sep, "/")
                yield from self._tests.imports_at(path, line)
                return

    def _is_ours(self, thing: object) -> bool:
        """Whether a module, class, function or instance was defined in the project's own code."""
        if isinstance(thing, ModuleType):
            file = getattr(thing, "__file__", None)
            where = file or next(iter(getattr(thing, "__path__", ())), "")
            return self._is_own_file(where)
        owner = thing if isinstance(thing, type) or hasattr(thing, "__code__") else type(thing)
        module = sys.modules.get(getattr(owner, "__module__", ""))
        return module is not None and self._is_own_file(getattr(module, "__file__", None) or "")

    def _is_own_file(self, file: str) -> bool:
        return file.startswith(self._root) and self.side(file) == "project"

    def _is_project_module(self, top: str) -> bool:
        loaded = sys.modules.get(top)
        if loaded is not None and self._is_ours(loaded):
            return True
        root = Path(self._root)
        return any(
            (folder / top).is_dir() or (folder / f"{top}.py").is_file()
            for folder in (root, root / "src", root / "lib")
        )

    def _is_named(self, name: str) -> bool:
        return name in self._plan.names or name.casefold().replace("_", "-") in self._words

    @cached_property
    def _words(self) -> frozenset[str]:
        """The components' names and their words, as slugs, and the stems of their files."""
        words: set[str] = set()
        for component in self._plan.components:
            words.update((component.id, component.id.replace("-", ""), slug(component.name)))
            words.update(component.id.split("-"))
            for path in (
                *(file.path for file in component.test_files),
                *(each.path for each in component.implementation),
            ):
                stems = (part.removesuffix(".py") for part in path.split("/"))
                words.update(slug(stem.removeprefix("test_")) for stem in stems)
        return frozenset(words - {"", "src", "lib", "tests", "test", "py"})


def _frames(traceback: TracebackType | None) -> Iterator[tuple[FrameType, int]]:
    while traceback is not None:
        yield traceback.tb_frame, traceback.tb_lineno
        traceback = traceback.tb_next


def _instances(frame: FrameType, name: str) -> Iterator[object]:
    """The local objects whose class has this name: ``log.write(1)`` names only the class."""
    return (each for each in frame.f_locals.values() if type(each).__name__ == name)


def _missing(error: ImportError) -> tuple[str, tuple[str, ...]]:
    """The module that is missing or lacks a name, and the name (older Pythons say it in words)."""
    said = _CANNOT_IMPORT.match(str(error))
    if said:
        return said["module"], (said["name"],)
    return error.name or "", ()


def _installed(file: str) -> bool:
    return f"{os.sep}site-packages{os.sep}" in file or f"{os.sep}dist-packages{os.sep}" in file


def _is_installed(top: str) -> bool:
    """Whether a module comes with Python or is loaded from outside the project."""
    if top in sys.stdlib_module_names:
        return True
    loaded = sys.modules.get(top)
    file = getattr(loaded, "__file__", None) or ""
    return bool(file) and (_installed(file) or file.startswith(sysconfig.get_paths()["stdlib"]))
