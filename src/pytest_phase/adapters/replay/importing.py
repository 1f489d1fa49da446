"""From where the project's own packages are imported: today, and in an earlier tree."""

# What sys.path and modules hold is text, and is looked at as text.
# ruff: noqa: PTH112, PTH118, PTH119, PTH206
from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

_NO_MODULES = frozenset({"setup", "conftest", "noxfile", "tasks", "fabfile", "__init__"})
_USUAL = ("src", "lib", "python", "")
_DEEPEST = 3  # packages of a namespace that are looked for: google.cloud.storage


class Loaded(NamedTuple):
    """What the run itself imports by: ``sys.path``, and the file of each module, by name."""

    path: Sequence[str] = ()
    modules: Mapping[str, str] = {}


class Imports(NamedTuple):
    """Import roots relative to the tree, and the dotted names of what the project defines there.

    ``mapped`` are names whose folder (or module without suffix) is called otherwise.
    """

    roots: tuple[str, ...]
    names: tuple[str, ...]
    mapped: tuple[tuple[str, str], ...] = ()


def loaded() -> Loaded:
    """What this process imports by."""
    modules: dict[str, str] = {}
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str):
            modules[name] = file
    return Loaded(tuple(sys.path), modules)


def today(top: Path, rootdir: str, found: Loaded, is_test: Callable[[str], bool]) -> Imports:
    """The import roots of the work tree, those in use first."""
    real = os.path.realpath(top)
    roots = [
        *(_below(real, each) for each in found.path if os.path.isdir(each or os.curdir)),
        *(_root_of(real, name, file) for name, file in found.modules.items()),
        *_editable(real),
    ]
    used = [each for each in roots if each is not None and not (each and is_test(f"{each}/x"))]
    for each in _usual(rootdir):
        if each not in used and (top / each).is_dir() and _holds_packages(top, each, is_test):
            used.append(each)
    roots_used = tuple(dict.fromkeys(used))
    tops = {name.partition(".")[0] for name in found.modules}
    mapped = tuple(sorted(set(_mapped(real))))
    own = {*names(top, roots_used, is_test, tops), *(name for name, _ in mapped)}
    return Imports(roots_used, tuple(sorted(own)), mapped)


def earlier(tree: Path, rootdir: str, now: Imports, is_test: Callable[[str], bool]) -> Imports:
    """The same of an earlier tree: its layout may be another one. Names are those of both."""
    tops = {each.partition(".")[0] for each in now.names}
    roots = [each for each in now.roots if (tree / each).is_dir()]
    for each in _usual(rootdir):
        there = (tree / each / top for top in tops)
        if each not in roots and any((p / "__init__.py").is_file() for p in there):
            roots.append(each)
    own = names(tree, roots, is_test, tops)
    return Imports(tuple(roots), tuple(sorted({*now.names, *own})), now.mapped)


def names(
    tree: Path, roots: Iterable[str], is_test: Callable[[str], bool], tops: Iterable[str] = ()
) -> Iterator[str]:
    """The packages and modules in import roots that are no tests; of namespaces what is in them.

    ``tops`` are the namespaces that count in the top folder, where any folder looks like one.
    """
    wanted = frozenset(tops)
    for root in roots:
        for name in _members(tree, root, "", is_test, 1):
            first = name.partition(".")[0]
            if first in sys.stdlib_module_names:
                continue
            if root or "." not in name or first in wanted:
                yield name


def _members(
    tree: Path, folder: str, above: str, is_test: Callable[[str], bool], depth: int
) -> Iterator[str]:
    try:
        with os.scandir(tree / folder) as found:
            entries = sorted(found, key=lambda each: each.name)
    except OSError:
        return
    for each in entries:
        path = f"{folder}/{each.name}" if folder else each.name
        stem = each.name.partition(".")[0]
        if not stem.isidentifier() or stem in _NO_MODULES or is_test(f"{path}/x"):
            continue
        if each.is_dir() and "." not in each.name:
            if any((tree / path / name).is_file() for name in ("__init__.py", "__init__.pyi")):
                yield f"{above}{stem}"
            elif depth < _DEEPEST and stem not in ("__pycache__", "node_modules", "build", "dist"):
                yield from _members(tree, path, f"{above}{stem}.", is_test, depth + 1)
        elif each.name.endswith((".py", ".so", ".pyd")) and not is_test(path):
            yield f"{above}{stem}"


def _holds_packages(top: Path, root: str, is_test: Callable[[str], bool]) -> bool:
    return any("." not in each for each in names(top, [root], is_test))


def _usual(rootdir: str) -> list[str]:
    """Where packages usually are: from the rootdir of pytest, then from the top."""
    starts = [rootdir, ""] if rootdir else [""]
    joined = ("/".join(filter(None, (start, each))) for start in starts for each in _USUAL)
    return list(dict.fromkeys(joined))


def _below(top: str, path: str) -> str | None:
    """A folder relative to the top; None outside it, and in an environment."""
    real = os.path.realpath(path or os.curdir)
    if real == top:
        return ""
    if not real.startswith(top + os.sep) or _is_environment(real):
        return None
    return real[len(top) + 1 :].replace(os.sep, "/")


def _is_environment(path: str) -> bool:
    if {"site-packages", "dist-packages"} & set(path.split(os.sep)):
        return True
    return any(path == each or path.startswith(each + os.sep) for each in prefixes())


def prefixes() -> list[str]:
    """Where this interpreter and its environment are."""
    return list(dict.fromkeys(map(os.path.realpath, (sys.prefix, sys.base_prefix))))


def kept(top: Path) -> list[str]:
    """The folders below the top that belong to an environment, and stay what they are."""
    real = os.path.realpath(top)
    inside = [each for each in prefixes() if each.startswith(real + os.sep)]
    for each in sys.path:
        folder = os.path.realpath(each)
        if os.path.basename(folder) in ("site-packages", "dist-packages"):
            inside.append(folder)
    return [each for each in dict.fromkeys(inside) if each.startswith(real + os.sep)]


def _root_of(top: str, name: str, file: str) -> str | None:
    """The folder from which a module of the work tree was imported under its name."""
    real = os.path.realpath(file)
    if not real.startswith(top + os.sep) or _is_environment(real) or name == "__main__":
        return None
    parts = real[len(top) + 1 :].split(os.sep)
    if parts[-1].partition(".")[0] == "__init__":
        parts.pop()
    else:
        parts[-1] = parts[-1].partition(".")[0]
    words = name.split(".")
    if parts[-len(words) :] != words:
        return None
    return "/".join(parts[: -len(words)])


def _editable(top: str) -> Iterator[str | None]:
    """Roots that the finders of editable installs (setuptools) point to."""
    for name, path in _mappings():
        yield _root_of(top, name, os.path.join(path, "__init__.py"))


def _mapped(top: str) -> Iterator[tuple[str, str]]:
    """The packages of such finders that are called otherwise than their folders."""
    for name, path in _mappings():
        folder = _below(top, path)
        if folder and _root_of(top, name, os.path.join(path, "__init__.py")) is None:
            yield name, folder


def _mappings() -> Iterator[tuple[str, str]]:
    for name, module in list(sys.modules.items()):
        mapping = getattr(module, "MAPPING", None)
        if name.startswith("__editable__") and isinstance(mapping, dict):
            for package, path in mapping.items():
                yield str(package), str(path)
