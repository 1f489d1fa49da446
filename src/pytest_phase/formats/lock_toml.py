"""The lock: TOML text <-> ledger (design 3.4).

Top-level keys are ``version``, ``components`` and ``end``; what else is there is kept. Every
section holds one list of rows, one row a line, so that git's union merge can join two branches.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from typing import Any

import tomli_w

from pytest_phase.core.ledger import LOCK, Ledger, LockError, Section, canonical, gather, rows_of
from pytest_phase.formats.lock_rows import ANCHOR, RowError, encode, format_row, parse_row

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

VERSION = 1
END = "[end]"
DEEPEST = 40
"""How deep unknown tables and lists may nest: far less than what Python's stack allows."""

MARKER = re.compile(r"^(<{7,}|\|{7,}|={7,}|>{7,})(?=\s|$)", re.MULTILINE)
"""The first line of one part of a conflict that git left in a file."""

RESTORE = f"Restore it from git: git checkout HEAD -- {LOCK}"
MEND = f"Correct that line, or restore the lock from git: git checkout HEAD -- {LOCK}"
SETTLE = f"Run: pytest-phase merge {LOCK}"
MERGE_AGAIN = (
    f"Save the lock of the common ancestor and of both branches (git show COMMIT:{LOCK} > FILE), "
    "then run: pytest-phase merge BASE OURS THEIRS"
)
BROKEN = f"If a merge broke it: {MERGE_AGAIN[0].lower()}{MERGE_AGAIN[1:]}. Otherwise: {RESTORE}"


def decode_lock(data: bytes) -> str:
    """The text of a lock file.

    Raises:
        LockError: it is not UTF-8.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise LockError("The lock is not UTF-8.", line, RESTORE) from None


def read_lock(text: str) -> Ledger:
    """The ledger that the text of a lock says; rows that say the same test twice become one.

    Raises:
        LockError: the text is no whole and valid lock of this version; nothing is repaired.
    """
    document = _parse(text)
    _check_version(document, text)
    if "end" not in document:
        raise _truncated(text)
    tables = _tables(document, text)
    _check_not_joined(tables, text)
    sections = {name: _read_section(name, table, text) for name, table in tables.items()}
    extra = {key: value for key, value in document.items() if key not in ("version", "components")}
    if extra["end"] == {}:
        del extra["end"]
    return Ledger(dict(sorted(sections.items())), _plain_table(extra, "", text))


def write_lock(ledger: Ledger, components: Iterable[str]) -> str:
    """The text of a ledger, with a section for each of ``components`` as well.

    Sections and rows are sorted: the same content gives the same bytes.

    Raises:
        RowError: the ledger holds a value that could not be read again.
    """
    ledger = canonical(ledger)
    names = sorted({*components, *ledger.sections})
    document = {
        "version": VERSION,
        "components": {name: _write_section(ledger.section(name)) for name in names},
        **_unknown(ledger.extra, ("version", "components", "end")),
        "end": ledger.extra.get("end", {}),
    }
    return tomli_w.dumps(document)


def header(name: str) -> str:
    """The line that opens a component's section."""
    return tomli_w.dumps({"components": {name: {}}}).strip()


def row_line(text: str, component: str, test: str) -> int | None:
    """The line on which the first row of a test stands, or for ``""`` the start; from 1."""
    begins = tomli_w.dumps({"row": f"test {encode(test)}" if test else "started"})
    literal = begins.partition(" = ")[2].strip().rstrip('"')
    starts = (f"{literal} ", f'{literal}"')
    first = _header_line(text, component) or 1
    lines = enumerate(text.split("\n")[first - 1 :], first)
    return next((number for number, line in lines if line.strip().startswith(starts)), None)


def _write_section(section: Section) -> Mapping[str, Any]:
    rows = sorted(format_row(row) for row in rows_of(section))
    return {"rows": [ANCHOR, *rows], **_unknown(section.extra_keys, ("rows",))}


def _unknown(extra: Mapping[str, Any], known: tuple[str, ...]) -> Mapping[str, Any]:
    unknown: Mapping[str, Any] = _plain(
        {key: value for key, value in extra.items() if key not in known}
    )
    return unknown


# Reading, part by part


def _parse(text: str) -> dict[str, Any]:
    if not text.strip():
        raise LockError("The lock is empty.", 1, RESTORE)
    try:
        document: dict[str, Any] = tomllib.loads(text)
    except RecursionError:
        raise LockError("The lock is nested too deeply.", None, RESTORE) from None
    except ValueError as error:  # TOMLDecodeError, and numbers of thousands of digits
        raise _broken(text, str(error)) from None
    return document


def _broken(text: str, reason: str) -> LockError:
    marker = MARKER.search(text)
    if marker:
        line = text.count("\n", 0, marker.start()) + 1
        return LockError("The lock has git's conflict markers.", line, SETTLE)
    found = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", reason)
    if found and not found[1] and not re.search(r"^\[end\]\s*$", text, re.MULTILINE):
        return _truncated(text)
    line_or_none = None if found is None else int(found[1]) if found[1] else _last_line(text)
    reason = reason[: found.start()] if found else reason
    return LockError(f"The lock is broken TOML: {reason}.", line_or_none, BROKEN)


def _truncated(text: str) -> LockError:
    message = f"The lock is truncated: it does not finish with {END}."
    return LockError(message, _last_line(text), RESTORE)


def _last_line(text: str) -> int:
    return text.rstrip().count("\n") + 1


def _check_version(document: Mapping[str, Any], text: str) -> None:
    version = document.get("version")
    if version is None:
        raise LockError("The lock has no version.", 1, RESTORE, place="version")
    line = _find(text, re.compile(r"\s*[\"']?version\b"))
    # True is an int, and no version; neither is a number too large to print.
    if type(version) is not int or not 1 <= version < 2**63:
        message = f"The version is no version number: expected {VERSION}."
        raise LockError(message, line, RESTORE, place="version")
    if version > VERSION:
        message = f"The lock has version {version}; this pytest-phase reads version {VERSION}."
        raise LockError(message, line, "Upgrade pytest-phase.", place="version")


def _tables(document: Mapping[str, Any], text: str) -> Mapping[str, Mapping[str, Any]]:
    """The tables of the components, in the order of the text."""
    components = document.get("components", {})
    for place, value in (("components", components), ("end", document["end"])):
        if not isinstance(value, dict):
            line = _find(text, re.compile(rf"\s*\[*\s*[\"']?{place}\b"))
            raise LockError(f"{place} is not a table.", line, MEND, place=place)
    for name, table in components.items():
        if not isinstance(table, dict):
            raise _error(text, name, "A component is not a table.")
    tables: Mapping[str, Mapping[str, Any]] = components
    return tables


def _check_not_joined(tables: Mapping[str, Mapping[str, Any]], text: str) -> None:
    """Refuse what a union merge makes of two sections that were new on both branches.

    Measured with git: where they have their first rows in common, both headers come to
    stand above the rows of both. Nobody can tell then whose rows they are.
    """
    after: list[Any] = []
    following = ""
    for name, table in reversed(list(tables.items())):
        if "rows" in table:
            following, after = name, table["rows"]
        elif after and after != [ANCHOR]:
            message = f"Its rows were run together with those of {following} by a merge."
            raise _error(text, name, message, MERGE_AGAIN)


def _read_section(name: str, table: Mapping[str, Any], text: str) -> Section:
    rows = table.get("rows", [])
    if not isinstance(rows, list):
        raise _error(text, name, "rows is not a list.", key=".rows")
    values = []
    for index, row in enumerate(rows):
        if row == ANCHOR:
            continue
        if not isinstance(row, str):
            raise _row_error(text, name, rows, index, "A row is not a string.")
        try:
            values.append(parse_row(row))
        except RowError as error:
            raise _row_error(text, name, rows, index, str(error)) from None
    extra = {key: value for key, value in table.items() if key != "rows"}
    return gather(values, _plain_table(extra, name, text), name)


def _plain_table(table: Mapping[str, Any], name: str, text: str) -> Mapping[str, Any]:
    try:
        plain: Mapping[str, Any] = _plain(table)
    except ValueError as error:
        raise (_error(text, name, str(error)) if name else LockError(str(error))) from None
    return plain


def _plain(value: Any, depth: int = 0) -> Any:
    """An unknown value with its keys sorted, if it can be written again."""
    if depth > DEEPEST:
        raise ValueError("Unknown keys are nested too deeply.")
    if isinstance(value, dict):
        return {key: _plain(value[key], depth + 1) for key in sorted(value)}
    if isinstance(value, list):
        return [_plain(item, depth + 1) for item in value]
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise ValueError("A number is larger than TOML allows.")
    return value


# Places: tomllib tells no lines, so they are looked up once something is wrong


def _error(text: str, name: str, message: str, hint: str = MEND, key: str = "") -> LockError:
    place = header(name).strip("[]") + key
    return LockError(message, _header_line(text, name), hint, place=place)


def _row_error(text: str, name: str, rows: list[Any], index: int, message: str) -> LockError:
    """The error of one row, with the line where what it says stands as often as in the list."""
    place = f"{header(name).strip('[]')}.rows[{index}]"
    line = start = _header_line(text, name)
    literal = tomli_w.dumps({"row": rows[index]}).partition(" = ")[2].strip()
    times = rows[: index + 1].count(rows[index])
    for number, content in enumerate(text.split("\n")[(start or 1) - 1 :], start or 1):
        times -= content.count(literal)
        if times <= 0:
            line = number
            break
    return LockError(message, line, MEND, place=place)


def _header_line(text: str, name: str) -> int | None:
    return _find(text, re.compile(rf"\s*{re.escape(header(name))}"))


def _find(text: str, pattern: re.Pattern[str]) -> int | None:
    lines = enumerate(text.split("\n"), 1)
    return next((number for number, line in lines if pattern.match(line)), None)
