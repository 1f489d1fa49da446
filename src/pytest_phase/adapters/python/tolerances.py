"""Comparisons that allow a tolerance, in whatever way they are written: one form for all."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from pytest_phase.adapters.python.symbols import Symbols
from pytest_phase.core.outline import Tolerance

Near = tuple[str, tuple[str, ...], Tolerance | None]
"""What is compared, what that is about, and by how much it may differ."""

APPROX: Tolerance = (1e-6, 1e-12)


def near(node: Any, symbols: Symbols) -> Near | None:
    """The comparison with a tolerance that an expression or a call is; None where it is none."""
    if isinstance(node, ast.Compare):
        return _compared(node, symbols) if len(node.ops) == 1 else None
    if not isinstance(node, ast.Call) or len(node.args) < 2:
        return None
    name = symbols.text(node.func)
    keywords = {each.arg: each.value for each in node.keywords if each.arg}
    one, other, last = node.args[0], node.args[1], name.rpartition(".")[2]
    if last in ("isclose", "assert_allclose", "allclose"):
        words = ("rel_tol", "abs_tol") if name == "math.isclose" else ("rtol", "atol")
        default = (1e-9, 0.0) if name == "math.isclose" else (1e-7, 0.0)
        return _near(one, other, keywords, words, default, symbols)
    if last == "assertAlmostEqual":
        if "delta" in keywords:
            return _near(one, other, keywords, ("", "delta"), (0.0, 0.0), symbols)
        places = node.args[2] if len(node.args) > 2 else keywords.get("places", ast.Constant(7))
        return _rounded(one, other, places, symbols)
    return None


def _compared(node: ast.Compare, symbols: Symbols) -> Near | None:
    left, right = node.left, node.comparators[0]
    if isinstance(node.ops[0], ast.Eq):
        for one, other in ((left, right), (right, left)):
            if isinstance(other, ast.Call) and other.args:
                name = symbols.text(other.func)
                keywords = {each.arg: each.value for each in other.keywords if each.arg}
                if name == "pytest.approx":
                    keywords |= dict(zip(("rel", "abs"), other.args[1:], strict=False))
                    return _approx(one, other.args[0], keywords, symbols)
                if name == "round" and len(other.args) == 2:
                    return _rounded(other.args[0], one, other.args[1], symbols)
    elif isinstance(node.ops[0], ast.Lt | ast.LtE) and isinstance(left, ast.Call) and left.args:
        gap = left.args[0]
        if (
            symbols.text(left.func) == "abs"
            and isinstance(gap, ast.BinOp)
            and isinstance(gap.op, ast.Sub)
        ):
            return _near(gap.left, gap.right, {"by": right}, ("", "by"), (0.0, 0.0), symbols)
    return None


def _approx(one: Any, other: Any, keywords: Mapping[str, Any], symbols: Symbols) -> Near:
    """``pytest.approx``: with ``abs`` alone there is no relative tolerance."""
    default = (0.0, APPROX[1]) if "abs" in keywords and "rel" not in keywords else APPROX
    return _near(one, other, keywords, ("rel", "abs"), default, symbols)


def _rounded(one: Any, other: Any, places: Any, symbols: Symbols) -> Near:
    number = _number(places)
    # No float has more digits than this, before or after its point.
    known = number is not None and abs(number) < 300
    by = ast.Constant(0.5 * 10.0 ** -int(number or 0)) if known else None
    return _near(one, other, {"by": by or places}, ("", "by"), (0.0, 0.0), symbols)


def _near(
    one: Any,
    other: Any,
    keywords: Mapping[str, Any],
    words: tuple[str, str],
    default: Tolerance,
    symbols: Symbols,
) -> Near:
    """One form; a tolerance that is no number is part of what is said."""
    sides = (symbols.value(one), symbols.value(other))
    text = f"near {' '.join(sorted(each.text for each in sides))}"
    given = [keywords.get(word) if word else None for word in words]
    numbers = [
        fallback if each is None else _number(each)
        for each, fallback in zip(given, default, strict=True)
    ]
    subjects = tuple(each.text for each in sides if not each.literal)
    about = subjects or (sides[0].text,)
    relative, absolute = numbers
    if relative is None or absolute is None:
        spelled = " ".join(symbols.text(each) for each in given if each is not None)
        return f"{text} {spelled}", about, None
    return text, about, (relative, absolute)


def _number(node: Any) -> float | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        number = _number(node.operand)
        return None if number is None else -number
    value = node.value if isinstance(node, ast.Constant) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return None
