"""One definition of a test file: what it says, and what it names."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from pytest_phase.adapters.python.blocks import FUNCTIONS, function, whole_class
from pytest_phase.adapters.python.marks import Fixture, fixture_of, wanted
from pytest_phase.adapters.python.scope import Scope
from pytest_phase.adapters.python.syntax import EMIT
from pytest_phase.adapters.python.table import Piece

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

    __slots__ = ("_digest", "content", "edges", "entry", "file", "fixture", "imports", "key")
    __slots__ += ("loads", "requests", "wants")

    def __init__(self, file: SourceFile, key: str, content: str, scope: Scope) -> None:
        self.file = file
        self.key = key
        self.content = content
        self.loads = scope.loads
        self.imports = scope.imports
        self.requests = scope.requests
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
    for piece in pieces:
        node = piece.node
        if isinstance(node, FUNCTIONS):
            kept = [each for each in node.decorator_list if counted(each)]
            parts.append(spell(piece, scope, function(node, scope, kept, member)))
            arguments = node.args
            if kept or arguments.args or arguments.kwonlyargs or arguments.posonlyargs:
                wants = wanted(node, kept, member and not _static(kept))
        elif isinstance(node, ast.ClassDef):
            parts.append(spell(piece, scope, whole_class(node, scope)))
        else:
            parts.append(spell(piece, scope, EMIT[type(node)](node, scope)))
    found = Definition(file, key, ";".join(parts), scope)
    found.wants = wants
    for piece in pieces:
        found.fixture = found.fixture or fixture_of(piece.node, file.fixture_names)
    return found


def spell(piece: Piece, scope: Scope, text: str) -> str:
    """The text of a statement with what has to hold for it to run."""
    if not piece.guards:
        return text
    guards = [
        guard if isinstance(guard, str) else EMIT[type(guard)](guard, scope)
        for guard in piece.guards
    ]
    return f"{' '.join(guards)}:{text}"


def _static(decorators: list[Any]) -> bool:
    return any(isinstance(each, ast.Name) and each.id == "staticmethod" for each in decorators)
