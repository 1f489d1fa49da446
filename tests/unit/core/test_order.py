"""What must exist before what: steps, the critical path, and orders that contradict it."""

from __future__ import annotations

from pytest_phase.core.order import Conflict, Use, build_order
from tests.fakes.builders import a_component, a_plan

RETRY = a_component("Retry", line=10)
CLOCK = a_component("Clock", line=20)
CART = a_component("Cart", line=30, needs=["retry", "clock"])
STORE = a_component("Store", line=40, needs=["cart"])
MAIL = a_component("Mail", line=50, needs=["retry"])
SHOP = a_plan(RETRY, CLOCK, CART, STORE, MAIL)


def test_each_step_needs_only_earlier_ones() -> None:
    """Components of one step need nothing of each other; each stands as early as it can."""
    assert build_order(SHOP).steps == (("retry", "clock"), ("cart", "mail"), ("store",))


def test_the_critical_path_is_the_longest_chain() -> None:
    """From a foundation to the last step; of two chains the one that the plan lists first."""
    assert build_order(SHOP).critical_path == ("retry", "cart", "store")


def test_completed_components_are_left_out() -> None:
    """What is done is no step any more, and nothing waits for it."""
    order = build_order(SHOP, done=frozenset({"retry", "clock"}))
    assert order.steps == (("cart", "mail"), ("store",))
    assert order.critical_path == ("cart", "store")


def test_nothing_to_do() -> None:
    """Everything done: no step and no path."""
    order = build_order(a_plan(RETRY), done=frozenset({"retry"}))
    assert (order.steps, order.critical_path, order.conflicts) == ((), (), ())


def test_a_component_listed_before_what_it_needs() -> None:
    """The dependency is named with its line."""
    plan = a_plan(a_component("Cart", line=10, needs=["store"]), a_component("Store", line=20))
    assert build_order(plan).conflicts == (Conflict("listed", "cart", "store", "PLAN.md:10"),)
    assert build_order(plan).steps == (("store",), ("cart",))


def test_code_that_uses_what_the_plan_does_not_name() -> None:
    """Cart's code imports Store's, and no chain of dependencies says that Store comes first."""
    use = Use("mail", "clock", "src/mail.py:3")
    assert build_order(SHOP, uses=[use]).conflicts == (
        Conflict("unsaid", "mail", "clock", "src/mail.py:3"),
    )


def test_code_that_the_plan_bears_out() -> None:
    """A use along the dependencies, over any number of them, contradicts nothing."""
    uses = [Use("store", "cart", "src/store.py:1"), Use("store", "retry", "src/store.py:2")]
    assert build_order(SHOP, uses=uses).conflicts == ()


def test_code_that_runs_against_the_plan() -> None:
    """Retry's code imports Store's, and Store depends on Retry."""
    use = Use("retry", "store", "src/retry.py:3")
    assert build_order(SHOP, uses=[use]).conflicts == (
        Conflict("against", "retry", "store", "src/retry.py:3"),
    )


def test_order_alone_makes_no_step() -> None:
    """A soft dependency comes from the plan's order alone: both can go in parallel."""
    plan = a_plan(RETRY, a_component("Mail", after=["retry"]))
    assert build_order(plan).steps == (("retry", "mail"),)


def test_a_long_chain() -> None:
    """Thousands of components in a row are no deeper than one."""
    chain = [a_component("C0")]
    chain += [a_component(f"C{n}", needs=[f"c{n - 1}"]) for n in range(1, 3000)]
    assert len(build_order(a_plan(*chain)).critical_path) == 3000
