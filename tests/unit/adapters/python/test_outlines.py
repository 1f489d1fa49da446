"""What kind of edit turned one text of a test into another: read from source, before and after."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pytest_phase.core.edits import Edit, compare
from pytest_phase.core.outline import Survey, outline_of
from tests.trees import FILE, TEST, Orchard

Tree = Mapping[str, str] | str

HEAD = """
import math, unittest
from contextlib import suppress
from unittest import mock
import pytest
import shop
from shop import Cart
"""


def survey(orchard: Orchard, files: Tree, test: str = TEST) -> Survey:
    """What a test says; it has to be found."""
    found = orchard.tree(files).survey(test)
    assert found is not None
    return found


def edit(orchard: Orchard, then: Tree, now: Tree, test: str = TEST) -> Edit:
    """The edit from one tree to another."""
    return compare(outline_of(survey(orchard, then, test)), survey(orchard, now, test))


def body(*lines: str) -> str:
    """A test file with these lines in its one test."""
    return HEAD + "def test_x(cart, client):\n" + "".join(f"    {line}\n" for line in lines)


# What says the same, written in another way

SAME = {
    "a local name": (["assert shop.total() == 3"], ["got = shop.total()", "assert got == 3"]),
    "the sides": (["assert shop.total() == 3"], ["assert 3 == shop.total()"]),
    "the message": (["assert cart.sum, 'why'"], ["assert cart.sum, f'sum of {cart}'"]),
    "no message": (["assert cart.sum, 'why'"], ["assert cart.sum"]),
    "two at once": (["assert cart.a and cart.b"], ["assert cart.a", "assert cart.b"]),
    "the order": (["assert cart.a", "assert cart.b"], ["assert cart.b", "assert cart.a"]),
    "another name for it": (["a = Cart()", "assert a.x"], ["b = Cart()", "assert b.x"]),
    "the name of a context": (
        ["with pytest.raises(ValueError) as e:", "    cart.add(0)", "assert 'x' in str(e)"],
        ["with pytest.raises(ValueError) as info:", "    cart.add(0)", "assert 'x' in str(info)"],
    ),
    "a name in a comprehension": (
        ["assert [x.n for x in cart] == [1]"],
        ["assert [line.n for line in cart] == [1]"],
    ),
    "a name in a lambda": (
        ["assert cart.find(lambda x: x.n) == 1"],
        ["assert cart.find(lambda line: line.n) == 1"],
    ),
    "a name in a loop": (
        ["for x in cart:", "    assert x.n"],
        ["for line in cart:", "    assert line.n"],
    ),
    "a loop over what is written out": (
        ["assert cart.has('a')", "assert cart.has('b')"],
        ["for each in ('a', 'b'):", "    assert cart.has(each)"],
    ),
    "a subtest": (
        ["for each in cart:", "    assert each.n"],
        ["for each in cart:", "    with client.subTest(each=each):", "        assert each.n"],
    ),
    "of unittest": (
        ["client.assertEqual(cart.n, 3)", "client.assertTrue(cart.ok)", "client.assertIn(1, cart)"],
        ["assert cart.n == 3", "assert cart.ok", "assert 1 in cart"],
    ),
    "how it is imported": (
        ["assert Cart().n == 3"],
        ["import shop as s", "assert s.Cart().n == 3"],
    ),
    "an unused name": (["assert cart.n == 3"], ["wanted = 4", "assert cart.n == 3"]),
    "another way to allow as much": (
        ["assert cart.n == pytest.approx(3, abs=0.5)"],
        ["assert abs(cart.n - 3) <= 0.5"],
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_another_way_to_say_the_same_loses_nothing(orchard: Orchard, name: str) -> None:
    """All old assertions are there, both ways round."""
    then, now = (body(*lines) for lines in SAME[name])
    assert edit(orchard, then, now).kind == "strengthened"
    assert edit(orchard, now, then).kind == "strengthened"


STRONGER = {
    "one more": (["assert cart.n == 3"], ["assert cart.n == 3", "assert cart.ok"]),
    "one before, with what it needs": (
        ["assert cart.n == 3"],
        ["lines = list(cart)", "assert len(lines) == 1", "assert cart.n == 3"],
    ),
    "more is done, and asserted, after it": (
        ["cart.add(1)", "assert cart.n == 1"],
        ["cart.add(1)", "assert cart.n == 1", "cart.add(2)", "assert cart.n == 3"],
    ),
    "an exception first": (
        ["assert cart.n == 3"],
        ["with pytest.raises(ValueError):", "    cart.add(0)", "assert cart.n == 3"],
    ),
    "one more round of a loop": (
        ["for n in [1, 2]:", "    assert cart.has(n)"],
        ["for n in [1, 2, 3]:", "    assert cart.has(n)"],
    ),
    "a narrower tolerance": (
        ["assert cart.n == pytest.approx(3, abs=0.5)"],
        ["assert cart.n == pytest.approx(3, abs=0.1)"],
    ),
    "a test that asserted nothing": (
        ["shop.total(cart)"],
        ["assert shop.total(cart) == 3"],
    ),
}


@pytest.mark.parametrize("name", STRONGER)
def test_what_is_kept_and_has_more_is_strengthened(orchard: Orchard, name: str) -> None:
    """All old assertions are kept; the other way round something is lost."""
    then, now = (body(*lines) for lines in STRONGER[name])
    assert edit(orchard, then, now) == Edit("strengthened")
    assert not edit(orchard, now, then).keeps


WEAKER = {
    "fewer": (["assert cart.a", "assert cart.b"], ["assert cart.a"], "1 assertion fewer"),
    "always true": (["assert cart.n == 3"], ["assert True"], "1 assertion fewer"),
    "truth": (["assert cart.n == 3"], ["assert cart.n"], "== a value became plain truth"),
    "truth of its length": (
        ["assert len(cart) == 3"],
        ["assert cart"],
        "== a value became plain truth",
    ),
    "not None": (
        ["got = cart.get(1)", "assert got == 3"],
        ["got = cart.get(1)", "assert got is not None"],
        "== a value became a negation",
    ),
    "its type": (
        ["assert cart.n == 3"],
        ["assert isinstance(cart.n, int)"],
        "== a value became a check of the type",
    ),
    "greater": (
        ["assert cart.n == 3"],
        ["assert cart.n > 0"],
        "== a value became another comparison",
    ),
    "a way out": (
        ["assert cart.n == 3"],
        ["assert cart.n == 3 or not cart"],
        "== a value became plain truth",
    ),
    "computed": (
        ["assert shop.total(cart) == 3"],
        ["assert shop.total(cart) == shop.total(cart)"],
        "the expected value is computed by the code under test",
    ),
    "computed before": (
        ["wanted = 3", "assert shop.total(cart) == wanted"],
        ["wanted = shop.total(cart)", "assert shop.total(cart) == wanted"],
        "the expected value is computed by the code under test",
    ),
    "wider, absolute": (
        ["assert cart.n == pytest.approx(3, abs=0.1)"],
        ["assert cart.n == pytest.approx(3, abs=0.5)"],
        "a tolerance is wider",
    ),
    "wider, relative": (
        ["assert cart.n == pytest.approx(3)"],
        ["assert cart.n == pytest.approx(3, rel=1e-2)"],
        "a tolerance is wider",
    ),
    "wider, rounded": (
        ["assert round(cart.n, 3) == 3"],
        ["assert round(cart.n, 1) == 3"],
        "a tolerance is wider",
    ),
    "wider, of unittest": (
        ["client.assertAlmostEqual(cart.n, 3)"],
        ["client.assertAlmostEqual(cart.n, 3, places=2)"],
        "a tolerance is wider",
    ),
    "wider, of math": (
        ["assert math.isclose(cart.n, 3)"],
        ["assert math.isclose(cart.n, 3, rel_tol=0.1)"],
        "a tolerance is wider",
    ),
    "a tolerance": (
        ["assert cart.n == 3"],
        ["assert cart.n == pytest.approx(3)"],
        "== a value became a comparison with a tolerance",
    ),
    "no match": (
        ["with pytest.raises(ValueError, match='x'):", "    cart.add(0)"],
        ["with pytest.raises(ValueError):", "    cart.add(0)"],
        "pytest.raises lost its match",
    ),
    "any exception": (
        ["with pytest.raises(ValueError):", "    cart.add(0)"],
        ["with pytest.raises(Exception):", "    cart.add(0)"],
        "pytest.raises takes any exception",
    ),
    "never": (
        ["assert cart.n == 3"],
        ["if False:", "    assert cart.n == 3"],
        "an assertion stands under a new if",
    ),
    "under a condition": (
        ["assert cart.n == 3"],
        ["if cart:", "    assert cart.n == 3"],
        "an assertion stands under a new if",
    ),
    "after a return under a condition": (
        ["assert cart.n == 3"],
        ["if not cart:", "    return", "assert cart.n == 3"],
        "an assertion stands under a new if",
    ),
    "after a return": (
        ["assert cart.n == 3"],
        ["return", "assert cart.n == 3"],
        "1 assertion fewer",
    ),
    "in a function": (
        ["assert cart.n == 3"],
        ["def later():", "    assert cart.n == 3"],
        "an assertion stands under a new def",
    ),
    "in a loop": (
        ["assert cart.n == 3"],
        ["for _ in cart:", "    assert cart.n == 3"],
        "an assertion stands under a new for",
    ),
    "in a try": (
        ["assert cart.n == 3"],
        ["try:", "    assert cart.n == 3", "except AssertionError:", "    pass"],
        "an assertion stands under a new try",
    ),
    "suppressed": (
        ["assert cart.n == 3"],
        ["with suppress(AssertionError):", "    assert cart.n == 3"],
        "an assertion stands under a new try",
    ),
    "a try beside it": (
        ["cart.add(3)", "assert client.ok"],
        ["try:", "    cart.add(3)", "except ValueError:", "    pass", "assert client.ok"],
        "a new try",
    ),
    "a skip": (
        ["assert cart.n == 3"],
        ["if client.slow:", "    pytest.skip('slow')", "assert cart.n == 3"],
        "a new skip",
    ),
}


@pytest.mark.parametrize("name", WEAKER)
def test_what_asks_for_less_is_weakened_and_says_how(orchard: Orchard, name: str) -> None:
    """Fewer assertions, `==` to truthiness, a wider tolerance, a condition, a computed value."""
    then, now, reason = WEAKER[name]
    found = edit(orchard, body(*then), body(*now))
    assert found.kind == "weakened"
    assert reason in found.reasons


OTHER = {
    "another value": (["assert cart.n == 3"], ["assert cart.n == 4"]),
    "another value by name": (["n = 3", "assert cart.n == n"], ["n = 4", "assert cart.n == n"]),
    "another thing": (["assert cart.n == 3"], ["assert cart.m == 3"]),
    "another way to get it": (
        ["got = shop.total(cart)", "assert got == 3"],
        ["got = 3", "assert got == 3"],
    ),
    "more done to it before": (
        ["cart.add(1)", "assert cart.n == 1"],
        ["cart.add(1)", "cart.n = 1", "assert cart.n == 1"],
    ),
    "less done to it before": (
        ["cart.add(1)", "cart.add(2)", "assert cart.ok"],
        ["cart.add(1)", "assert cart.ok"],
    ),
    "patched": (
        ["assert shop.total() == 3"],
        [
            "client.patch = mock.patch('shop.total', return_value=3).start()",
            "assert shop.total() == 3",
        ],
    ),
    "patched around it": (
        ["assert shop.total() == 3"],
        ["with mock.patch('shop.total', return_value=3):", "    assert shop.total() == 3"],
    ),
    "another exception": (
        ["with pytest.raises(ValueError):", "    cart.add(0)"],
        ["with pytest.raises(KeyError):", "    cart.add(0)"],
    ),
    "raised by something else": (
        ["with pytest.raises(ValueError):", "    cart.add(0)"],
        ["with pytest.raises(ValueError):", "    raise ValueError"],
    ),
    "of a mock": (
        ["client.call.assert_called_once_with(3)"],
        ["client.call.assert_called_once_with(4)"],
    ),
    "a call, where nothing is asserted": (["shop.total(cart)"], ["shop.other(cart)"]),
    "nothing at all": (["shop.total(cart)"], ["pass"]),
    "what an exception matches": (
        ["with pytest.raises(ValueError) as e:", "    cart.add(0)", "e.match('zero')"],
        ["with pytest.raises(ValueError) as e:", "    cart.add(0)", "assert e.value"],
    ),
}


@pytest.mark.parametrize("name", OTHER)
def test_what_says_something_else_is_just_changed(orchard: Orchard, name: str) -> None:
    """No assertion is plainly weaker, and not all are there."""
    then, now = (body(*lines) for lines in OTHER[name])
    assert edit(orchard, then, now).kind == "changed"


# Cases

CASES = """
import pytest, shop
MORE = [(5, 6)]
@pytest.mark.parametrize(("n", "e"), [{}])
def test_x(n, e):
    assert shop.total(n) == e
"""


@pytest.mark.parametrize(
    ("then", "now", "kind"),
    [
        ("(1, 2)", "(1, 2), (3, 4)", "strengthened"),
        ("(1, 2), (3, 4)", "(3, 4), (1, 2)", "strengthened"),
        ("(1, 2)", "pytest.param(1, 2, id='a', marks=pytest.mark.slow)", "strengthened"),
        ("(1, 2), (3, 4)", "(1, 2)", "weakened"),
        ("(1, 2), (3, 4)", "(1, 2), (3, 5)", "changed"),
        ("(1, 2)", "", "weakened"),
    ],
)
def test_cases_may_only_become_more(orchard: Orchard, then: str, now: str, kind: str) -> None:
    """A case is its values, wherever it stands and whatever it is called."""
    assert edit(orchard, CASES.format(then), CASES.format(now)).kind == kind


def test_cases_of_a_list_with_a_name(orchard: Orchard) -> None:
    """A list of the module is read as if it stood there."""
    written = CASES.replace("[{}]", "[(5, 6)]")
    named = CASES.replace("[{}]", "MORE")
    assert edit(orchard, written, named).kind == "strengthened"
    assert edit(orchard, named, named.replace("(5, 6)", "(5, 7)")).kind == "changed"


def test_a_test_made_to_take_cases_keeps_its_own(orchard: Orchard) -> None:
    """What it said is one of the cases now."""
    then = "import shop\ndef test_x():\n    got = shop.total(1)\n    assert got == 2\n"
    assert edit(orchard, then, CASES.format("(1, 2), (3, 4)")).kind == "strengthened"
    assert edit(orchard, then, CASES.format("(1, 3), (3, 4)")).kind == "changed"


def test_a_test_made_to_take_cases_keeps_its_own_beside_those_of_a_fixture(
    orchard: Orchard,
) -> None:
    """The cases of its fixture say nothing about its own."""
    fixture = "import pytest, shop\n@pytest.fixture(params=[1, 2])\ndef cart(request): yield\n"
    then = f"{fixture}def test_x(cart):\n    assert shop.a(1) == 2\n    assert shop.a(2) == 4\n"
    now = (
        f"{fixture}@pytest.mark.parametrize(('n', 'e'), [(1, 2), (2, 4)])\n"
        "def test_x(cart, n, e):\n    assert shop.a(n) == e\n"
    )
    assert edit(orchard, then, now).kind == "strengthened"


@pytest.mark.parametrize(
    ("then", "now", "kind"),
    [
        ("@given(st.integers())", "@given(st.integers())\n@example(3)", "strengthened"),
        ("@given(st.integers())\n@example(3)", "@given(st.integers())", "weakened"),
        ("@given(st.integers())", "@given(st.just(3))", "changed"),
        ("@pytest.mark.slow", "@mock.patch('shop.total', lambda n: 3)", "changed"),
        ("@pytest.mark.slow", "@pytest.mark.usefixtures('n')", "strengthened"),
    ],
)
def test_decorators_of_hypothesis_and_of_mock(
    orchard: Orchard, then: str, now: str, kind: str
) -> None:
    """What values are drawn from counts like cases; what is replaced changes every assertion."""
    files = (
        "import pytest, shop\nfrom unittest import mock\nfrom hypothesis import example, given\n"
        "from hypothesis import strategies as st\n{}\ndef test_x(n):\n    assert shop.total(n)\n"
    )
    assert edit(orchard, files.format(then), files.format(now)).kind == kind


def test_a_test_that_leaves_it_to_a_fixture_to_assert_says_what_it_calls(
    orchard: Orchard,
) -> None:
    """The fixture asserts that nothing leaks; the test, that its calls do not raise."""
    files = """
        import pytest, shop
        @pytest.fixture(autouse=True)
        def leaks():
            yield
            assert not shop.open()
        def test_x():
            shop.total({})
        """
    assert edit(orchard, files.format("1"), files.format("2")).kind == "changed"


def test_the_parameters_of_a_fixture_are_cases(orchard: Orchard) -> None:
    """The test runs once for each."""
    files = """
        import pytest, shop
        @pytest.fixture(params=[{}])
        def cart(request):
            return request.param
        def test_x(cart):
            assert shop.total(cart) == 3
        """
    assert edit(orchard, files.format("1"), files.format("1, 2")) == Edit("support")
    assert edit(orchard, files.format("1, 2"), files.format("1")).kind == "weakened"


# Helpers, fixtures and data

HELPED = {
    "conftest.py": """
        import pytest
        @pytest.fixture
        def cart():
            yield [1]
            assert True is True
        @pytest.fixture(autouse=True)
        def clock(): yield 1
        """,
    "tests/support.py": """
        WANTED = 3
        def close(a, b): return abs(a - b) < 1
        def check(a, b):
            assert close(a, b)
            assert a
        """,
    FILE: """
        import shop
        from tests.support import WANTED, check
        def test_x(cart):
            check(shop.total(cart), 3)
            assert shop.total(cart) == WANTED
        """,
}


def changed(path: str, old: str, new: str) -> dict[str, str]:
    """The tree of ``HELPED`` with one edit."""
    assert HELPED[path].count(old) == 1
    return {**HELPED, path: HELPED[path].replace(old, new)}


S, C = "tests/support.py", "conftest.py"

SUPPORT = {
    "a fixture": (C, "yield [1]", "yield [1, 2]"),
    "a fixture that all have": (C, "yield 1\n", "yield 2\n"),
    "a helper that asserts nothing": (S, "< 1", "<= 0.5"),
    "names in a helper": (
        S,
        "def check(a, b):\n            assert close(a, b)\n            assert a",
        "def check(got, wanted):\n            assert got\n            assert close(got, wanted)",
    ),
    "a helper in two": (
        S,
        "assert close(a, b)\n",
        "both(a, b)\n            assert a\n"
        "        def both(x, y):\n            assert close(x, y)\n",
    ),
    "an assertion more in a helper": (S, "assert a\n", "assert a\n            assert b\n"),
}


@pytest.mark.parametrize("name", SUPPORT)
def test_a_helper_or_fixture_that_loses_no_assertion(orchard: Orchard, name: str) -> None:
    """The test itself is as it was."""
    now = changed(*SUPPORT[name])
    if name == "a helper in two":
        now[S] = now[S].replace(
            "            assert close(x, y)\n            assert a\n",
            "            assert close(x, y)\n",
        )
    assert edit(orchard, HELPED, now) == Edit("support")


LOST_BELOW = {
    "an assertion of a helper": (S, "            assert a\n", ""),
    "an assertion of a fixture": (C, "            assert True is True\n", ""),
    "a helper under a condition": (S, "assert close(a, b)", "if a: assert close(a, b)"),
    "a helper that catches": (
        S,
        "assert close(a, b)",
        "try: close(a, b)\n            except ValueError: pass",
    ),
    "a call of a helper": (FILE, "            check(shop.total(cart), 3)\n", ""),
    "what a helper is given": (FILE, "check(shop.total(cart), 3)", "check(3, 3)"),
    "a value with a name": (S, "WANTED = 3", "WANTED = 4"),
    "a skip in a fixture": (C, "yield [1]", "pytest.skip('no')"),
}


@pytest.mark.parametrize("name", LOST_BELOW)
def test_what_is_lost_in_a_helper_or_fixture_is_lost(orchard: Orchard, name: str) -> None:
    """As it would be in the test itself."""
    assert not edit(orchard, HELPED, changed(*LOST_BELOW[name])).keeps


def test_what_is_moved_says_the_same(orchard: Orchard) -> None:
    """A helper to another module, a fixture into conftest, a value to a name."""
    moved = {
        C: HELPED[C].replace("def cart():\n            yield [1]", "def other(): yield [1]"),
        "tests/more.py": HELPED[S],
        FILE: HELPED[FILE]
        .replace("tests.support", "tests.more")
        .replace("import shop", "import shop, pytest")
        + """
        @pytest.fixture
        def cart():
            yield [1]
            assert True is True
        """,
    }
    assert edit(orchard, HELPED, moved).keeps
    plain = {**HELPED, FILE: HELPED[FILE].replace("== WANTED", "== 3")}
    assert edit(orchard, HELPED, plain).kind == "strengthened"
    assert edit(orchard, plain, HELPED).kind == "strengthened"


def test_a_helper_made_of_a_test_keeps_its_assertions(orchard: Orchard) -> None:
    """And the other way round: the assertions of a helper are told with what it was given."""
    then = """
        import shop
        def test_x():
            assert shop.total(1) == 2
            assert shop.total(2) == 4
        """
    now = """
        import shop
        def check(n, *, wanted):
            got = shop.total(n)
            assert got == wanted
        def test_x():
            check(1, wanted=2)
            check(2, wanted=4)
        """
    assert edit(orchard, then, now).kind == "strengthened"
    assert edit(orchard, now, then).kind == "strengthened"
    assert not edit(orchard, then, now.replace("check(2, wanted=4)", "check(2, wanted=5)")).keeps


CLASS = """
import unittest, shop
class TestCart(unittest.TestCase):
    def setUp(self):
        self.cart = shop.Cart()
    def check(self, n):
        self.assertEqual(self.cart.n, n)
    def test_x(self):
        self.cart.add(3)
        self.check(3)
"""


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("shop.Cart()", "shop.Cart(1)", "support"),
        ("def check(self, n)", "def check(self, number=0, *, n=4)", "changed"),
        ("self.assertEqual(self.cart.n, n)", "assert self.cart.n == n", "support"),
        ("self.assertEqual(self.cart.n, n)", "self.assertTrue(self.cart.n)", "weakened"),
        (
            "        self.check(3)\n",
            "        self.check(3)\n        self.check(4)\n",
            "strengthened",
        ),
        ("        self.cart.add(3)\n", "", "changed"),
        ("        self.check(3)\n", "", "weakened"),
    ],
)
def test_in_a_class(orchard: Orchard, old: str, new: str, kind: str) -> None:
    """Methods of the class are helpers, and its setup is what a fixture is."""
    found = edit(orchard, CLASS, CLASS.replace(old, new), f"{FILE}::TestCart::test_x")
    assert found.kind == kind


def test_a_test_that_the_source_does_not_define_has_no_outline(orchard: Orchard) -> None:
    """Nor one whose file does not parse."""
    assert orchard.tree("def test_x(): pass\n").survey(f"{FILE}::test_y") is None
    assert orchard.tree("def test_x(:\n").survey(TEST) is None
    assert orchard.tree({}).survey(TEST) is None


def test_deep_source_and_helpers_that_call_each_other(orchard: Orchard) -> None:
    """Neither ends in an error, and what is asserted is found."""
    found = survey(
        orchard,
        """
        def one(n):
            assert n
            two(n)
        def two(n):
            one(n)
        def test_x():
            one(1)
        """,
    )
    assert found.stated
    deep = "def test_x():\n    assert " + "(" * 80 + "1" + "+1)" * 80 + "\n"
    assert survey(orchard, deep) is not None
    endless = "def test_x():\n    assert " + "-" * 5000 + "1 == 2\n"
    orchard.tree(endless).survey(TEST)
