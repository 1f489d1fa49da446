"""Compares a signature that somebody quotes with the real one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pytest_phase.core.inventory.interfaces import Interface, Parameter


def difference(parameters: tuple[Parameter, ...] | None, returns: str, real: Interface) -> str:
    """What a quoted signature has that the real one has not, in words; empty where it fits.

    ``parameters`` None: none are quoted. What is quoted with a default may be left out of the
    real one only where that takes anything (``**kwargs``).
    """
    actual = [each for each in real.parameters if each.name not in ("self", "cls")]
    names = {each.name for each in actual}
    open_ended = any(each.kind in ("args", "kwargs") for each in actual)
    quoted = [each for each in parameters or () if each.name not in ("self", "cls")]
    for each in quoted:
        if each.name and each.name.isidentifier() and each.name not in names:
            if each.kind in ("args", "kwargs") or (open_ended and each.default):
                continue
            if not open_ended or (each.kind == "normal" and not each.default):
                return f"it has no parameter {each.name}"
    if quoted and "..." not in {each.name for each in quoted}:
        given = {each.name for each in quoted}
        needed = [each.name for each in actual if each.required and each.name not in given]
        if needed:
            return f"it needs {', '.join(needed)} too"
        reason = _order(quoted, actual)
        if reason:
            return reason
    return _types(returns, quoted, actual, real)


def _order(quoted: Sequence[Parameter], actual: Sequence[Parameter]) -> str:
    """Parameters that are given by position have to come in the real order."""
    positional = [each.name for each in actual if each.kind in ("positional", "normal")]
    said = [each.name for each in quoted if not each.default and each.name in positional]
    real = [each for each in positional if each in said]
    if said != real:
        return f"its parameters come in another order: {', '.join(real)}"
    keyword = {each.name for each in actual if each.kind == "keyword"}
    loose = [x.name for x in quoted if x.name in keyword and not x.default and x.annotation]
    if loose and all(each.kind != "keyword" for each in quoted):
        return f"{loose[0]} is given by keyword only"
    return ""


def _types(
    returns: str, quoted: Sequence[Parameter], actual: Sequence[Parameter], real: Interface
) -> str:
    by_name = {each.name: each for each in actual}
    for each in quoted:
        one = by_name.get(each.name)
        if (
            one
            and each.annotation
            and one.annotation
            and not _same(each.annotation, one.annotation)
        ):
            return f"{each.name} is {one.annotation}"
    if not _same(returns, real.returns):
        return f"it returns {real.returns}"
    return ""


def _same(one: str, other: str) -> bool:
    """Whether two annotations say the same; one that is not there says nothing."""
    return not one or not other or _plain(one) == _plain(other)


def _plain(annotation: str) -> str:
    """An annotation without quotes, spaces and the modules of its names."""
    text = annotation.replace('"', "").replace("'", "").replace(" ", "")
    words = [part.rpartition(".")[2] if not part.startswith("...") else part
             for part in _split(text)]  # fmt: skip
    return "".join(words).replace("Optional[", "None|[")


def _split(text: str) -> Iterable[str]:
    return re.findall(r"[\w.]+|[^\w.]", text)
