"""Components sketched from what a spec asks for and the code does not have."""

from __future__ import annotations

from pytest_phase.core.inventory.interfaces import Interface
from pytest_phase.core.inventory.structure import Module
from pytest_phase.core.inventory.testing import Suite, SuiteFile
from pytest_phase.core.inventory.whole import Inventory
from pytest_phase.core.sketches import FOUNDATION, MODELS, SERVICES, Sketch
from pytest_phase.core.spec_sketches import Drawn, draw
from pytest_phase.formats.spec_sections import read_spec

CART = Module(
    "shop.cart",
    "src/shop/cart.py",
    10,
    (
        Interface("Cart", "class", 1),
        Interface("Cart.total", "method", 2),
        Interface("Warehouse", "class", 4),
    ),
)
SHOP = Inventory(
    roots=("src",),
    modules=(Module("shop", "src/shop/__init__.py", 0, is_package=True), CART),
    tests=Suite((SuiteFile("tests/unit/test_cart.py", functions=1, covers=("shop.cart",)),)),
)


def drawn(text: str, inventory: Inventory = SHOP) -> Drawn:
    """What is drawn of a spec."""
    known = {each.path for each in inventory.modules}
    return draw(read_spec(f"# Spec\n\n{text}", "SPEC.md"), inventory, known.__contains__, {})


def one(text: str) -> Sketch:
    """The only component of a spec."""
    (found,) = drawn(text).sketches
    return found


def test_a_heading_that_introduces_a_missing_class_is_a_component() -> None:
    """Named by the class, placed as the project places its modules and tests."""
    found = one("## `AuditLogger`\n\nIt must keep what `Cart` sold.\n")
    assert found.name == "AuditLogger"
    assert found.path == "src/shop/audit_logger.py"
    assert found.tests == "tests/unit/test_audit_logger.py"
    assert found.cases == ("It must keep what `Cart` sold",)
    assert found.exists == ("Cart",)


def test_a_heading_in_words() -> None:
    """``Audit logger`` introduces ``AuditLogger``, which the text writes as code."""
    assert one("## 2. The audit logger\n\n`AuditLogger` must log.\n").name == "AuditLogger"


def test_a_sample_introduces_what_it_defines() -> None:
    """A class in a Python sample of the section is what the section is about."""
    text = "## Logging\n\nIt must log.\n\n```python\nclass AuditLogger: ...\n```\n"
    assert one(text).name == "AuditLogger"


def test_what_is_there_is_no_component() -> None:
    """A section about code that exists makes none; the notes say what it asks for."""
    found = drawn("## `Cart`\n\nIt must be quick.\n")
    assert found.sketches == ()
    assert found.notes == (
        "SPEC.md:3 (`Cart`) asks for 1 thing of code that is there: no component is drawn for it.",
    )


def test_a_slip_of_the_pen_is_no_component() -> None:
    """A heading that misspells a real name belongs to the table of corrections."""
    assert drawn("## `Warehouses`\n\nIt must be quick.\n").sketches == ()


def test_nearly_the_same_name_is_a_question() -> None:
    """It may be new, and it may be the real one: nobody is to guess."""
    found = drawn("## `CartTotal`\n\nIt must add up.\n")
    assert [each.name for each in found.sketches] == ["CartTotal"]
    assert found.questions == (
        "Is `CartTotal` (SPEC.md:3) new, or is `Cart` (src/shop/cart.py:1) meant?",
    )


def test_sections_below_belong_to_it() -> None:
    """Methods and errors of a component are no components of their own."""
    text = (
        "## `AuditLogger`\n\nIt must log.\n\n### `AuditLogger.record()`\n\n- returns the row\n\n"
        "### Errors\n\n- raises `AuditError` on an empty event\n"
    )
    found = one(text)
    assert found.cases == (
        "It must log",
        "returns the row",
        "raises `AuditError` on an empty event",
    )


def test_the_text_of_a_section_says_what_it_needs() -> None:
    """A component needs another whose thing its text names, and comes after it."""
    text = (
        "## `Checkout`\n\nIt must log to `AuditLogger` with `Row`.\n\n"
        "## `AuditLogger`\n\nIt must write a `Row`.\n\n"
        "## `Row`\n\nA dataclass. It must be frozen.\n\n"
        "## `Clock`\n\nUsed by `Checkout`. It must tick.\n"
    )
    found = drawn(text)
    assert [(each.name, each.needs, each.group) for each in found.sketches] == [
        ("Clock", (), FOUNDATION),
        ("Row", (), MODELS),
        ("AuditLogger", ("Row",), SERVICES),
        ("Checkout", ("Clock", "Row", "AuditLogger"), SERVICES),
    ]


def test_a_sample_says_what_it_needs() -> None:
    """The types that a signature of the sample names are needed, real ones and new ones."""
    text = (
        "## `Log`\n\n```python\nclass Log:\n    def add(self, row: Row, cart: Cart): ...\n```\n\n"
        "## `Row`\n\nIt must be short.\n"
    )
    log = drawn(text).sketches[-1]
    assert (log.name, log.needs, log.exists) == ("Log", ("Row",), ("Cart",))


def test_a_shared_end_is_no_question() -> None:
    """Only what may be the same name is asked about, not all that sounds alike."""
    assert drawn("## `PriceWarehouse`\n\nIt must add up.\n").questions != ()
    assert drawn("## `CurtTotal`\n\nIt must add up.\n").questions == ()


def test_two_that_name_each_other() -> None:
    """The later one needs the earlier one, and the notes say that it is a guess."""
    found = drawn("## `Buyer`\n\nMust ask `Seller`.\n\n## `Seller`\n\nMust ask `Buyer`.\n")
    assert [(each.name, each.needs) for each in found.sketches] == [
        ("Buyer", ()),
        ("Seller", ("Buyer",)),
    ]
    assert (
        "Guessed: Buyer comes before Seller, as in the spec; each names the other." in found.notes
    )


def test_a_method_of_a_class_that_is_there() -> None:
    """It goes into the file of the class, and gets a test file of its own."""
    found = one("## `Cart.discount()`\n\nMust not be negative.\n")
    assert (found.name, found.path) == ("Cart.discount", "src/shop/cart.py")
    assert found.tests == "tests/unit/test_cart_discount.py"


def test_a_path_that_the_section_names() -> None:
    """The spec says where it goes: nothing is guessed."""
    found = drawn("## `AuditLogger`\n\nNew file `src/shop/audit/log.py`. It must log.\n")
    assert [each.path for each in found.sketches] == ["src/shop/audit/log.py"]
    assert not any(each.startswith("Guessed") for each in found.notes)


def test_what_is_guessed_is_noted() -> None:
    """A place that no text names is a guess, and said to be one."""
    assert drawn("## `AuditLogger`\n\nIt must log.\n").notes == (
        "AuditLogger comes from SPEC.md:3.",
        "Guessed: AuditLogger goes into `src/shop/audit_logger.py`; the spec names no file.",
    )


def test_nothing_to_ask_for() -> None:
    """A component whose section asks for nothing testable says so."""
    found = drawn("## `AuditLogger`\n\nNew file `src/shop/log.py`.\n")
    assert found.sketches[0].cases == ()
    assert "AuditLogger: the spec asks for nothing that a test can see. List its cases." in (
        found.notes
    )


def test_what_is_new_and_has_no_section() -> None:
    """A name that is to be made, and that no section introduces, is a question."""
    found = drawn("## `AuditLogger`\n\nIt must log.\n\n## Non-goals\n\nNo `PdfPrinter`.\n")
    assert found.questions == ()
    intro = "Adds `Exporter` and more.\n\n## `AuditLogger`\n\nIt must log.\n"
    assert drawn(intro).questions == (
        "Which component makes `Exporter` (SPEC.md:3)? No section introduces it.",
    )


def test_names_that_a_passed_over_file_may_define() -> None:
    """What cannot be read may be there: no component, and the notes say why."""
    spec = read_spec("# S\n\n## `Broken`\n\nIt must work.\n", "SPEC.md")
    found = draw(spec, SHOP, lambda _: False, {"Broken": "src/shop/broken.py"})
    assert found.sketches == ()
    assert found.notes[0] == (
        "`Broken` (SPEC.md:3) may be there already: src/shop/broken.py was passed over."
    )
