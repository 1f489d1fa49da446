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
    """A git command; passed over where there is no git."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pytest:
    """A pytest run, and what has to come of it.

    ``finds`` are the codes that the gate has to name (none: it names no error), ``stands`` the
    state and the cycle of components afterwards: ``{"money": "in_progress red"}``.
    """

    words: tuple[str, ...]
    exit: int
    finds: tuple[str, ...] = ()
    stands: Mapping[str, str] = field(default_factory=dict)


Action = Write | Edit | Move | Git | Pytest


@dataclass(frozen=True, slots=True)
class Step:
    """One line that says what happens and why, and then the actions."""

    says: str
    actions: tuple[Action, ...]


PLAN = """\
# Phase 1: Till - TDD Implementation Plan

### Phase 1.1: From a price tag to a receipt

**Money**
- Tests: `tests/test_money.py`
- Implementation: `till/money.py`

**Basket**
- Tests: `tests/test_basket.py`
- Implementation: `till/basket.py`
- Depends on: Money

**Receipt**
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

STRONG = '    assert receipt(["1.50", "2.00"]) == "Total 3.50"\n'
WEAK = '    assert "Total" in receipt(["1.50", "2.00"])\n'

STORY: tuple[Step, ...] = (
    Step(
        "A PLAN: three components, the tests of each, and what depends on what.",
        (
            Write("pytest.ini", "[pytest]\nphase_plan = PLAN.md\npythonpath = .\n"),
            Write("PLAN.md", PLAN),
            Git(("init", "--quiet")),
            Git(("add", "--all")),
            Git(("commit", "--quiet", "--message=Plan")),
        ),
    ),
    Step(
        "RED: start Money with its tests alone, and see them fail.",
        (
            Write("tests/test_money.py", TEST_MONEY),
            Pytest(("-q", "--phase-start=Money"), 1, stands={"money": "in_progress red"}),
        ),
    ),
    Step(
        "GREEN: the least code that makes them pass.",
        (
            Write("till/money.py", MONEY),
            Pytest(("-q",), 0, stands={"money": "in_progress green"}),
        ),
    ),
    Step(
        "REFACTOR: the code changes, the tests do not, and they stay green.",
        (
            Edit(
                "till/money.py",
                '    return int(price.replace(".", ""))\n',
                '    euros, _, rest = price.partition(".")\n'
                "    return 100 * int(euros) + int(rest)\n",
            ),
            Pytest(("-q",), 0, stands={"money": "in_progress green"}),
        ),
    ),
    Step(
        "COMPLETE: every test of Money was seen red, then green.",
        (Pytest(("-q", "--phase-complete"), 0, stands={"money": "completed green"}),),
    ),
    Step(
        "NEXT: Basket may start now, and does so by itself at its first red.",
        (
            Write("tests/test_basket.py", TEST_BASKET),
            Pytest(("-q",), 1, stands={"basket": "in_progress red"}),
            Write("till/basket.py", BASKET),
            Pytest(("-q",), 0, stands={"basket": "in_progress green"}),
        ),
    ),
    Step(
        "STATUS: where the plan stands, from the plan and its lock; nothing is run.",
        (Pytest(("--phase-status",), 0),),
    ),
    Step(
        "GATE: what CI runs. It judges, and writes nothing. The lock is committed.",
        (
            Git(("add", "--all")),
            Git(("commit", "--quiet", "--message=Money and Basket")),
            Pytest(("-q", "--phase-gate"), 0),
        ),
    ),
    Step(
        "A CHEAT: the code of Receipt comes together with its tests. Nobody saw them fail.",
        (
            Write("tests/test_receipt.py", TEST_RECEIPT),
            Write("till/receipt.py", RECEIPT),
            Pytest(("-q", "--phase-gate"), 1, finds=("PH801",), stands={"receipt": "pending untested"}),
        ),
    ),
    Step(
        "PUT RIGHT: without the code they fail, with it they pass. Basket is completed by that.",
        (
            Move("till/receipt.py", "receipt.away"),
            Pytest(
                ("-q",), 1, stands={"basket": "completed green", "receipt": "in_progress red"}
            ),
            Move("receipt.away", "till/receipt.py"),
            Pytest(("-q",), 0, stands={"receipt": "in_progress green"}),
        ),
    ),
    Step(
        "A CHEAT: a test is weakened after it was seen red.",
        (
            Edit("tests/test_receipt.py", STRONG, WEAK),
            Pytest(("-q", "--phase-gate"), 1, finds=("PH802",)),
        ),
    ),
    Step(
        "PUT RIGHT: the old text again.",
        (
            Edit("tests/test_receipt.py", WEAK, STRONG),
            Pytest(("-q", "--phase-gate"), 0, stands={"receipt": "in_progress green"}),
        ),
    ),
    Step(
        "A CHEAT: a new test is seen red, and deleted instead of made to pass.",
        (
            Edit("tests/test_receipt.py", "", TEST_EMPTY),
            Pytest(("-q",), 1, stands={"receipt": "in_progress red"}),
            Edit("tests/test_receipt.py", TEST_EMPTY, ""),
            Pytest(("-q", "--phase-gate"), 1, finds=("PH804",)),
        ),
    ),
    Step(
        "PUT RIGHT: the test is back, and the code makes it pass.",
        (
            Edit("tests/test_receipt.py", "", TEST_EMPTY),
            Edit(
                "till/receipt.py",
                "def receipt(prices):\n",
                'def receipt(prices):\n    if not prices:\n        return "Nothing to pay"\n',
            ),
            Pytest(("-q", "--phase-complete"), 0, stands={"receipt": "completed green"}),
            Pytest(("-q", "--phase-gate"), 0),
        ),
    ),
)
