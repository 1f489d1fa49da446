"""Runs when a Python process of a replay starts: the project is imported from its tree.

``PYTEST_PHASE_TREE`` names a JSON file: ``home`` (the user's project root), ``tree`` (the
folder that stands for it here), ``kept`` (folders below ``home`` that stay: environments),
``roots`` (import roots in the tree), ``names`` (dotted names of the project's own packages
and modules) and ``mapped`` (where those are in the tree whose folder is called otherwise).
Processes that tests start inherit all of it by the environment.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any


class TreeFinder:
    """Finds the project's own packages in the tree, before any hook of an editable install."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told
        self.roots: list[str] = told["roots"]
        self.names = frozenset(told["names"])
        self.mapped: dict[str, str] = told.get("mapped", {})

    def find_spec(
        self, name: str, path: Any = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec in the tree. A name that the tree does not have is not there at all.

        Raises:
            ModuleNotFoundError: the environment may have it, but the tree does not.
        """
        if name in self.names:
            spec = self._mapped(name) if name in self.mapped else None
            above = name.split(".")[:-1]
            spec = spec or PathFinder.find_spec(
                name, [os.path.join(each, *above) for each in self.roots]
            )
        elif path is not None and self._is_below(name):
            spec = PathFinder.find_spec(name, path) or self._elsewhere(name, path, target)
            if spec is None:
                return None
        else:
            return None
        if spec is None:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return spec

    def _mapped(self, name: str) -> ModuleSpec | None:
        """A package whose folder is called otherwise, or a module."""
        place = self.mapped[name]
        inside = os.path.join(place, "__init__.py")
        if os.path.isfile(inside):
            return importlib.util.spec_from_file_location(
                name, inside, submodule_search_locations=[place]
            )
        alone = f"{place}.py"
        if os.path.isfile(alone):
            return importlib.util.spec_from_file_location(name, alone)
        return None

    def _is_below(self, name: str) -> bool:
        """Whether it is a part of one of the project's packages."""
        above = name.rpartition(".")[0]
        while above:
            if above in self.names:
                return True
            above = above.rpartition(".")[0]
        return False

    def _elsewhere(self, name: str, path: Any, target: ModuleType | None) -> ModuleSpec | None:
        """What another finder knows: not the source of today, which an editable install has.

        What is compiled is taken: whoever looks at the modules in the end names it.
        """
        finders = sys.meta_path[sys.meta_path.index(self) + 1 :] if self in sys.meta_path else []
        for each in finders:
            find = getattr(each, "find_spec", None)
            spec: ModuleSpec | None = find(name, path, target) if find is not None else None
            if spec is None:
                continue
            origin = spec.origin or ""
            if origin.endswith(".py") and _moved(origin, self.told) != origin:
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)
            return spec
        return None


def redirect(told: dict[str, Any]) -> None:
    """Make this process import the project from its tree."""
    mapped = [_moved(each, told) for each in sys.path]
    place = next((at for at, each in enumerate(mapped) if _is_site(each)), len(mapped))
    mapped[place:place] = told["roots"]
    sys.path[:] = list(dict.fromkeys(mapped))
    sys.meta_path.insert(0, TreeFinder(told))
    for name, module in list(sys.modules.items()):
        if name.startswith("__editable__"):
            _move_mapping(module, told)


def _moved(path: str, told: dict[str, Any]) -> str:
    """A path below the user's project, as a path of the tree; any other as it is."""
    home = told["home"]
    if not path or not os.path.isabs(path):
        return path
    if path != home and not path.startswith(home + os.sep):
        real = os.path.realpath(path)
        if real != home and not real.startswith(home + os.sep):
            return path
        path = real
    if any(path == each or path.startswith(each + os.sep) for each in told["kept"]):
        return path
    tree: str = told["tree"]
    return tree + path[len(home) :]


def _is_site(path: str) -> bool:
    return os.path.basename(path) in ("site-packages", "dist-packages")


def _move_mapping(module: ModuleType, told: dict[str, Any]) -> None:
    """Point the mapping of an editable install's finder (setuptools) into the tree."""
    mapping = getattr(module, "MAPPING", None)
    if isinstance(mapping, dict):
        for name, path in mapping.items():
            mapping[name] = _moved(str(path), told)
    spaces = getattr(module, "NAMESPACES", None)
    if isinstance(spaces, dict):
        for name, paths in spaces.items():
            spaces[name] = [_moved(str(path), told) for path in paths]


def _next_sitecustomize() -> None:
    """Run the sitecustomize of the environment, which this file stands before."""
    here = os.path.dirname(os.path.abspath(__file__))
    rest = [each for each in sys.path if os.path.abspath(each) != here]
    spec = PathFinder.find_spec("sitecustomize", rest)
    if spec is not None and spec.loader is not None:
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


def _begin() -> None:
    place = os.environ.get("PYTEST_PHASE_TREE")
    if place:
        with open(place, encoding="utf-8") as file:
            redirect(json.load(file))
        _next_sitecustomize()


_begin()
