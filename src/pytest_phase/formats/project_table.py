"""``[tool.pytest_phase]`` of a pyproject.toml: how plans are read in a project. Text -> values."""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Callable, Iterable
from typing import Any, cast

from pytest_phase.formats.plan_markdown.label_words import LABELS
from pytest_phase.formats.plan_markdown.reading import DIALECTS, ORDERS, ProjectTableError, Reading

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_TABLE = "tool.pytest_phase"
_FOLDER = "Write the folder from the project root."


def read_table(text: str) -> Reading:
    """What the table says; the default where there is none.

    Raises:
        ProjectTableError: broken TOML, an unknown key, a wrong type or value.
    """
    try:
        document: Any = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ProjectTableError(f"broken TOML: {error}. Correct that line.") from None
    tool = document.get("tool", {})
    table = tool.get("pytest_phase", {}) if isinstance(tool, dict) else {}
    _expect(table, dict, _TABLE, f"Write [{_TABLE}].")
    for key in table:
        _known(key, _KEYS, _TABLE, "key")
    return Reading(**{key: _KEYS[key](f"{_TABLE}.{key}", value) for key, value in table.items()})


def _known(key: str, keys: Iterable[str], where: str, kind: str) -> None:
    if key in keys:
        return
    near = difflib.get_close_matches(key, list(keys), n=1)
    meant = f' Did you mean "{near[0]}"?' if near else ""
    every = ", ".join(sorted(keys))
    raise ProjectTableError(f"{where}.{key}: no such {kind}.{meant} The {kind}s are {every}.")


def _expect(value: object, wanted: type[object], where: str, hint: str) -> None:
    if not isinstance(value, wanted):
        raise ProjectTableError(
            f"{where}: {_name(wanted)} was expected, this is {_name(type(value))}. {hint}"
        )


def _name(kind: type[object]) -> str:
    return _NAMES.get(kind, f"a {kind.__name__}")


def _choice(choices: tuple[str, ...]) -> Callable[[str, Any], str]:
    every = ", ".join(f'"{each}"' for each in choices)

    def read(where: str, value: Any) -> str:
        _expect(value, str, where, f"Write one of {every}.")
        if value not in choices:
            message = f'{where}: "{value}" is none of {every}. Write one of them.'
            raise ProjectTableError(message)
        return cast(str, value)

    return read


def _pattern(where: str, value: Any) -> str:
    _expect(value, str, where, "Write a regular expression with a group called name.")
    try:
        groups = re.compile(value).groupindex
    except (re.error, OverflowError, RecursionError) as error:
        message = f"{where}: no regular expression ({error}). Correct it, or take it out."
        raise ProjectTableError(message) from None
    if "name" not in groups:
        raise ProjectTableError(
            f"{where}: it has no group called name. Write (?P<name>…) around the component's "
            "name, and (?P<id>…) around its id."
        )
    return cast(str, value)


def _labels(where: str, value: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
    _expect(value, dict, where, 'Write { tests = ["…"] }.')
    for key, words in value.items():
        _known(key, LABELS, where, "label")
        _expect(words, list, f"{where}.{key}", 'Write ["…"].')
        for word in words:
            _expect(word, str, f"{where}.{key}", 'Write ["…"].')
    return tuple(sorted((key, tuple(words)) for key, words in value.items()))


def _aliases(where: str, value: Any) -> tuple[tuple[str, str], ...]:
    _expect(value, dict, where, 'Write { "pkg/" = "src/package/" }.')
    return tuple((key, _inside(f"{where}.{key}", path)) for key, path in sorted(value.items()))


def _folder(where: str, value: Any) -> str:
    return _inside(where, value).rstrip("/")


def _inside(where: str, value: Any) -> str:
    _expect(value, str, where, _FOLDER)
    if value.startswith(("/", "~")) or ".." in value.split("/") or value[1:2] == ":":
        raise ProjectTableError(f'{where}: "{value}" is outside the project root. {_FOLDER}')
    return cast(str, value)


def _folders(where: str, value: Any) -> tuple[str, ...]:
    _expect(value, list, where, 'Write ["…"].')
    return tuple(_folder(where, each) for each in value)


def _truth(where: str, value: Any) -> bool:
    _expect(value, bool, where, "Write true or false.")
    return cast(bool, value)


_NAMES: dict[type[object], str] = {
    bool: "true or false",
    dict: "a table",
    float: "a number",
    int: "an integer",
    list: "a list of strings",
    str: "a string",
}
_KEYS: dict[str, Callable[[str, Any], Any]] = {
    "heading_pattern": _pattern,
    "labels": _labels,
    "path_aliases": _aliases,
    "dialect": _choice(DIALECTS),
    "order": _choice(ORDERS),
    "tests_root": _folder,
    "infer_tests": _truth,
    "test_paths": _folders,
}
