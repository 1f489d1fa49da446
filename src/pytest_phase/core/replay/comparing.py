"""Which of today's tests are new or changed since the base: by their texts, not by their ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Literal

Novelty = Literal["new", "changed", "data", "unchanged"]
"""``data``: only a data file that it reads changed; it may be proved by that, and owes nothing."""
Texts = Mapping[str, str | None]


def compare(then: Texts, now: Texts) -> dict[str, Novelty]:
    """What each of today's tests is, by the digests of its text at the base and today.

    A test with the text of one that is gone (moved to another file or class, or renamed) is
    unchanged; each that is gone answers for one. What cannot be read (None) is changed.
    """
    gone = Counter(text for test, text in then.items() if test not in now and text)
    found: dict[str, Novelty] = {}
    for test, text in now.items():
        if test in then:
            found[test] = "unchanged" if text and text == then[test] else "changed"
        elif text and gone[text]:
            gone[text] -= 1
            found[test] = "unchanged"
        else:
            found[test] = "new"
    return _swapped(found, then, now)


def _swapped(found: dict[str, Novelty], then: Texts, now: Texts) -> dict[str, Novelty]:
    """Two tests that changed names among themselves are unchanged, both."""
    olds = Counter(then[test] for test, each in found.items() if each == "changed")
    for test, each in found.items():
        text = now[test]
        if each == "changed" and text and olds[text]:
            olds[text] -= 1
            found[test] = "unchanged"
    return found


def touched(paths: Collection[str], mentions: Mapping[str, Collection[str]]) -> set[str]:
    """The files that may say something else because ``paths`` changed: those that mention them.

    ``mentions`` maps a file to the files whose names it mentions; followed transitively.
    """
    found = set(paths)
    waiting = list(paths)
    used_by: dict[str, list[str]] = {}
    for path, named in mentions.items():
        for each in named:
            used_by.setdefault(each, []).append(path)
    while waiting:
        for path in used_by.get(waiting.pop(), ()):
            if path not in found:
                found.add(path)
                waiting.append(path)
    return found
