"""What the code says to what a plan says of it."""

from __future__ import annotations

import pytest

from pytest_phase.core.claims import Claims
from pytest_phase.core.corrections import corrections, diagnostics, open_ones
from pytest_phase.core.inventory.interfaces import Interface, Parameter
from pytest_phase.core.inventory.lookup import Lookup
from pytest_phase.core.inventory.schema import Column, Schema, Table
from pytest_phase.core.inventory.structure import Module
from pytest_phase.core.inventory.whole import Inventory
from pytest_phase.core.reconciliation import Judged, reconcile
from pytest_phase.formats.plan_markdown import read_plan
from pytest_phase.formats.plan_markdown.code_claims import read_claims


def a_method(name: str, *parameters: Parameter, returns: str = "") -> Interface:
    """A method, with ``self`` before its parameters."""
    return Interface(name, "method", 7, (Parameter("self"), *parameters), returns)


MODULES = (
    Module(
        "shop.db",
        "shop/db.py",
        40,
        (
            Interface("Client", "class", 5, bases=("shop.base.Base",)),
            a_method(
                "Client.execute_single",
                Parameter("query", annotation="str"),
                Parameter("limit", default="1"),
                returns="Row",
            ),
            Interface("Open", "class", 20),
            a_method("Open.__getattr__", Parameter("name")),
            Interface("Widget", "class", 30, bases=("toolkit.Widget",)),
            Interface("connect", "function", 35, (Parameter("url"),)),
        ),
        exports=(("Row", "records.Row"),),
    ),
    Module(
        "shop.base",
        "shop/base.py",
        9,
        (Interface("Base", "class", 1), a_method("Base.close")),
    ),
    Module("shop", "shop/__init__.py", 1, exports=(("Client", "shop.db.Client"),), is_package=True),
)
TABLE = Table(
    "customers", "sql", "schema.sql", 3, (Column("id", "INT", line=4), Column("email", line=5))
)
LOOKUP = Lookup(Inventory(modules=MODULES, schema=Schema((TABLE,))))
FILES = {each.path for each in MODULES}


def judged(plan: str, spec: str = "") -> list[Judged]:
    """What is judged of a plan with this text below two components, and of a spec."""
    text = f"{plan}\n"
    read = read_plan(text, "PLAN.md")
    documents: list[Claims] = [read_claims(text, "PLAN.md", read), read_claims(spec, "SPEC.md")]
    return list(reconcile(read, documents, LOOKUP, FILES.__contains__))


def verdicts(spec: str) -> dict[str, str]:
    """What is said of each name in a sentence of a spec."""
    return {each.claim.text: each.verdict for each in judged("# Plan", spec)}


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("`Client`", "exists"),
        ("`Client.execute_single()`", "exists"),
        ("`shop.db.Client.execute_single`", "exists"),
        ("`shop.Client`", "exists"),
        ("`Client.close()`", "exists"),
        ("`shop/db.py`", "exists"),
        ("`shop/dbs.py`", "missing"),
        ("`Client.execute_one()`", "missing"),
        ("`Clients`", "missing"),
        ("`shop.db.Clint`", "missing"),
        ("`from shop.db import Clint`", "missing"),
        ("`connekt()`", "missing"),
        ("`Open.anything()`", "unknowable"),
        ("`Widget.paint()`", "unknowable"),
        ("the `customers` table", "exists"),
        ("the `contacts` table", "missing"),
        ("`customers.email`", "exists"),
        ("`customers.mail`", "missing"),
        ("the `email` column of `customers`", "exists"),
        ("the `customers` table has a `phone` column", "missing"),
        ("`customers(id, email)`", "exists"),
        ("the `customers(id, phone)` table", "differs"),
    ],
)
def test_a_name_in_a_spec(said: str, verdict: str) -> None:
    """By any ending of its dotted name, inherited, passed on; near misses are missing."""
    assert verdict in verdicts(f"We use {said} here.").values()


@pytest.mark.parametrize(
    "said",
    [
        *("`None`", "`list[str]`", "`--flag`", "`pytest -q`", "`ValueError`", "`json.dumps()`"),
        *("`test_adds`", "`TestCart`", "`tests/test_a.py::test_b`", "`status == 3`", "`Row`"),
        *("`response.text`", "`python`", "`a_variable`", "`42`", "`<name>`", "`shop-web`"),
    ],
)
def test_what_is_no_code_of_the_project_is_passed_over(said: str) -> None:
    """The language, the standard library, other packages, tests, commands, values."""
    assert verdicts(f"We use {said} here.") == {}


@pytest.mark.parametrize(
    ("said", "detail"),
    [
        ("execute_single(query)", ""),
        ("execute_single(query, limit=5)", ""),
        ("execute_single(self, query: str, limit=1) -> Row", ""),
        ("execute_single(query: 'str')", ""),
        ("execute_single()", ""),
        ("execute_single(1, 'x')", ""),
        ("execute_single(sql)", "it has no parameter sql"),
        ("execute_single(limit=5)", "it needs query too"),
        ("execute_single(limit, query)", "its parameters come in another order: query, limit"),
        ("execute_single(query: bytes)", "query is str"),
        ("execute_single(query) -> list[Row]", "it returns Row"),
    ],
)
def test_a_quoted_signature_is_compared(said: str, detail: str) -> None:
    """Names, need, order and types; empty parentheses and plain values quote nothing."""
    (found,) = judged("# Plan", f"It calls `Client.{said}`.")
    assert (found.verdict, found.detail) == ("differs" if detail else "exists", detail)


PLAN = """# Phase 3: Audit

### Task 1: Clock

- Tests: `tests/test_clock.py`
- Implementation: `shop/clock.py`{first}

### Task 2: AuditLogger

- Tests: `tests/test_logger.py`
- Implementation: `shop/logger.py`{second}
"""


def in_plan(first: str = "", second: str = "") -> dict[str, str]:
    """What is said of each name of a plan with these words in its two components."""
    return {
        each.claim.text: each.verdict for each in judged(PLAN.format(first=first, second=second))
    }


def test_what_a_component_creates_is_not_missing() -> None:
    """Its own name, its files, what it says it adds, and what no code is nearly called."""
    found = in_plan(second="; `AuditLogger.log(entry)`, `shop.logger.Sink`; adds `Client.flush()`")
    assert "missing" not in found.values()
    assert found["AuditLogger.log(entry)"] == found["shop.logger.Sink"] == "planned"


def test_what_is_created_later_must_not_be_relied_on() -> None:
    """Unless the component depends on the one that creates it."""
    assert in_plan(first=", which uses `AuditLogger`")["AuditLogger"] == "early"
    after = in_plan(first=", which uses `AuditLogger`\n- Depends on: AuditLogger")
    assert after["AuditLogger"] == "planned"


def test_what_a_component_relies_on_has_to_be_there() -> None:
    """A near miss of a real name is no new name."""
    assert in_plan(second=" calls `Client.execute_one()`")["Client.execute_one()"] == "missing"


TABLED = """# Plan

| Spec Says | Actual Code | Action |
|---|---|---|
| {spec} | {actual} | {action} |

### Task 1: A

- Tests: `tests/test_a.py`
"""


@pytest.mark.parametrize(
    ("spec", "actual", "action", "codes"),
    [
        ("`execute_one()`", "`execute_single()`", "Use actual method", []),
        ("`execute_one()`", "`execute_all()`", "Use actual method", ["PH504"]),
        ("`connect()`", "`execute_single()`", "Use actual method", ["PH505"]),
        ("`connect()`", "`execute_single()`", "Keep connect() for the old clients", []),
        ("`contacts` table", "`clients` table", "Use actual naming", ["PH504"]),
    ],
)
def test_rows_of_the_table_are_held_against_the_code(
    spec: str, actual: str, action: str, codes: list[str]
) -> None:
    """The actual name has to be there; the spec's must not, or the row says why."""
    text = TABLED.format(spec=spec, actual=actual, action=action)
    plan = read_plan(text, "PLAN.md")
    document = read_claims(text, "PLAN.md", plan)
    wrong = open_ones(reconcile(plan, [document], LOOKUP, FILES.__contains__), [document])
    assert [each.code for each in diagnostics(wrong, plan)] == codes


def test_a_row_settles_its_name() -> None:
    """What the table corrects is said once: in the table."""
    text = TABLED.format(spec="`execute_one()`", actual="`execute_single()`", action="Use it")
    plan = read_plan(text, "PLAN.md")
    documents = [
        read_claims(text, "PLAN.md", plan),
        read_claims("It calls `execute_one()`.", "SPEC.md"),
    ]
    assert not open_ones(reconcile(plan, documents, LOOKUP, FILES.__contains__), documents)


def test_rows_in_the_patterns_form() -> None:
    """What is said, what the code has and where, what to do; nothing near is said too."""
    found = judged("# Plan", "`Client.execute_one()`, the `contacts` table, `Zebra.graze()`.")
    assert [tuple(each) for each in corrections(found)] == [
        (
            "`Client.execute_one()`",
            "`Client.execute_single()` (shop/db.py:7)",
            "Use actual name",
        ),
        ("`contacts` table", "`customers` table (schema.sql:3)", "Use actual table"),
        ("`Zebra.graze()`", "nothing of this name", "Clarify, or plan what creates it"),
    ]
