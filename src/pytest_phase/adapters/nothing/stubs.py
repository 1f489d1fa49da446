"""Code that is there, loaded so that its functions do nothing once a switch is on.

Until then a module is what it is: imports, decorators, constants, declarations, and what test
files ask of it while they are collected. Signatures, classes and fields stay as they are.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

SWITCH = "__pytest_phase_stubs__"
"""The name under which a stubbed module holds the switch."""

_ENTERED = ("contextmanager", "asynccontextmanager", "fixture")

_Function = ast.FunctionDef | ast.AsyncFunctionDef


class Switch:
    """Whether stubbed functions do nothing."""

    def __init__(self) -> None:
        self.on = False

    def __bool__(self) -> bool:
        return self.on


class Stubbing(MetaPathFinder):
    """Lets the others find a module, and loads it with stubs where it is one of ``paths``.

    These are files and folders. Only plain source is stubbed: test files, which pytest
    rewrites, have loaders of their own. ``found`` are the names of the modules that were.
    """

    def __init__(self, paths: Iterable[Path], switch: Switch) -> None:
        self._paths = frozenset(each.resolve() for each in paths)
        self._switch = switch
        self._busy: set[str] = set()
        self.found: set[str] = set()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Called for each import: what the other finders say, with another loader."""
        if fullname in self._busy:
            return None
        self._busy.add(fullname)
        try:
            others = [e for e in sys.meta_path if e is not self and hasattr(e, "find_spec")]
            asked = (each.find_spec(fullname, path, target) for each in others)
            spec = next((each for each in asked if each is not None), None)
        finally:
            self._busy.discard(fullname)
        if spec is not None and type(spec.loader) is SourceFileLoader and self._covers(spec.origin):
            self.found.add(fullname)
            spec.loader = _Loader(spec.loader.name, spec.loader.path, self._switch)
        return spec

    def missed(self) -> list[str]:
        """The modules of ``paths`` that are loaded, and are not stubbed."""
        return sorted(
            name
            for name, module in list(sys.modules.items())
            if not isinstance(getattr(module, "__loader__", None), _Loader)
            and self._covers(getattr(module, "__file__", None))
        )

    def _covers(self, file: object) -> bool:
        if not isinstance(file, str):
            return False
        path = Path(file).resolve()
        return path in self._paths or not self._paths.isdisjoint(path.parents)


class _Loader(SourceFileLoader):
    """Compiles a file anew each time: what is compiled here must reach no cache."""

    def __init__(self, fullname: str, path: str, switch: Switch) -> None:
        super().__init__(fullname, path)
        self._switch = switch

    def get_code(self, fullname: str) -> CodeType:
        """The code of the module, with its stubs."""
        tree = stubbed(ast.parse(self.get_data(self.path), self.path))
        code: CodeType = compile(tree, self.path, "exec", dont_inherit=True)
        return code

    def exec_module(self, module: ModuleType) -> None:
        """Run the module, which knows its switch."""
        vars(module)[SWITCH] = self._switch
        super().exec_module(module)


def stubbed(tree: ast.Module) -> ast.Module:
    """The tree with a way out at the beginning of each function, behind the docstring."""
    for node in ast.walk(tree):
        if isinstance(node, _Function):
            place = 1 if len(node.body) > 1 and ast.get_docstring(node) is not None else 0
            first = node.body[place]
            out = ast.If(ast.Name(SWITCH, ast.Load()), _way_out(node), [])
            for each in ast.walk(out):
                ast.copy_location(each, first)
            node.body.insert(place, out)
    return tree


def _way_out(node: _Function) -> list[ast.stmt]:
    """Return; what is entered gives None first."""
    names = {_leaf(each) for each in node.decorator_list}
    entered = not names.isdisjoint(_ENTERED) and _yields(node)
    return [ast.Expr(ast.Yield()), ast.Return()] if entered else [ast.Return()]


def _leaf(node: Any) -> str:
    """The last part of a decorator's name, called or not."""
    name = node.func if isinstance(node, ast.Call) else node
    return str(getattr(name, "attr", getattr(name, "id", "")))


def _yields(node: _Function) -> bool:
    return any(isinstance(each, ast.Yield | ast.YieldFrom) for each in ast.walk(node))
