"""One row of the lock: text <-> value (design 3.4).

Words are separated by one space. Ids and values are percent-encoded only where they would
break that: whitespace and control characters, ``%`` itself, and ``,`` inside lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pytest_phase.core.evidence import COUNTING, NULL, NULLS, Evidence, Grade, Level, Null, Red
from pytest_phase.core.ledger import LANES, Forgotten, Row, Start
from pytest_phase.core.plan import Lane

ANCHOR = "~"
"""The first row of every section: with it, git's union merge finds the place of new rows."""

START_WORDS = ("base", "lane", "over", "sum")
FORGOTTEN_WORDS = ("reason",)
TEST_WORDS = (
    "text",
    "outline",
    "red",
    "red-cases",
    "null",
    "green",
    "green-text",
    "level",
    "baseline",
    "before",
    "waived",
    "hooks",
    "sum",
)

PROVED: tuple[Level, ...] = ("replayed", "reproduced")
"""The levels that a row can have; without one its red was observed."""

_DIGEST = re.compile(r"[0-9a-f]{12}")
# Surrogates stand for bytes of a file name that is no UTF-8; the lock is UTF-8.
_BREAKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f%\ud800-\udfff]")
_BREAKS_LIST = re.compile(r"[\s\x00-\x1f\x7f-\x9f%,\ud800-\udfff]")
_ENCODED = re.compile(rb"%([0-9A-Fa-f]{2})")
_BAD_ENCODING = re.compile(r"%(?![0-9A-Fa-f]{2})")


class RowError(ValueError):
    """A row that says something invalid; the message is a whole sentence."""


def parse_row(row: str) -> Row:
    """The value of one row; a state, the anchor or an unknown row stays as it is.

    Raises:
        RowError: a row of a known kind that says something invalid.
    """
    words = row.split(" ")
    if words[0] == "test":
        return _parse_test(words[1:])
    if words[0] == "forgotten":
        return _parse_forgotten(words[1:])
    return _parse_start(words[1:]) if words[0] == "started" else row


def format_row(row: Row) -> str:
    """One row as it is written: known words in a fixed order, unknown ones after them.

    Raises:
        RowError: a value that could not be read again; it must not reach the file.
    """
    if isinstance(row, str):
        return row
    return " ".join(_format_words(row))


def _parse_test(words: list[str]) -> Evidence:
    id = decode(words[0]) if words else ""
    _check_id(id)
    known, extra = _split(words[1:], TEST_WORDS)
    green = known.get("green")
    return Evidence(
        test=id,
        text=_digest("text", known["text"]) if "text" in known else None,
        red=_parse_red(known),
        green=None if green is None else _digest("green", green),
        baseline=decode(known["baseline"]) if "baseline" in known else None,
        before=_digest("before", known["before"]) if "before" in known else None,
        outline=_word("outline", known["outline"]) if "outline" in known else None,
        green_text=_digest("green-text", known["green-text"]) if "green-text" in known else None,
        waived=decode(known["waived"]) if "waived" in known else None,
        level=_parse_level(known),
        null=_null(known),
        hooks=_parse_list(known["hooks"]) if "hooks" in known else (),
        extra=extra,
        sum=known.get("sum"),
    )


def _parse_forgotten(words: list[str]) -> Forgotten:
    id = decode(words[0]) if words else ""
    _check_id(id)
    known, extra = _split(words[1:], FORGOTTEN_WORDS)
    if "reason" not in known:
        raise RowError(f"It forgets {id} without a reason.")
    return Forgotten(id, decode(known["reason"]), extra)


def _parse_red(known: dict[str, str]) -> Red | None:
    if "red" not in known:
        if "red-cases" in known:
            raise RowError("It names cases (red-cases=) of a red it does not have.")
        return None
    grade, at, digest = known["red"].partition("@")
    if not at:
        raise RowError(f"red={known['red']} is not of the form red=<grade>@<digest>.")
    cases = _parse_list(known["red-cases"]) if "red-cases" in known else ()
    return Red(_grade(grade), _digest("red", digest), cases, _null_of_red(known))


def _parse_level(known: dict[str, str]) -> Level | None:
    if "level" not in known:
        return None
    if "red" not in known:
        raise RowError("It has a level (level=) of a red it does not have.")
    for level in PROVED:
        if level == known["level"]:
            return level
    raise RowError(f"level is {known['level']!r}: expected {', '.join(PROVED)}.")


def _null_of_red(known: dict[str, str]) -> bool:
    if "null" in known and f"null={known['null']}" != NULL:
        raise RowError(f"null is {known['null']!r}: expected passed beside a red.")
    return "null" in known


def _null(known: dict[str, str]) -> Null | None:
    if "null" not in known or "red" in known:
        return None
    if "text" not in known:
        raise RowError("It says null= of a text it does not have.")
    for null in NULLS:
        if null == known["null"]:
            return null
    raise RowError(f"null is {known['null']!r}: expected {', '.join(NULLS)}.")


def _parse_start(words: list[str]) -> Start:
    known, extra = _split(words, START_WORDS)
    return Start(
        base=_digest("base", known["base"]) if "base" in known else None,
        lane=_lane(known.get("lane", LANES[0])),
        over=_parse_list(known["over"]) if "over" in known else (),
        extra=extra,
        sum=known.get("sum"),
    )


def _split(words: list[str], keys: tuple[str, ...]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The values of the known words, and the unknown words as they are."""
    known: dict[str, str] = {}
    extra: list[str] = []
    for word in words:
        key, equals, value = word.partition("=")
        if key not in keys:
            if not word:
                raise RowError("Its words are not separated by exactly one space.")
            extra.append(word)
        elif not equals:
            raise RowError(f"The word {key} has no value.")
        elif key in known:
            raise RowError(f"It says {key}= twice.")
        else:
            known[key] = value
    return known, tuple(extra)


def _format_words(row: Start | Evidence | Forgotten) -> Iterable[str]:
    if isinstance(row, Evidence):
        return _format_test(row)
    return _format_start(row) if isinstance(row, Start) else _format_forgotten(row)


def _format_forgotten(row: Forgotten) -> Iterable[str]:
    _check_id(row.test)
    yield "forgotten"
    yield encode(row.test)
    yield f"reason={encode(row.reason)}"
    yield from row.extra


def _format_test(row: Evidence) -> Iterable[str]:
    _check_id(row.test)
    yield "test"
    yield encode(row.test)
    if row.text is not None:
        yield f"text={_digest('text', row.text)}"
    if row.red is not None:
        yield f"red={_grade(row.red.grade)}@{_digest('red', row.red.implementation)}"
        if row.red.cases:
            yield f"red-cases={_format_list(row.red.cases)}"
        if row.red.null:
            yield NULL
    elif row.null is not None:
        yield f"null={row.null}"
    if row.green is not None:
        yield f"green={_digest('green', row.green)}"
    if row.level is not None:
        yield f"level={row.level}"
    if row.baseline is not None:
        yield f"baseline={encode(row.baseline)}"
    if row.before is not None:
        yield f"before={_digest('before', row.before)}"
    if row.waived is not None:
        yield f"waived={encode(row.waived)}"
    if row.hooks:
        yield f"hooks={_format_list(row.hooks)}"
    if row.green_text is not None:
        yield f"green-text={_digest('green-text', row.green_text)}"
    if row.outline is not None:
        yield f"outline={_word('outline', row.outline)}"
    yield from row.extra
    if row.sum is not None:
        yield f"sum={row.sum}"


def _format_start(row: Start) -> Iterable[str]:
    yield "started"
    if row.base is not None:
        yield f"base={_digest('base', row.base)}"
    yield f"lane={_lane(row.lane)}"
    if row.over:
        yield f"over={_format_list(row.over)}"
    yield from row.extra
    if row.sum is not None:
        yield f"sum={row.sum}"


def _check_id(id: str) -> None:
    if not id:
        raise RowError("A test row has no test id.")
    if "::" not in id:
        raise RowError(f"{id} is no test id: expected <path>::<function>.")


def _digest(key: str, value: str) -> str:
    if not _DIGEST.fullmatch(value):
        raise RowError(f"{key} has the digest {value!r}: expected 12 hex digits.")
    return value


def _word(key: str, value: str) -> str:
    if not value or _BREAKS.search(value):
        raise RowError(f"{key} is {value!r}: expected one word.")
    return value


def _grade(value: str) -> Grade:
    for grade in COUNTING:
        if grade == value:
            return grade
    raise RowError(f"red has the grade {value!r}: expected {', '.join(COUNTING)}.")


def _lane(value: str) -> Lane:
    for lane in LANES:
        if lane == value:
            return lane
    raise RowError(f"lane is {value!r}: expected {', '.join(LANES)}.")


def _parse_list(value: str) -> tuple[str, ...]:
    return tuple(decode(item) for item in value.split(","))


def _format_list(items: Iterable[str]) -> str:
    return ",".join(_BREAKS_LIST.sub(_percent, item) for item in items)


def decode(value: str) -> str:
    """A value as it was before ``encode``. Raises RowError."""
    if "%" not in value:
        return value
    if _BAD_ENCODING.search(value):
        raise RowError(f"{value} has a % that is not followed by two hex digits (%25 is a %).")
    data = _ENCODED.sub(lambda found: bytes([int(found[1], 16)]), value.encode())
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        raise RowError(f"{value} is not percent-encoded UTF-8.") from None


def encode(value: str) -> str:
    """A value as one word of a row."""
    return _BREAKS.sub(_percent, value)


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "surrogatepass"))
