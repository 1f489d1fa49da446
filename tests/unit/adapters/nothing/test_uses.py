"""What a file says of the names that it uses."""

from __future__ import annotations

import pytest

from pytest_phase.adapters.nothing.uses import Kind, Uses, uses


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("Cart()", "Cart", "class"),
        ("cart()", "cart", "function"),
        ("cart == 3", "cart", "function"),
        ("LIMIT == 3", "LIMIT", "constant"),
        ("_LIMIT", "_LIMIT", "constant"),
        ("API().get()", "API", "class"),
        ("with LOCK: pass", "LOCK", "function"),
        ("isinstance(x, cart)", "cart", "class"),
        ("class A(shop.cart): pass", "cart", "class"),
        ("pytest.raises(Empty)", "Empty", "exception"),
        ("pytest.raises((Full, Empty))", "Empty", "exception"),
        ("pytest.raises(expected_exception=Empty)", "Empty", "exception"),
        ("self.assertRaises(errors.Empty)", "Empty", "exception"),
        ("try: pass\nexcept errors.Empty: pass", "Empty", "exception"),
        ("raise Empty('x')", "Empty", "exception"),
        ("CartError", "CartError", "exception"),
        ("@Retry(3)\ndef f(): pass", "Retry", "function"),
        ("@Cached\ndef f(): pass", "Cached", "function"),
    ],
)
def test_the_use_of_a_name_says_what_it_stands_for(code: str, name: str, kind: Kind) -> None:
    """Use decides, and the spelling of the name where the use says nothing."""
    assert uses(code).kind(name) == kind


@pytest.mark.parametrize(
    "code",
    [
        "async def f(): await fetch(1)",
        "async def f(): return await client.fetch()",
        "asyncio.run(fetch())",
        "anyio.run(fetch, 1)",
        "asyncio.gather(fetch(), 3)",
        "loop.run_until_complete(fetch())",
    ],
)
def test_what_is_awaited(code: str) -> None:
    """A function is awaited by await, and by those who take a coroutine to await it."""
    assert "fetch" in uses(code).awaited


def test_who_runs_something_else_awaits_nothing() -> None:
    """``run`` of a thing of the project is no event loop."""
    assert uses("job.run(fetch())").awaited == frozenset()


@pytest.mark.parametrize(
    "code",
    [
        "with a.transaction(): pass",
        "async def f():\n    async with transaction() as t: pass",
        "with transaction: pass",
        "stack.enter_context(transaction())",
    ],
)
def test_what_is_entered(code: str) -> None:
    """A context manager is entered by with, or by an exit stack."""
    assert "transaction" in uses(code).entered


def test_names_stand_in_imports_attributes_keywords_and_dotted_strings() -> None:
    """Whatever names a thing in a file writes it, also a target for a patch."""
    code = "from a.b import c as d\ne.f(g=1)\npatch('h.i.J')\n'not a name'"
    names = {"a", "b", "c", "e", "f", "g", "patch", "h", "i", "J"}
    assert uses(code).written == names


def test_free_names_are_those_that_a_star_import_has_to_give() -> None:
    """What the file binds, and what Python has, comes from nowhere else."""
    code = "from shop import *\nimport a.b\ndef f(x): return len(x) + y\nz = Cart()"
    assert uses(code).free == {"Cart", "y"}


def test_lines_on_which_an_import_may_fail() -> None:
    """An optional import says so by what it catches."""
    code = (
        "try:\n    import fast\nexcept ImportError:\n    fast = None\ntry:\n    x()\nfinally: y()"
    )
    assert uses(code).tried == {2}


def test_a_file_that_does_not_parse_says_nothing() -> None:
    """Nothing is known of it, and nobody fails for it."""
    assert uses("def (") == Uses()
