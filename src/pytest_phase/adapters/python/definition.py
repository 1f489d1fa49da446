"""One definition of a test file: what it says, and what it names."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING

from pytest_phase.adapters.python.blocks import FUNCTIONS, function, whole_class
from pytest_phase.adapters.python.imports import Import
from pytest_phase.adapters.python.marks import Fixture, fixture_of, wanted
from pytest_phase.adapters.python.scope import Scope
from pytest_phase.adapters.python.syntax import EMIT
from pytest_phase.adapters.python.table import Guard, Piece

if TYPE_CHECKING:
    from pytest_phase.adapters.python.files import SourceFile

Counted = Callable[[ast.expr], bool]
"""Whether a decorator or mark is part of a text (design 4.2)."""


def digest(text: str) -> str:
    """The digest of a text, as 12 hex digits; characters that are no Unicode are kept apart."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


class Definition:
    """A name that a test file defines.

    ``content`` is its canonical form without its own name, ``loads``, ``imports`` and
    ``requests`` what it names (see Scope), ``wants`` the fixtures of a function's parameters.
    ``key`` says where it stands; ``edges`` and ``entry`` are kept by those who make them.
    """

    __slots__ = (
        "_digest",
        "content",
        "edges",
        "entry",
        "file",
        "fixture",
        "imports",
        "key",
        "loads",
        "requests",
        "wants",
    )

    def __init__(self, file: SourceFile, key: str, content: str, scope: Scope) -> None:
        self.file = file
        self.key = key
        self.content = content
        self.loads: Sequence[str] = tuple(dict.fromkeys(scope.loads)) if scope.loads else ()
        self.imports: Sequence[Import] = scope.imports or ()
        self.requests: Sequence[str] = scope.requests or ()
        self.wants: tuple[str, ...] = ()
        self.fixture: Fixture | None = None
        self.edges: tuple[tuple[str, Definition | str], ...] | None = None
        self.entry = ""
        self._digest = ""

    @property
    def digest(self) -> str:
        """The digest of the content alone."""
        if not self._digest:
            self._digest = digest(self.content)
        return self._digest


def define(
    file: SourceFile, key: str, pieces: Iterable[Piece], counted: Counted, member: bool = False
) -> Definition:
    """The definition that statements make of a name; ``member`` for those of a class body."""
    scope = Scope()
    parts = []
    wants: tuple[str, ...] = ()
    fixture = None
    for node, guards, augments in pieces:
        kind = type(node)
        if kind in FUNCTIONS:
            marks = node.decorator_list
            fixture = fixture_of(node, file.fixture_names) if marks else None
            if marks:
                marks = [each for each in marks if counted(each)]
            arguments = node.args
            if marks or arguments.args or arguments.kwonlyargs or arguments.posonlyargs:
                wants = wanted(node, marks, member)
            text = function(node, scope, marks, member)
        elif kind is ast.ClassDef:
            text = whole_class(node, scope)
        else:
            text = EMIT[kind](node, scope)
            if kind is ast.Assign and not augments:
                fixture = fixture_of(node, file.fixture_names)
        parts.append(spell(guards, scope, text) if guards else text)
    found = Definition(file, key, parts[0] if len(parts) == 1 else ";".join(parts), scope)
    found.wants = wants
    found.fixture = fixture
    return found


def spell(guards: Iterable[Guard], scope: Scope, text: str) -> str:
    """The text of a statement with what has to hold for it to run."""
    spelled = [each if isinstance(each, str) else EMIT[type(each)](each, scope) for each in guards]
    return f"{' '.join(spelled)}:{text}"
