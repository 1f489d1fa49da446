"""The stand-ins themselves: functions, classes and attributes that accept all and do nothing.

They stay close to what stands in a file with empty bodies: a call gives None, so that
``cart.total() == 0`` and ``for line in cart.lines()`` fail as they do with None. Beyond that
they only do what keeps a test from failing before it says what it expects: a decorator gives
back what it decorates, a function that is awaited can be awaited, one that is entered entered.
"""

from __future__ import annotations

from abc import ABCMeta
from typing import Any

from pytest_phase.adapters.nothing.callers import Callers
from pytest_phase.adapters.nothing.uses import Uses


def stand_in(name: str, module: str, callers: Callers, uses: Uses) -> Any:
    """What stands for a missing name, by how a file uses it."""
    kind = uses.kind(name)
    if kind == "constant":
        return () if name in uses.listed else None
    if kind == "function":
        return Routine(name, module, callers)
    return a_class(name, module, callers, exception=kind == "exception")


def member(name: str, module: str, callers: Callers, uses: Uses) -> Any:
    """What stands for a missing attribute: None, unless the file calls or enters it somewhere."""
    acts = (uses.called, uses.awaited, uses.entered, uses.decorators, uses.makers)
    if uses.kind(name) in ("class", "exception") or any(name in each for each in acts):
        return stand_in(name, module, callers, uses)
    return None


def attribute(name: str, module: str, callers: Callers) -> Any:
    """What stands for an attribute of a stand-in.

    Raises AttributeError where nothing of the project names it: pytest and libraries look
    for attributes that need not be there.
    """
    caller = callers.nearest()
    if is_special(name) or caller is None or name not in caller.uses.written:
        raise AttributeError(name)
    callers.note(name, caller.test)
    return member(name, module, callers, caller.uses)


def is_special(name: str) -> bool:
    """Whether a name belongs to Python: ``__path__``, ``__deepcopy__``."""
    return name.startswith("__") and name.endswith("__")


class Entered:
    """What a missing function gives where its file enters it: ``with``, ``async with``."""

    def __enter__(self) -> None:
        """Give nothing to ``as``."""

    def __exit__(self, *error: object) -> None:
        """Hold no exception back."""

    async def __aenter__(self) -> None:
        """Give nothing to ``as``."""

    async def __aexit__(self, *error: object) -> None:
        """Hold no exception back."""


class Routine(Entered):
    """A missing function, or a thing with attributes: a module, an object made at import."""

    def __init__(self, name: str, module: str, callers: Callers) -> None:
        self.__name__ = self.__qualname__ = name
        self.__module__ = module
        self.__callers = callers

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Do nothing; the result is None, or what its use needs to go on."""
        caller = self.__callers.nearest()
        known, name = caller.uses if caller else Uses(), self.__name__
        if name in known.decorators or name in known.makers:
            bare = name not in known.makers or getattr(args[0] if args else None, "__code__", None)
            return args[0] if bare and len(args) == 1 and not kwargs else _unchanged
        if name in known.awaited:
            return _nothing()
        if name in known.listed:
            return ()
        return Entered() if name in known.entered else None

    def __getattr__(self, name: str) -> Any:
        """What stands for a missing attribute."""
        return attribute(name, self.__module__, self.__callers)

    def __or__(self, other: object) -> Any:
        """``name | None`` in an annotation says nothing."""
        return Any

    __ror__ = __or__


def _unchanged(decorated: Any) -> Any:
    return decorated


async def _nothing() -> None:
    return None


class Forgiving(ABCMeta):
    """The type of classes some of whose attributes do not exist yet."""

    def __getattr__(cls, name: str) -> Any:
        """What stands for a missing attribute of the class itself."""
        callers: Callers = type.__getattribute__(cls, "_phase_callers")
        return attribute(name, cls.__module__, callers)


def a_class(name: str, module: str, callers: Callers, *, exception: bool = False) -> type:
    """A missing class: every one can be raised and caught, for nobody says which has to be."""
    warns = name.endswith("Warning")
    base: type = _Warning if warns else _Exception if exception else _Class
    return Forgiving(name, (base,), {"__module__": module, "_phase_callers": callers})


class _Class(Exception, metaclass=Forgiving):
    """Accepts everything; its methods return None, its other attributes are None."""

    _phase_callers: Callers

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Accept everything."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Accept everything."""

    def __class_getitem__(cls, item: object) -> type:
        return cls

    def __getattr__(self, name: str) -> Any:
        return attribute(name, type(self).__module__, self._phase_callers)

    # An exception shows its arguments; a class that does nothing shows none.
    __repr__ = object.__repr__
    __str__ = object.__repr__

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *error: object) -> None:
        return None

    async def __aenter__(self) -> Any:
        return self

    async def __aexit__(self, *error: object) -> None:
        return None


class _Exception(_Class):
    """Shows its arguments, as an exception does whose class has no body."""

    __repr__ = Exception.__repr__
    __str__ = Exception.__str__


class _Warning(_Exception, Warning):
    """Can be warned with."""
