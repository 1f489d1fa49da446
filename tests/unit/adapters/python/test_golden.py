"""Digests that stand in locks: they never change, on no Python, or evidence would be lost."""

from __future__ import annotations

import sys

import pytest

from tests.trees import FILE, Orchard

SAMPLE = {
    "conftest.py": '''
        """Fixtures."""
        import contextlib
        import pytest

        @pytest.fixture(scope="session", autouse=True)
        def clock():
            yield 12.5e3
        ''',
    "tests/support.py": '''
        from __future__ import annotations
        from dataclasses import dataclass, field
        from shop.cart import Cart as Basket

        RATES = {"de": 0.19, "at": 0.2, **{"ch": 7.7e-2}}
        RATES["fr"] = 0.2

        @dataclass(frozen=True)
        class Line:
            """A line."""
            name: str
            price: float = 1_000.5
            tags: tuple[str, ...] = field(default=())

            def total(self, *, rate=RATES["de"]) -> float:
                return self.price * (1 + rate)

        def fill(cart: Basket, *lines: Line, start=0, **more) -> Basket:
            for number, line in enumerate(lines, start):
                cart[number] = line
            else:
                cart.done = True
            return cart
        ''',
    FILE: r'''
        import asyncio
        import re as regex
        import unittest
        from contextlib import contextmanager, suppress
        import pytest
        from tests import support
        from tests.support import Line, fill
        from shop.cart import Cart

        pytestmark = [pytest.mark.cart, pytest.mark.skip]
        LIMIT: int = 0xFF
        LIMIT += 0b11
        NAMES = ["a", 'b', r"\d", b"\x00\xff", u"\u00e9\U0001F600", "con" "cat" f"{LIMIT}" "ed"]

        @contextmanager
        def opened(path, /, mode="r", *, strict=False):
            yield path, mode, strict

        @pytest.fixture
        def cart(request):
            return fill(Cart(), Line("x"), start=1)

        def test_expressions(cart):
            a, (b, *c) = 1, [2, 3, 4]
            assert a + b - c[0] * 2 ** 3 // 4 % 5 @ a << 1 >> 2 & 3 | 4 ^ ~5, "message"
            assert not a and (b or c) and a if b else c
            assert a < b <= 3 != 4 == 4 is not None and a in c and b not in c
            assert cart[1:2, ::3, ...][0] == {1, 2} | {*c}
            assert {**{"a": 1}, "b": (lambda x, *y, z=1, **w: x)(1)}
            assert [x for x in c if x for y in [x] if y] or {x: 1 for x in c}
            assert (n := 10) and any(x > n for x in c) and {x for x in c}
            assert -1.5e-7 == 1j.imag or 10**100 > 123456789012345678901234567890
            assert (None, True, False, ...) == NotImplemented

        def test_strings(cart):
            width, name = 10, "n"
            assert f"{name!r:>{width}}" f"{width:{'>'}{10}.{2}f}" == f"a{{b}}{name}" "c"
            assert f"{name=}" + f"{width + 1 = :x}" + f"{{}}" + f"" + "" + f"plain"
            assert "\N{EM DASH}\t\n\\" and b"\x80" and rb"\d" and R"\d" and '"' "'"
            assert f"{cart['a']}" f'{cart["a"]}' and f"""{
                cart
            }"""

        def test_statements(cart):
            global LIMIT
            import os.path as p, json
            from ..shop import basket
            with opened("a") as (b, c, d), suppress(OSError):
                del b, (c, d)
            for x in range(10):
                if x == 1: continue
                elif x == 2: break
                else: pass
            while LIMIT:
                LIMIT -= 1
            else:
                raise ValueError from None
            try:
                p.join(json, basket)
            except (KeyError, IndexError) as error:
                raise error
            except Exception:
                raise
            else:
                assert cart
            finally:
                cart.x: int = 1
            def inner():
                nonlocal x
                x = yield from cart
                return (yield)
            class Inner(Cart, metaclass=type):
                limit = LIMIT
            return inner, Inner

        def test_patterns(cart):
            match cart:
                case Line("a", price=1 | 2.5 as price) if price: pass
                case [1, -2, *rest] | {"a": rest}: assert rest
                case {"k": None, **others}: assert others
                case support.Line() | "x" "y" | b"z" | True: pass
                case (1, [2, _]): assert 0
                case other: assert other

        @pytest.mark.parametrize(
            ("n", "expected"),
            [(1, 2), pytest.param(2, 3, id="two", marks=[pytest.mark.xfail, pytest.mark.slow])],
        )
        @pytest.mark.usefixtures("cart")
        async def test_async(n, expected, tmp_path):
            async with asyncio.timeout(1) as t, opened(NAMES):
                async for x in t:
                    await x
            assert [y async for y in t] == [await z for z in t]
            assert regex.match(support.RATES["de"], support.fill(n))

        class Base:
            rate = 0.19
            def check(self, value):
                assert value == self.rate
            def test_inherited(self):
                self.check(LIMIT)

        @unittest.skip("later")
        class TestCart(Base, unittest.TestCase):
            """A class."""
            rate = Base.rate * 2
            @classmethod
            def setUpClass(cls):
                cls.lines = [Line(each) for each in NAMES]
            def setUp(self):
                self.prepare()
            def prepare(self): self.cart = fill(Cart(), *self.lines)
            def test_method(self):
                with self.assertRaises(ValueError): super().check(self.cart)
        ''',
}

DIGESTS = {
    "test_expressions": "7eeaa6e3c8a7",
    "test_strings": "bb4105b2efac",
    "test_statements": "02f52a18478d",
    "test_patterns": "056ec801c156",
    "test_async": "93ad983f066b",
    "TestCart::test_method": "633156e97462",
    "TestCart::test_inherited": "5e753f3c4022",
    "test_generated": "5b9e49230b1b",
}


@pytest.mark.parametrize("test", DIGESTS)
def test_a_text_is_the_same_on_every_python(orchard: Orchard, test: str) -> None:
    """The digest of a test in a file with every kind of node that Python 3.10 knows."""
    assert orchard.text(SAMPLE, f"{FILE}::{test}") == DIGESTS[test]


OUTLINES = {
    "test_expressions": (
        "1/d0be/o00c0c5d;o185737f;t2861286;t2c092c0;o31dcc5d;v504defc;v54d6733;t881d881;t"
        "a8f6a8f;tb49cb49;te225e22;te28ce28;te553e55"
    ),
    "test_strings": "1/7674/v0b1806e;t4107410;t8710871;tc9fdc9f",
    "test_statements": "1/0bd6/tb960ee5///1.0",
    "test_patterns": "1/5aa1/tb5bb4ac;tc12c7d4;tc42ee6c;sc648409",
    "test_async": "1/81bd/t5f5e5f5;e9e6d945/415563bad",
    "TestCart::test_method": "1/5396/r368dc1d;eee7d8db",
    "TestCart::test_inherited": "1/1e86/efa94541",
}


@pytest.mark.parametrize("test", OUTLINES)
def test_an_outline_is_the_same_on_every_python(orchard: Orchard, test: str) -> None:
    """What a test asserts, of the same file; a lock outlives the Python it was written with."""
    tree = orchard.tree(SAMPLE)
    assert tree.outlines([f"{FILE}::{test}"]) == {f"{FILE}::{test}": OUTLINES[test]}


LATER = r"""
    type Pair[T] = tuple[T, T]
    def first[T: int, *Ts, **P](pair: Pair[T]) -> T:
        return pair[0]
    class Box[T]:
        held: T
    def test_x():
        try:
            assert first((1, 2)) and Box[int]()
        except* (ValueError, TypeError) as group:
            raise group
        assert f"{f"{"nested"!r:>{10}}"}" and [*range(3)][*(1,)]
    """


@pytest.mark.skipif(sys.version_info < (3, 12), reason="later syntax")
def test_a_text_with_later_syntax_is_the_same_on_every_python_that_has_it(
    orchard: Orchard,
) -> None:
    """Type parameters, type aliases, exception groups, and quotes in f-strings."""
    assert orchard.text(LATER) == "b0f11581e4cc"


def test_an_implementation_is_the_same_on_every_python(orchard: Orchard) -> None:
    """The digest of the source, of a file that parses and of one that does not."""
    files = {f"src/shop/part_{n}.py": content for n, content in enumerate(SAMPLE.values())}
    files |= {"src/shop/old.py": "print 'a'\n", "src/shop/text.txt": "a"}
    own = ["src/shop/old.py", "src/shop/part_2.py", "src/shop/text.txt", "src/shop/missing.py"]
    assert orchard.tree(files).implementation(own) == "21d7335c14b5"
