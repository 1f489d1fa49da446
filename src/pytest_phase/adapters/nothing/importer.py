"""Provides what does not exist yet, and nothing else: modules, their names, and attributes.

A module that cannot be found becomes an empty one whose every name is stood in for. A module
of the project that is there stays as it is: only a name or an attribute that is missing when
a test asks for it is stood in for.
"""

from __future__ import annotations

import sys
from abc import ABCMeta
from collections.abc import Callable, Iterable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import FrameType, ModuleType, TracebackType
from typing import Any

from pytest_phase.adapters.nothing.callers import Callers
from pytest_phase.adapters.nothing.objects import attribute, is_special, member, stand_in
from pytest_phase.adapters.nothing.uses import Uses

Belongs = Callable[[BaseException], bool]
"""Whether the module that an import error misses belongs to the project."""


def install(callers: Callers, belongs: Belongs, files: Iterable[str] = ()) -> None:
    """Provide what is missing from now on, to the end of the process.

    ``files`` are the test files that will run.
    """
    names = Names(callers, files)
    for module in list(sys.modules.values()):
        names.widen(module)
    sys.meta_path.insert(0, Widening(names))
    sys.meta_path.append(Missing(callers, belongs, names))


class Names:
    """What was stood in for, by module: one object for one name, however often it is asked for."""

    def __init__(self, callers: Callers, files: Iterable[str] = ()) -> None:
        self._callers = callers
        self._files = tuple(files)
        self._made: dict[tuple[str, str], Any] = {}

    def widen(self, module: object) -> None:
        """Let a module of the project, and its classes, be asked for what they do not have."""
        if not isinstance(module, ModuleType):
            return
        if self._callers.side(getattr(module, "__file__", None) or "") is not False:
            return
        known = vars(module)
        known.setdefault("__getattr__", lambda name: self._of_module(module, name))
        for each in list(known.values()):
            if isinstance(each, type) and each.__module__ == module.__name__:
                self._widen_class(each)

    def of(self, module: str, name: str) -> Any:
        """What stands for a name of a module."""
        caller = self._callers.nearest()
        self._callers.note(name, caller is not None and caller.test)
        if (module, name) not in self._made:
            uses = caller.uses if caller else Uses()
            self._made[module, name] = stand_in(name, module, self._callers, uses)
        return self._made[module, name]

    def exported(self) -> list[str]:
        """What a star import has to give: the names that the importing file has from nowhere."""
        caller = self._callers.nearest()
        return sorted(caller.uses.free) if caller else []

    def asked(self, name: str, *, existing: bool) -> bool:
        """Whether the project asks for this name; of what exists, a test or an import does.

        Code may look for what need not be there: ``getattr(module, "plugins", None)``.
        """
        caller = self._callers.nearest()
        if is_special(name) or caller is None or name not in caller.uses.written:
            return False
        return not existing or caller.test or caller.importing

    def attribute(self, owner: Any, name: str) -> Any:
        """What stands for a missing attribute of an object whose class is there."""
        cls = type(owner)
        # A property that fails, or a slot without a value, is there.
        there = any(name in vars(each) for each in cls.__mro__)
        if there or not self.asked(name, existing=True):
            said = f"{cls.__name__!r} object has no attribute {name!r}"
            raise AttributeError(said, name=name, obj=owner)
        return attribute(name, cls.__module__, self._callers)

    def _of_module(self, module: ModuleType, name: str) -> Any:
        if not self.asked(name, existing=True):
            said = f"module {module.__name__!r} has no attribute {name!r}"
            raise AttributeError(said, name=name, obj=module)
        return self.of(module.__name__, name)

    def _widen_class(self, cls: type) -> None:
        if type(cls) not in (type, ABCMeta):
            return  # an Enum, a model: what makes them looks closely at their attributes
        if not hasattr(cls, "__getattr__"):
            setattr(cls, "__getattr__", _bound(self))  # noqa: B010 - to mypy a class has none
        # A class has no way to ask for what it lacks itself: what tests name is given to it.
        for file in self._files:
            uses = self._callers.read(file)
            for owner, name in uses.members:
                if owner == cls.__name__ and not is_special(name) and not hasattr(cls, name):
                    self._callers.note(name, True)
                    setattr(cls, name, member(name, cls.__module__, self._callers, uses))


def _bound(names: Names) -> Callable[[Any, str], Any]:
    """The ``__getattr__`` of a class."""
    return lambda owner, name: names.attribute(owner, name)


class Widening(MetaPathFinder):
    """Lets the others find a module, and widens it when it was run."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._busy: set[str] = set()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Called for each import: what the other finders say."""
        if fullname in self._busy:
            return None
        self._busy.add(fullname)
        try:
            found = (each.find_spec(fullname, path, target) for each in self._others())
            spec = next((each for each in found if each is not None), None)
        finally:
            self._busy.discard(fullname)
        if spec is not None and spec.loader is not None:
            self._widen(spec.loader)
        return spec

    def _others(self) -> list[Any]:
        return [each for each in sys.meta_path if each is not self and hasattr(each, "find_spec")]

    def _widen(self, loader: Any) -> None:
        run = getattr(loader, "exec_module", None)
        if run is None or isinstance(loader, type | Missing):  # built in or frozen; or ours
            return

        def exec_module(module: ModuleType) -> None:
            """Run the module, then widen it."""
            run(module)
            self._names.widen(module)

        try:
            loader.exec_module = exec_module
        except AttributeError:
            return  # a loader that takes no attribute: its modules stay as they are


class Missing(MetaPathFinder, Loader):
    """Finds what nobody else found, where the project asks for something of its own."""

    def __init__(self, callers: Callers, belongs: Belongs, names: Names) -> None:
        self._callers, self._belongs, self._names = callers, belongs, names

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Called last for each import."""
        caller = self._callers.nearest()
        if caller is None or caller.frame.f_lineno in caller.uses.tried:
            return None
        if not self._belongs(_error(fullname, caller.frame)):
            return None
        self._callers.note(fullname.rpartition(".")[2], caller.test)
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """A module that has every name it is asked for."""
        return _Empty(spec.name, self._names)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to run."""


class _Empty(ModuleType):
    """A module that does not exist yet."""

    def __init__(self, name: str, names: Names) -> None:
        super().__init__(name)
        self.__names = names

    def __getattr__(self, name: str) -> Any:
        if name == "__all__":
            return self.__names.exported()
        if not self.__names.asked(name, existing=False):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return self.__names.of(self.__name__, name)


def _error(module: str, frame: FrameType) -> ModuleNotFoundError:
    """The error that the import would have ended with, as if raised in this frame."""
    error = ModuleNotFoundError(f"No module named {module!r}", name=module)
    return error.with_traceback(TracebackType(None, frame, frame.f_lasti, frame.f_lineno))
