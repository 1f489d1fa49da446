"""The story that ``pytest-phase demo`` plays: its files and its steps, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Write:
    """A new file."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """One passage of a file replaced; an empty ``old`` means that ``new`` goes to the end."""

    path: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Move:
    """A file under another name."""

    path: str
    to: str


@dataclass(frozen=True, slots=True)
class Git:
    """Git commands, one after the other; passed over where there is no git."""

    commands: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Pytest:
    """A pytest run, and what has to come of it.

    ``finds`` are the codes that the gate has to name (none: it names no error), ``stands`` the
    state and the cycle of components afterwards: ``{"money": "in_progress red"}``. What it says
    to do next is left out of what is shown, unless ``shows_next``: the story goes on by itself.
    """

    words: tuple[str, ...]
    exit: int
    finds: tuple[str, ...] = ()
    stands: Mapping[str, str] = field(default_factory=dict)
    shows_next: bool = False


Action = Write | Edit | Move | Git | Pytest


@dataclass(frozen=True, slots=True)
class Step:
    """One line that says what happens and why, and then the actions."""

    says: str
    actions: tuple[Action, ...]


PYTEST_INI = """\
[pytest]
phase_plan = PLAN.md
pythonpath = .
addopts = -q --tb=no -rN
"""

PLAN = """\
# Phase 1: Till - TDD Implementation Plan
### Phase 1.1: From a price tag to a receipt
#### Money
- Tests: `tests/test_money.py`
- Implementation: `till/money.py`
#### Basket
- Tests: `tests/test_basket.py`
- Implementation: `till/basket.py`
- Depends on: Money
#### Receipt
- Tests: `tests/test_receipt.py`
- Implementation: `till/receipt.py`
- Depends on: Basket
"""

TEST_MONEY = """\
from till.money import cents
def test_reads_a_price():
    assert cents("1.50") == 150
"""

MONEY = """\
def cents(price):
    return int(price.replace(".", ""))
"""

TEST_BASKET = """\
from till.basket import total
def test_adds_prices():
    assert total(["1.50", "2.00"]) == 350
"""

BASKET = """\
from till.money import cents
def total(prices):
    return sum(cents(price) for price in prices)
"""

TEST_RECEIPT = """\
from till.receipt import receipt
def test_shows_the_total():
    assert receipt(["1.50", "2.00"]) == "Total 3.50"
"""

RECEIPT = """\
from till.basket import total
def receipt(prices):
    return f"Total {total(prices) / 100:.2f}"
"""

TEST_EMPTY = """\
def test_has_nothing_to_pay():
    assert receipt([]) == "Nothing to pay"
"""

MONEY_BODY = '    return int(price.replace(".", ""))\n'
BETTER_BODY = """\
    euros, _, rest = price.partition(".")
    return 100 * int(euros) + int(rest)
"""

TOTAL_ONLY = '    return f"Total {total(prices) / 100:.2f}"\n'
NOTHING_TOO = """\
    if not prices:
        return "Nothing to pay"
    return f"Total {total(prices) / 100:.2f}"
"""

STRONG = '    assert receipt(["1.50", "2.00"]) == "Total 3.50"\n'
WEAK = '    assert "Total" in receipt(["1.50", "2.00"])\n'

STORY: tuple[Step, ...] = (
    Step(
        "A PLAN: three components, the tests of each, and what depends on what.",
        (
            Write("pytest.ini", PYTEST_INI),
            Write("PLAN.md", PLAN),
            Git((("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "-m", "Plan"))),
        ),
    ),
    Step(
        "RED: the tests of Money alone. They have to be seen failing.",
        (
            Write("tests/test_money.py", TEST_MONEY),
            Pytest(
                ("--phase-start=Money",), 1, stands={"money": "in_progress red"}, shows_next=True
            ),
        ),
    ),
    Step(
        "GREEN: the least code that makes them pass.",
        (Write("till/money.py", MONEY), Pytest((), 0, stands={"money": "in_progress green"})),
    ),
    Step(
        "REFACTOR: the code changes, the tests do not, and they stay green.",
        (
            Edit("till/money.py", MONEY_BODY, BETTER_BODY),
            Pytest((), 0, stands={"money": "in_progress green"}),
        ),
    ),
    Step(
        "COMPLETE: every test of Money was seen red, then green.",
        (Pytest(("--phase-complete",), 0, stands={"money": "completed green"}),),
    ),
    Step(
        "NEXT: Basket may start now, and does so by itself at its first red.",
        (
            Write("tests/test_basket.py", TEST_BASKET),
            Pytest((), 1, stands={"basket": "in_progress red"}),
            Write("till/basket.py", BASKET),
            Pytest((), 0, stands={"basket": "in_progress green"}),
        ),
    ),
    Step(
        "STATUS: where the plan stands, from the plan and its lock. Nothing is run.",
        (Pytest(("--phase-status",), 0, shows_next=True),),
    ),
    Step(
        "GATE: what CI runs. It judges, and writes nothing.",
        (Pytest(("--phase-gate",), 0),),
    ),
    Step(
        "A CHEAT: the code of Receipt together with its tests. Nobody saw them fail.",
        (
            Write("tests/test_receipt.py", TEST_RECEIPT),
            Write("till/receipt.py", RECEIPT),
            Pytest(("--phase-gate",), 1, finds=("PH801",), shows_next=True),
        ),
    ),
    Step(
        "PUT RIGHT: without the code they fail, with it they pass.",
        (
            Move("till/receipt.py", "receipt.away"),
            Pytest((), 1, stands={"basket": "completed green", "receipt": "in_progress red"}),
            Move("receipt.away", "till/receipt.py"),
            Pytest((), 0, stands={"receipt": "in_progress green"}),
        ),
    ),
    Step(
        "A CHEAT: a test is weakened after it was seen red.",
        (
            Edit("tests/test_receipt.py", STRONG, WEAK),
            Pytest(("--phase-gate",), 1, finds=("PH802",)),
        ),
    ),
    Step(
        "PUT RIGHT: the old text again.",
        (
            Edit("tests/test_receipt.py", WEAK, STRONG),
            Pytest(("--phase-gate",), 0, stands={"receipt": "in_progress green"}),
        ),
    ),
    Step(
        "A CHEAT: a new test is seen red, and deleted instead of made to pass.",
        (
            Edit("tests/test_receipt.py", "", TEST_EMPTY),
            Pytest((), 1, stands={"receipt": "in_progress red"}),
            Edit("tests/test_receipt.py", TEST_EMPTY, ""),
            Pytest(("--phase-gate",), 1, finds=("PH804",)),
        ),
    ),
    Step(
        "PUT RIGHT: the test is back, and the code makes it pass.",
        (
            Edit("tests/test_receipt.py", "", TEST_EMPTY),
            Edit("till/receipt.py", TOTAL_ONLY, NOTHING_TOO),
            Pytest(("--phase-complete",), 0, stands={"receipt": "completed green"}),
            Pytest(("--phase-gate",), 0),
        ),
    ),
)
