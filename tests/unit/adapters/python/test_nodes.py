"""The canonical form: what formatters change is the same, what changes meaning is not."""

from __future__ import annotations

import pytest

from tests.trees import Orchard

SPELLINGS = {
    "quotes": ("assert f('a') == 'b'", 'assert f("a") == "b"'),
    "spaces": ("assert f( 1,2 )==  [1 ,2]", "assert f(1, 2) == [1, 2]"),
    "trailing comma": (
        "assert f(1, [2, 3])",
        "assert f(\n    1,\n    [\n        2,\n        3,\n    ],\n)",
    ),
    "parentheses": ("assert (f(1)) == ((2)), ('m')", "assert f(1) == 2, 'm'"),
    "backslash": ("assert f(1) == \\\n    2", "assert f(1) == 2"),
    "joined strings": ("assert f('ab' 'cd')", "assert f('abcd')"),
    "joined f-strings": ("assert f('a' f'{1}b' 'c' f'{2}')", "assert f(f'a{1}bc{2}')"),
    "an f-string without a value": ("assert f(f'ab')", "assert f('ab')"),
    "quotes in f-strings": ("assert f(f'{x[\"a\"]:>3}')", "assert f(f\"{x['a']:>3}\")"),
    "string prefixes": ("assert f(u'a', R'b', B'c', F'{1}')", "assert f('a', r'b', b'c', f'{1}')"),
    "escapes": (r"assert f('\x41\u00e9')", "assert f('A\u00e9')"),
    "hexadecimal digits": ("assert f(0XABCDEF, 0O17, 0B11)", "assert f(0xabcdef, 0o17, 0b11)"),
    "digits in groups": ("assert f(1_000, 1_0.0_1)", "assert f(1000, 10.01)"),
    "exponents": ("assert f(1E5, 10J)", "assert f(1e5, 10j)"),
    "del": ("a = b = 1\n    del (a, b)", "a = b = 1\n    del a, b"),
    "return": ("return (1)", "return 1"),
    "tuples": ("a, b = 1, 2\n    (c, d) = (3, 4)", "(a, b) = (1, 2)\n    c, d = 3, 4"),
    "for": ("for (a, b) in ((1, 2)):\n        f(a)", "for a, b in 1, 2:\n        f(a)"),
    "with": ("with (a() as b, c()):\n        f(b)", "with a() as b, c():\n        f(b)"),
    "annotations": ("(a): int = 1", "a: int = 1"),
    "semicolons": ("a = 1; assert a", "a = 1\n    assert a"),
    "one line": ("if f: g()", "if f:\n        g()"),
    "elif": (
        "if f:\n        g()\n    else:\n        if h:\n            i()",
        "if f:\n        g()\n    elif h:\n        i()",
    ),
    "comments": ("# before\n    assert f(1)  # after", "assert f(1)"),
    "docstring": ("'''What it is.'''\n    assert f(1)", "assert f(1)"),
    "an only docstring": ("'''What it is.'''", "pass"),
    "a needless pass": ("if f:\n        pass\n        g()", "if f:\n        g()"),
    "order of local imports": (
        "import b\n    import a\n    assert a.x(b)",
        "import a\n    import b\n    assert a.x(b)",
    ),
    "grouping of local imports": (
        "from a import x, y\n    assert x(y)",
        "from a import y\n    from a import x\n    assert x(y)",
    ),
    "type comment": ("a = 1  # type: int\n    assert a", "a = 1\n    assert a"),
}


@pytest.mark.parametrize(("one", "other"), SPELLINGS.values(), ids=SPELLINGS)
def test_a_formatter_leaves_the_text_alone(orchard: Orchard, one: str, other: str) -> None:
    """Two spellings of the same code, as black, ruff and isort turn one into the other."""
    texts = {orchard.text(f"def test_x(f, x):\n    {each}\n") for each in (one, other)}
    assert len(texts) == 1


MEANINGS = {
    "a constant": ("assert f(1)", "assert f(2)"),
    "the type of a constant": ("assert f(1)", "assert f(1.0)"),
    "true and one": ("assert f(True)", "assert f(1)"),
    "text and bytes": ("assert f('a')", "assert f(b'a')"),
    "text and a name": ("assert f('a')", "assert f(a)"),
    "None and nothing": ("return None", "return"),
    "an operator": ("assert 1 + f", "assert 1 - f"),
    "a comparison": ("assert 1 < f", "assert 1 <= f"),
    "grouping": ("assert f - (2 - 1)", "assert f - 2 - 1"),
    "grouping of comparisons": ("assert (f < 2) < 1", "assert f < 2 < 1"),
    "order": ("assert f - 1", "assert 1 - f"),
    "a message": ("assert f", "assert f, 'm'"),
    "positional and by name": ("f(x)", "f(x=x)"),
    "one argument and a star": ("f(x)", "f(*x)"),
    "a star and two": ("f(*x)", "f(**x)"),
    "call and attribute": ("assert f.x", "assert f.x()"),
    "conversion": ("f(f'{x}')", "f(f'{x!r}')"),
    "format": ("f(f'{x:>3}')", "f(f'{x:<3}')"),
    "width by name": ("f(f'{x:{f}}')", "f(f'{x:f}')"),
    "a value in text": ("f(f'{x}')", "f('{x}')"),
    "await": ("return f(x)", "return [each async for each in f(x)]"),
    "body and else": (
        "if f:\n        x()\n    else:\n        pass",
        "if f:\n        pass\n    else:\n        x()",
    ),
    "what follows a block": ("if f:\n        x()\n        f()", "if f:\n        x()\n    f()"),
    "exceptions": (
        "try:\n        f()\n    except A:\n        x()",
        "try:\n        f()\n    except B:\n        x()",
    ),
    "list and tuple": ("f([x])", "f((x,))"),
    "list and generator": ("f([y for y in x])", "f(y for y in x)"),
    "a slice": ("f(x[1:])", "f(x[:1])"),
    "keys": ("f({**x})", "f({x: x})"),
    "lambda": ("f(lambda x: 1)", "f(lambda *x: 1)"),
    "defaults": ("f(lambda x, y=1: 1)", "f(lambda x=1, *, y: 1)"),
    "patterns": (
        "match f:\n        case [1, y]:\n            x(y)",
        "match f:\n        case [1, *y]:\n            x(y)",
    ),
    "a local import": ("from a import x\n    f(x)", "from b import x\n    f(x)"),
    "an unused local import": ("import shop.cart", "import shop.basket"),
}


@pytest.mark.parametrize(("one", "other"), MEANINGS.values(), ids=MEANINGS)
def test_another_meaning_is_another_text(orchard: Orchard, one: str, other: str) -> None:
    """Two pieces of code that are not the same."""
    texts = {orchard.text(f"async def test_x(f, x):\n    {each}\n") for each in (one, other)}
    assert len(texts) == 2


def test_strings_cannot_pass_for_code(orchard: Orchard) -> None:
    """A string that spells the canonical form of other code is still a string."""
    texts = {
        orchard.text(f"def test_x():\n    f({each})\n")
        for each in ("'a', 'b'", "'a,\"1:b'", "'a\"', '1:b'", "'a', b'b'")
    }
    assert len(texts) == 4


def test_text_that_is_no_unicode_is_read(orchard: Orchard) -> None:
    """A lone surrogate in a string is a character like any other."""
    texts = {orchard.text(f"def test_x():\n    f('{each}')\n") for each in (r"\ud800", r"\ud801")}
    assert len(texts) == 2


def test_whole_numbers_have_no_limit(orchard: Orchard) -> None:
    """A hexadecimal number with more digits than Python prints as decimal."""
    assert orchard.text(f"def test_x():\n    f(0x{'f' * 9000})\n")
