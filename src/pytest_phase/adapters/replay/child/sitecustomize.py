"""Runs when a Python process of a replay starts: the project is imported from its tree.

``PYTEST_PHASE_TREE`` names a JSON file: ``home`` (the user's project root), ``tree`` (the
folder that stands for it here), ``kept`` (folders below ``home`` that stay: environments),
``roots`` (import roots in the tree) and ``names`` (dotted names of the project's own packages
and modules). Processes that tests start inherit all of it by the environment.
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

    def __init__(self, roots: list[str], names: list[str]) -> None:
        self.roots = roots
        self.names = frozenset(names)

    def find_spec(
        self, name: str, path: Any = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec in the tree. A name that the tree does not have is not there at all.

        Raises:
            ModuleNotFoundError: the environment may have it, but the tree does not.
        """
        if name not in self.names:
            return None
        above = name.split(".")[:-1]
        spec = PathFinder.find_spec(name, [os.path.join(each, *above) for each in self.roots])
        if spec is None:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return spec


def redirect(told: dict[str, Any]) -> None:
    """Make this process import the project from its tree."""
    mapped = [_moved(each, told) for each in sys.path]
    place = next((at for at, each in enumerate(mapped) if _is_site(each)), len(mapped))
    mapped[place:place] = told["roots"]
    sys.path[:] = list(dict.fromkeys(mapped))
    sys.meta_path.insert(0, TreeFinder(told["roots"], told["names"]))
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
