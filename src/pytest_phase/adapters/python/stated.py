"""What one assertion asks for: its kind, what it says, what it is about, what it tolerates."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, NamedTuple

from pytest_phase.adapters.python.symbols import Symbols, Value
from pytest_phase.adapters.python.tolerances import near
from pytest_phase.core.outline import Kind, Tolerance

_RAISING = frozenset({"raises", "warns", "deprecated_call"})
_RAISING_UNITTEST = frozenset(
    {"assertRaises", "assertRaisesRegex", "assertWarns", "assertWarnsRegex", "assertLogs"}
)
_COMPARED: dict[str, type[ast.cmpop]] = {
    "assertIs": ast.Is, "assertIsNot": ast.IsNot, "assertIn": ast.In, "assertNotIn": ast.NotIn,
    "assertGreater": ast.Gt, "assertGreaterEqual": ast.GtE, "assertLess": ast.Lt,
    "assertLessEqual": ast.LtE, "assertNotEqual": ast.NotEq,
} | dict.fromkeys(
    ["assertEqual", "assertEquals", "assertListEqual", "assertDictEqual", "assertTupleEqual",
     "assertSetEqual", "assertSequenceEqual", "assertMultiLineEqual"], ast.Eq,
)  # fmt: skip


class Saying(NamedTuple):
    """One assertion, spelled: texts where ``core.outline.Stated`` has digests."""

    kind: Kind
    text: str
    subjects: tuple[str, ...]
    tolerance: Tolerance | None = None


def condition(node: Any, symbols: Symbols) -> Iterator[Saying]:
    """What ``assert node`` says; ``a and b`` are two assertions, one that is always true none."""
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        for each in node.values:
            yield from condition(each, symbols)
    elif isinstance(node, ast.Constant):
        if not node.value:
            yield Saying("other", "fail", ("fail",))
    elif isinstance(node, ast.Compare):
        yield _comparison(node, symbols)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        text = symbols.text(node.operand)
        yield Saying("not", f"not {text}", (text,))
    else:
        yield _truth(node, symbols)


def _truth(node: Any, symbols: Symbols) -> Saying:
    found = near(node, symbols)
    if found is not None:
        return Saying("near", *found)
    text = symbols.text(node)
    if isinstance(node, ast.BoolOp):
        said = [each for value in node.values for each in condition(value, symbols)]
        return Saying("truth", text, (text, *(one for each in said for one in each.subjects)))
    if isinstance(node, ast.Call) and symbols.text(node.func) == "isinstance" and node.args:
        return Saying("type", text, (symbols.text(node.args[0]),))
    return Saying("truth", text, (text, f"len({text}|)"))


def _comparison(node: ast.Compare, symbols: Symbols) -> Saying:
    found = near(node, symbols)
    if found is not None:
        return Saying("near", *found)
    left, right = symbols.value(node.left), symbols.value(node.comparators[0])
    operator = node.ops[0]
    if len(node.ops) == 1 and isinstance(operator, ast.Eq | ast.Is):
        return _equality(type(operator).__name__, left, right)
    kind: Kind = "not" if isinstance(operator, ast.NotEq | ast.IsNot) else "order"
    return Saying(kind, symbols.text(node), (left.text, right.text))


def _equality(operator: str, left: Value, right: Value) -> Saying:
    """``==`` whichever side the expected value stands on."""
    text = f"{operator} {' '.join(sorted((left.text, right.text)))}"
    for known in (_written_out, _imported):
        for subject, expected in ((left, right), (right, left)):
            if known(expected):
                return Saying("value", text, (subject.text,))
    same = left.calls & right.calls
    return Saying("call" if same else "equal", text, (left.text, right.text))


def _written_out(value: Value) -> bool:
    return value.literal


def _imported(value: Value) -> bool:
    return bool(value.origin)


def called(node: ast.Call, symbols: Symbols) -> Iterator[Saying]:
    """What a call says that asserts: of unittest, of a mock, of ``numpy.testing``, pytest's own."""
    name = symbols.text(node.func)
    last = name.rpartition(".")[2]
    if last in _COMPARED and len(node.args) >= 2:
        compared = ast.Compare(node.args[0], [_COMPARED[last]()], [node.args[1]])
        yield _comparison(compared, symbols)
    elif last in ("assertTrue", "assertFalse", "assertIsNone", "assertIsNotNone") and node.args:
        yield from condition(_one_sided(last, node.args[0]), symbols)
    elif last == "assertIsInstance" and len(node.args) >= 2:
        text = symbols.text(ast.Call(ast.Name("isinstance", ast.Load()), node.args[:2], []))
        yield Saying("type", text, (symbols.text(node.args[0]),))
    elif raising(node, symbols):
        if len(node.args) > 1:
            yield raised(node, " ".join(map(symbols.text, node.args[1:])), symbols)
    elif name == "pytest.fail" or name.endswith("self.fail"):
        yield Saying("other", "fail", ("fail",))
    elif last == "match" and name.startswith("with pytest.raises("):
        yield Saying("matching", symbols.text(node), (name,))
    elif last.startswith("assert"):
        found = near(node, symbols)
        text = symbols.text(node)
        yield Saying("near", *found) if found else Saying("other", text, (name,))


def _one_sided(name: str, node: ast.expr) -> ast.expr:
    if name == "assertTrue":
        return node
    if name == "assertFalse":
        return ast.UnaryOp(ast.Not(), node)
    operator = ast.Is() if name == "assertIsNone" else ast.IsNot()
    return ast.Compare(node, [operator], [ast.Constant(None)])


def raising(node: ast.AST, symbols: Symbols) -> bool:
    """Whether a call is ``pytest.raises`` or one of its kind."""
    if not isinstance(node, ast.Call):
        return False
    head, _, last = symbols.text(node.func).rpartition(".")
    return (head == "pytest" and last in _RAISING) or last in _RAISING_UNITTEST


def raised(node: ast.Call, body: str, symbols: Symbols) -> Saying:
    """What ``with pytest.raises(…):`` says about its body."""
    name = symbols.text(node.func).rpartition(".")[2]
    regex = name.endswith("Regex")
    exception = symbols.text(node.args[0]) if node.args else ""
    for each in node.keywords:
        if each.arg == "expected_exception":
            exception = symbols.text(each.value)
    match = [symbols.text(each.value) for each in node.keywords if each.arg in ("match", "check")]
    if regex and len(node.args) > 1:
        match.append(symbols.text(node.args[1]))
    wide = exception in ("Exception", "BaseException", "")
    kind: Kind = "matching" if match else "any" if wide else "raises"
    what = name.removesuffix("Regex").replace("assertRaises", "raises")
    return Saying(kind, f"{what} {exception} {' '.join(match)} {{{body}}}", (body,))
