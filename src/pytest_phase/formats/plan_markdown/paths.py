"""Path tokens in running text: ``tests/a.py``, ``tests/a.py::TestX::test_y``, ``src/a.py:12-45``.

Nothing here looks at the file system; a path is what is written, normalised (grammar 3.5).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import NamedTuple

_RUN = re.compile(
    r"(?:\{[^{}\s`]{0,80}\}|[^\s`\"'“”‘’|,;，、；()（）])+(?:\([^\s()]*\)[^\s`\"'“”,;()]*)?"
)
_FILE = re.compile(
    r"(?P<path>(?:[A-Za-z]:[\\/])?[^:]*?\.(?P<suffix>[A-Za-z]{1,6}))"
    r"(?P<names>(?:::[\w.\[\]<>*-]+(?:\[[^\]]*\])?)+)?"
    r"(?P<lines>(?::L?\d[\dL,–:-]*)?)(?:#.*)?"
)
_PLAIN = re.compile(r"[A-Za-z0-9][\w-]*(?:/[A-Za-z0-9_][\w-]*)*\.py")
_DIRECTORY_END = re.compile(r"/[*_.:]*(?=[\s`\"'“”‘’|,;，、；()（）]|$)")
_DIRECTORY = re.compile(r"(?:\.{0,2}/)?[\w.-]+(?:/[\w.-]+)*/")
_TAIL = re.compile(r"(?P<lead>\.\.\.|…|\[)?(?P<names>(?:::[A-Za-z_]\w*(?:\[[^\]]*\])?)+)")
_PLACEHOLDER = re.compile(
    r"[<>{}*?]|\[[^\]]*\]|\.\.\.|…|(?:^|/)(?:exact/path|path/to|tests/path|path/test_file"
    r"|your[_-]\w+)"
    r"(?:/|$|\.)|(?:^|/)(?:path|to)/(?:test_)?(?:file|test|module)\.py$|test_(?:xxx|XXX"
    r"|X)\.py$|\bN{1,2}\b"
)
_LEFT_ALONE = re.compile(
    r"(?:::[\w:]+)?[`*_'\"]*\s*(?:[(（\[]|[-–—]{1,2}\s)\s*(?:no (?:change|edit)s?|unchanged"
    r"|untouched|removed?|deleted?|review|read[- ]only|(?:for )?reference)"
    r"\s*(?:[)）\],;:：]|$|\s[-–—])",
    re.I,
)
_SUFFIXES = frozenset(
    [
        "py",
        "pyi",
        "toml",
        "cfg",
        "ini",
        "md",
        "json",
        "yaml",
        "yml",
        "sql",
        "txt",
        "sh",
        "js",
        "ts",
        "tsx",
        "jsx",
        "html",
        "css",
        "rs",
        "go",
        "proto",
        "lock",
        "csv",
        "pyx",
        "feature",
        "c",
        "h",
        "cpp",
        "java",
        "kt",
        "rb",
        "env",
        "xml",
        "jinja",
        "j2",
        "mako",
        "ipynb",
        "tf",
        "hcl",
        "conf",
    ]
)
_SHORT = 300
_NOT_TESTS = frozenset({"conftest.py", "__init__.py"})
_SUPPORT_FOLDERS = frozenset(
    {"fixtures", "helpers", "support", "data", "factories", "fakes", "mocks"}
)
_SUPPORT = _SUPPORT_FOLDERS | {"helper", "util", "utils", "factory", "stubs", "common", "base"}
_TEST_FOLDERS = frozenset({"test", "tests", "testing", "spec", "specs"})


class PathToken(NamedTuple):
    """A path in a text: normalised, as written, where, and the node id tails after it."""

    path: str
    written: str
    offset: int
    names: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rstrip("/").rpartition("/")[2]

    @property
    def is_python(self) -> bool:
        """Whether this is a Python file."""
        return self.path.endswith(".py")


def path_tokens(text: str) -> tuple[PathToken, ...]:
    """The files (and node ids) written in a text, in order."""
    if "." not in text:
        return ()
    return _remembered(text) if len(text) < _SHORT else _path_tokens(text)


def forget_paths() -> None:
    """Let go of the texts whose paths were kept at hand."""
    _remembered.cache_clear()


def _path_tokens(text: str) -> tuple[PathToken, ...]:
    runs = (run for run in _RUN.finditer(text) if "." in run.group())
    tokens = (_file_token(run.group(), run.start()) for run in runs)
    return tuple(token for token in tokens if token is not None)


_remembered = lru_cache(maxsize=20_000)(_path_tokens)  # several rules look at the same line


def directory_tokens(text: str) -> Iterator[PathToken]:
    """The directories (``tests/audit/``) written in a text."""
    if not _DIRECTORY_END.search(text):
        return
    for run in _RUN.finditer(text):
        written = run.group().strip("*_.:")
        if len(written) < 300 and _DIRECTORY.fullmatch(written):
            yield PathToken(normal(written) + "/", written, run.start())


def tail_tokens(text: str) -> Iterator[tuple[str, int]]:
    """Node id tails without a path (``::test_b``, ``...::test_b``), each with its offset."""
    if "::" not in text:
        return
    for run in _RUN.finditer(text):
        match = _TAIL.fullmatch(run.group()) if len(run.group()) < 300 else None
        if match:
            yield _names(match["names"])[0], run.start()


def _file_token(run: str, offset: int) -> PathToken | None:
    if _PLAIN.fullmatch(run) and len(run) <= _SHORT:
        return PathToken(run, run, offset)
    lead = len(run) - len(run.lstrip("*_[(<@~"))
    placeholder_lead = run[:lead].strip("*_(@~")
    written = run[lead:].rstrip("*_.:!?)>]") if not placeholder_lead else run.rstrip(".:*_!?)")
    if len(written) > 300:
        return None
    match = _FILE.fullmatch(written.rstrip("\\"))
    if match is None or match["suffix"].lower() not in _SUFFIXES or "://" in written:
        return None
    names = _names(match["names"]) if match["names"] else ()
    start = offset + (lead if not placeholder_lead else 0)
    return PathToken(normal(match["path"]), match["path"], start, names)


def _names(tail: str) -> tuple[str, ...]:
    """``::TestX::test_y[a-b]`` to ``TestX::test_y``: parameters belong to the function."""
    bare = tail.partition("[")[0]
    return (bare[2:],) if bare[2:] else ()


def normal(path: str) -> str:
    """A path with ``/``, without ``./`` and inner ``..``; a leading ``..`` or root stays."""
    path = path.replace("\\", "/")
    root = "/" if path.startswith("/") else ""
    parts: list[str] = []
    for part in path.split("/"):
        if part in ("", "."):
            continue
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        else:
            parts.append(part)
    return root + "/".join(parts)


def is_placeholder(path: str) -> bool:
    """Whether a path is a template (``tests/[module]/test_x.py``, ``tests/path/test_file.py``)."""
    return bool(_PLACEHOLDER.search(path))


def is_left_alone(text: str, token: PathToken) -> bool:
    """Whether a note right after a path says that it is no work: ``(NO CHANGE)``, ``(remove)``."""
    return bool(_LEFT_ALONE.match(text, token.offset + len(token.written)))


def is_outside(path: str) -> bool:
    """Whether a path climbs out of the project root, or is absolute."""
    return path.startswith(("../", "/", "~")) or path == ".." or path[1:3] == ":/"


def is_test_path(path: str, labelled: bool = False) -> bool:
    """Whether a Python file is a test file: ``test_*.py`` anywhere; ``*_test.py`` only among tests.

    ``stress_test.py`` outside a tests directory is a source file, unless a label says it is a test.
    """
    *folders, name = path.split("/")
    if name in _NOT_TESTS or not name.endswith(".py"):
        return False
    if name.startswith("test_"):
        return True
    if not name.endswith("_test.py"):
        return False
    return labelled or bool(_TEST_FOLDERS.intersection(folders))


def is_among_tests(path: str) -> bool:
    """Whether a file stands in a folder of tests."""
    return bool(_TEST_FOLDERS.intersection(path.split("/")[:-1]))


def is_support(path: str) -> bool:
    """Whether a Python file only helps tests, by its name or folder: ``tests/fixtures/x.py``."""
    *folders, name = path.split("/")
    stem = name.removesuffix(".py")
    helps = stem.startswith("_") or stem in _SUPPORT or name in _NOT_TESTS
    return helps or bool(_SUPPORT_FOLDERS.intersection(folders))


def is_matched(path: str, patterns: Iterable[str]) -> bool:
    """Whether a file is called as ``python_files`` says: its name, or with ``/`` its path's end."""
    name = path.rpartition("/")[2]
    return any(
        fnmatchcase(path, f"*{each}") if "/" in each else fnmatchcase(name, each)
        for each in patterns
    )
