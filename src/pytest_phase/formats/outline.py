"""An outline as one word of the lock: ``1/<own>/<assertions>/<cases>/<calls>/<catches>.<skips>``.

An assertion is a letter for its kind, the 4 digits of its digest and the 3 of what it is about,
with ``~rel,abs`` where it allows a tolerance; assertions are separated by ``;``. A pile of
digests is how many digits each has, then the digests; with one digit, how many begin with
``0``, ``1``, … ``f``. ``#`` stands before assertions that are kept as a pile. What is empty at
the end is left out.
"""

from __future__ import annotations

import math
import re

from pytest_phase.core.outline import Kind, Outline, Pile, Stated

FORM = "1"
"""The version of the form, and of how a text is read: an outline of another one says nothing."""

_LETTERS: dict[Kind, str] = {
    "value": "v", "near": "a", "equal": "e", "call": "c", "order": "o", "type": "i", "not": "n",
    "truth": "t", "matching": "m", "raises": "r", "any": "x", "other": "s",
}  # fmt: skip
_KINDS = {letter: kind for kind, letter in _LETTERS.items()}
_DIGITS = "0123456789abcdef"
_STATED = re.compile(r"([a-z])([0-9a-f]{4})([0-9a-f]{3})(?:~([^,]+),([^,]+))?")


def write_outline(outline: Outline) -> str:
    """The word of an outline; the same outline gives the same word."""
    stated = ";".join(map(_write_stated, outline.stated))
    counts = f"{outline.catches}.{outline.skips}"
    parts = [
        FORM,
        outline.own,
        f"#{_write_pile(outline.crowd)}" if outline.crowd.counts else stated,
        _write_pile(outline.cases),
        _write_pile(outline.calls),
        "" if counts == "0.0" else counts,
    ]
    return "/".join(parts).rstrip("/")


def read_outline(word: str) -> Outline | None:
    """The outline of a word; None where it is of another version, or makes no sense."""
    parts = word.split("/")
    if len(parts) > 6 or parts[0] != FORM or len(parts) < 2 or word.endswith("/"):
        return None
    own, stated, cases, calls, counts = (*parts[1:], "", "", "", "")[:5]
    try:
        return Outline(
            own=_matched(own, r"[0-9a-f]{4}"),
            stated=() if stated[:1] in ("", "#") else tuple(map(_read_stated, stated.split(";"))),
            crowd=_read_pile(stated[1:] if stated.startswith("#") else ""),
            cases=_read_pile(cases),
            calls=_read_pile(calls),
            **_read_counts(counts),
        )
    except ValueError:
        return None


def _write_stated(stated: Stated) -> str:
    text = f"{_LETTERS[stated.kind]}{stated.digest}{stated.subjects[0]}"
    if stated.tolerance is None:
        return text
    return f"{text}~{stated.tolerance[0]!r},{stated.tolerance[1]!r}"


def _read_stated(text: str) -> Stated:
    found = _STATED.fullmatch(text)
    if found is None or found[1] not in _KINDS:
        raise ValueError(text)
    tolerance = None
    if found[4] is not None:
        tolerance = (float(found[4]), float(found[5]))
        if any(map(math.isnan, tolerance)):
            raise ValueError(text)
    return Stated(_KINDS[found[1]], found[2], (found[3],), tolerance)


def _write_pile(pile: Pile) -> str:
    if not pile.counts:
        return ""
    if pile.width == 1:
        return "1" + ".".join(str(pile.counts.get(digit, 0)) for digit in _DIGITS)
    digests = (digest * count for digest, count in sorted(pile.counts.items()))
    return f"{pile.width}{''.join(digests)}"


def _read_pile(text: str) -> Pile:
    if not text:
        return Pile()
    width, rest = text[0], text[1:]
    if width == "1":
        numbers = _matched(rest, r"\d+(\.\d+){15}").split(".")
        counts = {digit: int(number) for digit, number in zip(_DIGITS, numbers, strict=True)}
        return Pile(1, {digit: count for digit, count in counts.items() if count})
    size = int(_matched(width, "[24]"))
    _matched(rest, rf"([0-9a-f]{{{size}}})+")
    found = Pile.of(rest[place : place + size] for place in range(0, len(rest), size))
    return Pile(size, found.counts)


def _read_counts(text: str) -> dict[str, int]:
    if not text:
        return {}
    catches, _, skips = _matched(text, r"\d+\.\d+").partition(".")
    return {"catches": int(catches), "skips": int(skips)}


def _matched(text: str, pattern: str) -> str:
    if re.fullmatch(pattern, text, re.ASCII) is None:
        raise ValueError(text)
    return text
