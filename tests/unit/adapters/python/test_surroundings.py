"""A test's text (design 4.2): what belongs to it, and what does not.

Each case is a test file, or several, with a word in ``<>`` that is replaced: once by one value
and once by another. ``tests/test_cart.py::test_x`` is the test unless the case names another.
"""

from __future__ import annotations

import re
from textwrap import dedent

import pytest

from tests.trees import FILE, TEST, Orchard

Case = dict[str, str] | str

CLASS_TEST = f"{FILE}::TestCart::test_x"


def _with(case: Case, choice: int) -> Case:
    """The case with the first or the second of the words in each ``<one|other>``."""
    if isinstance(case, str):
        return re.sub(r"<([^<>|]*)\|([^<>|]*)>", lambda found: found[choice + 1], case)
    return {path: str(_with(content, choice)) for path, content in case.items()}


def _texts(orchard: Orchard, case: Case, test: str) -> set[str]:
    return {orchard.text(_with(case, choice), test) for choice in (0, 1)}


PART: dict[str, Case | tuple[Case, str]] = {
    "its body": "def test_x():\n    assert <1|2>\n",
    "its parameters": "def test_x(<a|b>):\n    pass\n",
    "its decorators": "import pytest\n@pytest.mark.<slow|fast>\ndef test_x():\n    pass\n",
    "its parameter cases": """
        import pytest
        @pytest.mark.parametrize("n", [1, <2|3>])
        def test_x(n):
            pass
        """,
    "being async": "<async |>def test_x():\n    pass\n",
    "a function it names": """
        def test_x():
            assert total()
        def total():
            return <1|2>
        """,
    "a function named by a function": """
        def test_x():
            assert total()
        def total():
            return one()
        def one():
            return <1|2>
        """,
    "functions that name each other": """
        def test_x():
            assert even(4)
        def even(n):
            return n == 0 or odd(n - 1)
        def odd(n):
            return n != <0|1> and even(n - 1)
        """,
    "module data": "LIMIT = <1|2>\ndef test_x():\n    assert LIMIT\n",
    "annotated module data": "LIMIT: int = <1|2>\ndef test_x():\n    assert LIMIT\n",
    "unpacked module data": "LOW, HIGH = 1, <1|2>\ndef test_x():\n    assert LOW\n",
    "augmented module data": "ALL = [1]\nALL += [<1|2>]\ndef test_x():\n    assert ALL\n",
    "appended module data": "ALL = [1]\nALL.append(<1|2>)\ndef test_x():\n    assert ALL\n",
    "module data set by key": "ALL = {}\nALL['a'] = <1|2>\ndef test_x():\n    assert ALL\n",
    "module data in a loop": """
        ALL = []
        for each in (1, <2|3>):
            ALL.append(each)
        def test_x():
            assert ALL
        """,
    "module data in a branch": """
        import sys
        if sys.platform == "<win32|linux>":
            LIMIT = 1
        else:
            LIMIT = 2
        def test_x():
            assert LIMIT
        """,
    "module data in parameter cases": """
        import pytest
        CASES = [1, <2|3>]
        @pytest.mark.parametrize("n", CASES)
        def test_x(n):
            pass
        """,
    "a default": "LIMIT = <1|2>\ndef test_x(n=LIMIT):\n    pass\n",
    "a function defined twice": """
        def total():
            return 1
        def total():
            return <1|2>
        def test_x():
            total()
        """,
    "a function that another registers with": """
        app = make()
        @app.route("/")
        def index():
            return <1|2>
        def test_x():
            assert app.get("/")
        """,
    "a class it names": """
        class Fake:
            def pay(self):
                return <1|2>
        def test_x():
            assert Fake()
        """,
    "the base of a class it names": """
        class Base:
            def pay(self):
                return <1|2>
        class Fake(Base):
            pass
        def test_x():
            assert Fake()
        """,
    "a global it sets": """
        COUNT = <1|2>
        def test_x():
            global COUNT
            COUNT = 3
        """,
    "a name read in a comprehension over itself": """
        def make():
            return [<1|2>]
        def test_x():
            assert [make for make in make()]
        """,
    "the default of a lambda": "LIMIT = <1|2>\ndef test_x():\n    f(lambda LIMIT=LIMIT: LIMIT)\n",
    "a name in a nested function": """
        LIMIT = <1|2>
        def test_x():
            def inner():
                return LIMIT
            assert inner()
        """,
    "a name in a nested class": """
        LIMIT = <1|2>
        def test_x():
            class Inner:
                LIMIT = LIMIT
            assert Inner
        """,
    "what a name is imported from": """
        from <shop|basket> import Cart
        def test_x():
            assert Cart()
        """,
    "what an alias is imported for": """
        from shop import <Cart|Basket> as C
        def test_x():
            assert C()
        """,
    "the module behind an alias": """
        import <shop|basket>.cart as c
        def test_x():
            assert c.Cart()
        """,
    "two aliases exchanged": """
        from shop import <Cart|Basket> as A
        from shop import <Basket|Cart> as B
        def test_x():
            assert A() - B()
        """,
    "two data exchanged": """
        from tests.data import <LOW|HIGH> as A, <HIGH|LOW> as B
        def test_x():
            assert A - B
        """,
    "a star import of the implementation": """
        from <shop|basket> import *
        def test_x():
            assert Cart()
        """,
    "what a function imports": """
        def test_x():
            assert make()
        def make():
            from <shop|basket> import Cart
            return Cart()
        """,
    "a module's pytestmark": """
        import pytest
        pytestmark = [pytest.mark.slow, pytest.mark.timeout(<1|2>)]
        def test_x():
            pass
        """,
    "a module's setup": "def setup_module():\n    f(<1|2>)\ndef test_x():\n    pass\n",
    "a setup of functions": "def setup_function():\n    f(<1|2>)\ndef test_x():\n    pass\n",
    "the base of its class": ("class TestCart(<A|B>):\n    def test_x(self): pass\n", CLASS_TEST),
    "the data of its class": (
        "class TestCart:\n    n = <1|2>\n    def test_x(self): pass\n",
        CLASS_TEST,
    ),
    "data that its class names": (
        "N = <1|2>\nclass TestCart:\n    n = N\n    def test_x(self): pass\n",
        CLASS_TEST,
    ),
    "marks of its class": (
        "import pytest\n@pytest.mark.<a|b>\nclass TestCart:\n    def test_x(self): pass\n",
        CLASS_TEST,
    ),
    "the pytestmark of its class": (
        "import pytest\nclass TestCart:\n    pytestmark = pytest.mark.<a|b>\n"
        "    def test_x(self): pass\n",
        CLASS_TEST,
    ),
    "the setup of its class": (
        "class TestCart:\n    def setup_method(self): self.n = <1|2>\n    def test_x(self): pass\n",
        CLASS_TEST,
    ),
    "what the setup of its class calls": (
        """
        import unittest
        class TestCart(unittest.TestCase):
            def setUp(self):
                self.fill()
            def fill(self):
                self.n = <1|2>
            def test_x(self):
                pass
        """,
        CLASS_TEST,
    ),
    "a method it calls": (
        """
        class TestCart:
            def test_x(self):
                self.check()
            def check(self):
                assert <1|2>
        """,
        CLASS_TEST,
    ),
    "a method called by a method": (
        """
        class TestCart:
            def test_x(self):
                self.check()
            def check(self):
                type(self).really()
            @classmethod
            def really(cls):
                assert <1|2>
        """,
        CLASS_TEST,
    ),
    "a method called through its class": (
        """
        class TestCart:
            def test_x(self):
                TestCart.check()
            @staticmethod
            def check():
                assert <1|2>
        """,
        CLASS_TEST,
    ),
    "a method called in a nested function": (
        """
        class TestCart:
            def test_x(self):
                f(lambda: self.check())
            def check(self):
                assert <1|2>
        """,
        CLASS_TEST,
    ),
    "a method of a base": (
        """
        class Base:
            def check(self):
                assert <1|2>
        class TestCart(Base):
            def test_x(self):
                self.check()
        """,
        CLASS_TEST,
    ),
    "a method reached by super": (
        """
        class Base:
            def check(self):
                assert <1|2>
        class TestCart(Base):
            def check(self):
                super().check()
            def test_x(self):
                self.check()
        """,
        CLASS_TEST,
    ),
    "the setup of a base": (
        """
        class Base:
            def setup_method(self):
                self.n = <1|2>
        class TestCart(Base):
            def test_x(self):
                pass
        """,
        CLASS_TEST,
    ),
    "an inherited test": (
        {
            "tests/contract.py": "class Contract:\n    def test_x(self): assert <1|2>\n",
            FILE: "from tests.contract import Contract\nclass TestCart(Contract):\n    n = 1\n",
        },
        CLASS_TEST,
    ),
    "the data of the class that inherits": (
        {
            "tests/contract.py": "class Contract:\n    def test_x(self): assert self.n\n",
            FILE: "from .contract import Contract\nclass TestCart(Contract):\n    n = <1|2>\n",
            "tests/__init__.py": "",
        },
        CLASS_TEST,
    ),
    "the class around its class": (
        """
        class TestCart:
            n = <1|2>
            class TestInner:
                def test_x(self): pass
        """,
        f"{FILE}::TestCart::TestInner::test_x",
    ),
    "a fixture": """
        import pytest
        @pytest.fixture
        def cart():
            return <1|2>
        def test_x(cart):
            pass
        """,
    "the scope of a fixture": """
        import pytest
        @pytest.fixture(scope="<module|function>")
        def cart():
            return 1
        def test_x(cart):
            pass
        """,
    "a fixture under another name": """
        from pytest import fixture as fx
        @fx(name="cart")
        def _cart():
            return <1|2>
        def test_x(cart):
            pass
        """,
    "an assigned fixture": """
        import pytest
        cart = pytest.fixture(lambda: <1|2>)
        def test_x(cart):
            pass
        """,
    "the fixture of a fixture": """
        import pytest
        @pytest.fixture
        def cart(price):
            return price
        @pytest.fixture
        def price():
            return <1|2>
        def test_x(cart):
            pass
        """,
    "what a fixture names": """
        import pytest
        PRICE = <1|2>
        @pytest.fixture
        def cart():
            return PRICE
        def test_x(cart):
            pass
        """,
    "a used fixture": """
        import pytest
        @pytest.fixture
        def cart():
            return <1|2>
        @pytest.mark.usefixtures("cart")
        def test_x():
            pass
        """,
    "a fixture that the module uses": """
        import pytest
        pytestmark = pytest.mark.usefixtures("cart")
        @pytest.fixture
        def cart():
            return <1|2>
        def test_x():
            pass
        """,
    "a fixture that the class uses": (
        """
        import pytest
        @pytest.fixture
        def cart():
            return <1|2>
        @pytest.mark.usefixtures("cart")
        class TestCart:
            def test_x(self):
                pass
        """,
        CLASS_TEST,
    ),
    "a fixture asked for by name": """
        import pytest
        @pytest.fixture
        def cart():
            return <1|2>
        def test_x(request):
            assert request.getfixturevalue("cart")
        """,
    "an autouse fixture": """
        import pytest
        @pytest.fixture(autouse=True)
        def cart():
            return <1|2>
        def test_x():
            pass
        """,
    "an autouse fixture of its class": (
        """
        import pytest
        class TestCart:
            @pytest.fixture(autouse=True)
            def cart(self):
                return <1|2>
            def test_x(self):
                pass
        """,
        CLASS_TEST,
    ),
    "a fixture of its class": (
        """
        import pytest
        class TestCart:
            @pytest.fixture
            def cart(self):
                return self.make()
            def make(self):
                return <1|2>
            def test_x(self, cart):
                pass
        """,
        CLASS_TEST,
    ),
    "a fixture of a conftest": {
        "tests/conftest.py": "import pytest\n@pytest.fixture\ndef cart(): return <1|2>\n",
        FILE: "def test_x(cart): pass\n",
    },
    "a fixture of the root's conftest": {
        "conftest.py": "import pytest\n@pytest.fixture\ndef cart(): return <1|2>\n",
        FILE: "def test_x(cart): pass\n",
    },
    "an autouse fixture of a conftest": {
        "conftest.py": "import pytest\n@pytest.fixture(autouse=True)\ndef cart(): return <1|2>\n",
        FILE: "def test_x(): pass\n",
    },
    "a fixture imported into a conftest": {
        "tests/conftest.py": "from tests.fixtures import cart\n",
        "tests/fixtures.py": "import pytest\n@pytest.fixture\ndef cart(): return <1|2>\n",
        FILE: "def test_x(cart): pass\n",
    },
    "a fixture imported with a star": {
        "tests/conftest.py": "from tests.fixtures import *\n",
        "tests/fixtures.py": "import pytest\n@pytest.fixture\ndef cart(): return <1|2>\n",
        FILE: "def test_x(cart): pass\n",
    },
    "a fixture of a plugin of the project": {
        "conftest.py": "pytest_plugins = ['tests.plugins.carts']\n",
        "tests/plugins/carts.py": "import pytest\n@pytest.fixture\ndef cart(): return <1|2>\n",
        FILE: "def test_x(cart): pass\n",
    },
    "an overridden fixture that the nearer one asks for": {
        "conftest.py": "import pytest\n@pytest.fixture\ndef cart(): return <1|2>\n",
        "tests/conftest.py": "import pytest\n@pytest.fixture\ndef cart(cart): return cart\n",
        FILE: "def test_x(cart): pass\n",
    },
    "a fixture that the module overrides for a conftest's": {
        "conftest.py": """
            import pytest
            @pytest.fixture
            def cart(price): return price
            @pytest.fixture
            def price(): return 1
            """,
        FILE: """
            import pytest
            @pytest.fixture
            def price(): return <1|2>
            def test_x(cart): pass
            """,
    },
    "a function imported from a test file": {
        "tests/carts.py": "def make(): return <1|2>\n",
        FILE: "from tests.carts import make\ndef test_x(): make()\n",
    },
    "a function imported relatively": {
        "tests/__init__.py": "",
        "tests/carts.py": "def make(): return <1|2>\n",
        FILE: "from .carts import make as m\ndef test_x(): m()\n",
    },
    "a module imported relatively": {
        "tests/__init__.py": "",
        "tests/carts.py": "def make(): return <1|2>\n",
        FILE: "from . import carts\ndef test_x(): carts.make()\n",
    },
    "a function imported from above": {
        "tests/__init__.py": "",
        "tests/carts.py": "def make(): return <1|2>\n",
        "tests/unit/__init__.py": "",
        "tests/unit/test_a.py": "from ..carts import make\ndef test_x(): make()\n",
        FILE: "from tests.unit.test_a import test_x\n",
    },
    "a function of an imported module": {
        "tests/carts.py": "def make(): return <1|2>\n",
        FILE: "import tests.carts\ndef test_x(): tests.carts.make()\n",
    },
    "a function of a module under an alias": {
        "tests/carts.py": "def make(): return <1|2>\n",
        FILE: "import tests.carts as c\ndef test_x(): c.make()\n",
    },
    "a function of a module imported inside": {
        "tests/carts.py": "def make(): return <1|2>\n",
        FILE: "def test_x():\n    import tests.carts as c\n    c.make()\n",
    },
    "a function imported inside": {
        "tests/carts.py": "def make(): return <1|2>\n",
        FILE: "def test_x():\n    from tests.carts import make as m\n    m()\n",
    },
    "a function of a sibling": {
        "tests/carts.py": "def make(): return <1|2>\n",
        FILE: "from carts import make\ndef test_x(): make()\n",
    },
    "a function of the conftest": {
        "tests/conftest.py": "def make(): return <1|2>\n",
        FILE: "from conftest import make\ndef test_x(): make()\n",
    },
    "a function that a package passes on": {
        "tests/support/__init__.py": "from .carts import make\n",
        "tests/support/carts.py": "def make(): return <1|2>\n",
        FILE: "from tests.support import make\ndef test_x(): make()\n",
    },
    "a function imported with a star ": {
        "tests/carts.py": "def make(): return <1|2>\n",
        FILE: "from tests.carts import *\ndef test_x(): make()\n",
    },
    "what a test file passes on": {
        "tests/carts.py": "from <shop|basket> import Cart\n",
        FILE: "from tests.carts import Cart\ndef test_x(): Cart()\n",
    },
    "data of an imported function": {
        "tests/carts.py": "PRICE = <1|2>\ndef make(): return PRICE\n",
        FILE: "from tests.carts import make\ndef test_x(): make()\n",
    },
    "what an imported base has": (
        {
            "tests/base.py": "class Base:\n    limit = <1|2>\n",
            FILE: "import tests.base as b\nclass TestCart(b.Base):\n    def test_x(self): pass\n",
        },
        CLASS_TEST,
    ),
    "an imported test class": (
        {
            "tests/base.py": "class TestCart:\n    def test_x(self): assert <1|2>\n",
            FILE: "from tests.base import TestCart\n",
        },
        CLASS_TEST,
    ),
    "module data in a loop over a function": """
        ALL = {}
        while f():
            ALL["a"] = <1|2>
            del ALL["b"]
        def test_x():
            assert ALL
        """,
    "starred module data": "[FIRST, *REST] = [1, <2|3>]\ndef test_x():\n    assert REST\n",
    "deleted module data": "ALL = {}\ndel ALL[<1|2>]\ndef test_x():\n    assert ALL\n",
    "module data in a with": """
        with opened("<a|b>") as FILE:
            CONTENT = FILE.read()
        def test_x():
            assert CONTENT
        """,
    "an assigned test": "test_x = make(<1|2>)\n",
}

UNRELATED = "\n\nSOMETHING_ELSE = 1\n"


def _beside(files: Case) -> Case:
    """The files, with something in the test file that the test does not name."""
    if isinstance(files, str):
        return dedent(files) + UNRELATED
    return files | {FILE: dedent(files[FILE]) + UNRELATED}


def _split(case: Case | tuple[Case, str]) -> tuple[Case, str]:
    return case if isinstance(case, tuple) else (case, TEST)


@pytest.mark.parametrize("case", PART.values(), ids=PART)
def test_it_is_part_of_the_text(orchard: Orchard, case: Case | tuple[Case, str]) -> None:
    """The text changes with what the test says and names, and not with the rest of the file."""
    files, test = _split(case)
    assert len(_texts(orchard, files, test)) == 2
    assert _texts(orchard, _beside(files), test) == _texts(orchard, files, test)


def test_a_generated_test_has_the_text_of_its_file(orchard: Orchard) -> None:
    """What the source does not define cannot be told apart from the rest of its file."""
    case = "globals()['test_' + 'x'] = make(1)\n"
    assert orchard.text(case) == orchard.text(f"# a comment\n\n{case}")
    assert orchard.text(case) != orchard.text(case + UNRELATED)
    assert orchard.text(case, f"{FILE}::TestGenerated::test_x") == orchard.text(case)


NO_PART: dict[str, Case | tuple[Case, str]] = {
    "another test": "def test_x(): pass\ndef test_y(): assert <1|2>\n",
    "a function it does not name": "def total(): return <1|2>\ndef test_x(): pass\n",
    "data it does not name": "LIMIT = <1|2>\ndef test_x(): pass\n",
    "a fixture it does not use": """
        import pytest
        @pytest.fixture
        def cart(): return <1|2>
        def test_x(): pass
        """,
    "an unused import": "from shop import <Cart|Basket>\ndef test_x(): pass\n",
    "a parameter named as a function": "def total(): return <1|2>\ndef test_x(total): total()\n",
    "a local named as a function": """
        def total(): return <1|2>
        def test_x():
            total = 1
            assert total
        """,
    "a loop variable named as a function": """
        def each(): return <1|2>
        def test_x():
            assert [each for each in (1, 2)]
        """,
    "a caught exception named as a function": """
        def error(): return <1|2>
        def test_x():
            try: f()
            except OSError as error: g(error)
        """,
    "a captured name of a pattern": """
        def each(): return <1|2>
        def test_x(f):
            match f:
                case {"a": each, **rest}: f(each)
        """,
    "an attribute named as a function": "def total(): return <1|2>\ndef test_x(f): f.total()\n",
    "an overridden fixture": {
        "conftest.py": "import pytest\n@pytest.fixture\ndef cart(): return <1|2>\n",
        "tests/conftest.py": "import pytest\n@pytest.fixture\ndef cart(): return 1\n",
        FILE: "def test_x(cart): pass\n",
    },
    "a fixture that parameter cases replace": """
        import pytest
        @pytest.fixture
        def cart(): return <1|2>
        @pytest.mark.parametrize("cart, n", [(1, 2)])
        def test_x(cart, n): pass
        """,
    "the conftest of another folder": {
        "tests/other/conftest.py": """
            import pytest
            @pytest.fixture(autouse=True)
            def cart(): return <1|2>
            """,
        FILE: "def test_x(): pass\n",
    },
    "the implementation": {
        "shop.py": "class Cart:\n    total = <1|2>\n",
        "src/basket.py": "total = <1|2>\n",
        FILE: "import basket\nfrom shop import Cart\ndef test_x(): Cart(basket.total)\n",
    },
    "whether the implementation is there": {
        "<shop|later>.py": "class Cart: pass\n",
        FILE: "from shop import Cart\ndef test_x(): Cart()\n",
    },
    "another test of its class": (
        "class TestCart:\n    def test_x(self): pass\n    def test_y(self): assert <1|2>\n",
        CLASS_TEST,
    ),
    "a method it does not call": (
        "class TestCart:\n    def test_x(self): pass\n    def check(self): assert <1|2>\n",
        CLASS_TEST,
    ),
    "another test of a base": (
        """
        class Base:
            def test_x(self): pass
            def test_y(self): assert <1|2>
        class TestCart(Base):
            pass
        """,
        CLASS_TEST,
    ),
    "another test of its class, which it names": (
        """
        class TestCart:
            LIMIT = 1
            def test_x(self): assert TestCart.LIMIT
            def test_y(self): assert <1|2>
        """,
        CLASS_TEST,
    ),
    "an overridden method": (
        """
        class Base:
            def check(self): assert <1|2>
        class TestCart(Base):
            def check(self): assert 1
            def test_x(self): self.check()
        """,
        CLASS_TEST,
    ),
    "a setup of functions for a method": (
        "def setup_function(): f(<1|2>)\nclass TestCart:\n    def test_x(self): pass\n",
        CLASS_TEST,
    ),
    "a skip": """
        import pytest
        <@pytest.mark.skip|>
        def test_x(): pass
        """,
    "a condition to skip": """
        import sys, pytest as pt
        from pytest import mark
        <@mark.skipif(sys.platform == "win32", reason="later")|@pt.mark.skipif(1, reason="x")>
        def test_x(): pass
        """,
    "an xfail": """
        import pytest
        <@pytest.mark.xfail(strict=True)|>
        def test_x(): pass
        """,
    "a waiver": """
        import pytest
        <@pytest.mark.phase_waive(reason="a machine we lack")|>
        def test_x(): pass
        """,
    "its component": """
        import pytest
        @pytest.mark.phase_component("<cart|basket>")
        def test_x(): pass
        """,
    "a skip under another name": """
        import pytest
        windows = pytest.mark.skipif(f(), reason="a")
        <@windows|>
        def test_x(): pass
        """,
    "a skip from another test file": {
        "tests/marks.py": "import pytest\nslow = [pytest.mark.skip][0]\nlater = pytest.mark.skip\n",
        FILE: "from tests.marks import later\n<@later|>\ndef test_x(): pass\n",
    },
    "a skip of one case": """
        import pytest
        @pytest.mark.parametrize("n", [pytest.param(1<, marks=pytest.mark.skip|>)])
        def test_x(n): pass
        """,
    "a skip of the module": """
        import pytest
        <pytestmark = pytest.mark.skip|>
        def test_x(): pass
        """,
    "a skip among the marks of the module": """
        import pytest
        pytestmark = [pytest.mark.slow<, pytest.mark.skip|>]
        def test_x(): pass
        """,
    "a skip of the class": (
        "import pytest\n<@pytest.mark.skip|>\nclass TestCart:\n    def test_x(self): pass\n",
        CLASS_TEST,
    ),
    "a skip of unittest": (
        """
        import unittest as u
        from unittest import skipIf, TestCase
        <@skipIf(True, "later")|>
        class TestCart(TestCase):
            <@u.skip("later")|@u.expectedFailure>
            def test_x(self): pass
        """,
        CLASS_TEST,
    ),
    "a docstring": "def test_x():\n    '''<One|Two>.'''\n    f()\n",
    "the docstring of a function": "def f():\n    '''<One|Two>.'''\ndef test_x(): f()\n",
    "the docstring of its class": (
        "class TestCart:\n    '''<One|Two>.'''\n    def test_x(self): pass\n",
        CLASS_TEST,
    ),
    "the docstring of the module": "'''<One|Two>.'''\ndef test_x(): pass\n",
    "a condition around it": "if <1|2>:\n    def test_x(): pass\n",
    "the order of its class's data": (
        "class TestCart:\n    <a|b> = <1|2>\n    <b|a> = <2|1>\n    def test_x(self): pass\n",
        CLASS_TEST,
    ),
    "the grouping of imports": """
        <import a, b|import b>
        <from c import d, e|from c import e>
        <|from c import d>
        <|import a>
        def test_x(): a.f(b, d, e)
        """,
    "an attribute of a mark that is data": """
        import pytest
        def test_x(): assert pytest.__version__ != "<|>"
        """,
}


def _shaped(case: Case, choice: int) -> Case:
    """The case with its choice, and without lines that hold nothing but a choice of nothing."""
    made = _with(case, choice)
    if isinstance(made, str):
        return made
    return {str(_with(path, choice)): content for path, content in made.items()}


@pytest.mark.parametrize("case", NO_PART.values(), ids=NO_PART)
def test_it_is_no_part_of_the_text(orchard: Orchard, case: Case | tuple[Case, str]) -> None:
    """What the test does not name, skip, xfail and waive marks, and docstrings."""
    files, test = _split(case)
    assert len({orchard.text(_shaped(files, choice), test) for choice in (0, 1)}) == 1


MOVES: dict[str, tuple[Case, Case]] = {
    "a function to the conftest": (
        "def make(): return one()\ndef one(): return 1\ndef test_x(): make()\n",
        {
            "tests/conftest.py": "def make(): return one()\ndef one(): return 1\n",
            FILE: "from conftest import make\ndef test_x(): make()\n",
        },
    ),
    "a function to another test file": (
        "LIMIT = 1\ndef make(): return LIMIT\ndef test_x(): make()\n",
        {
            "tests/support/carts.py": "from tests.support.data import LIMIT\n\n"
            "def make():\n    return LIMIT\n",
            "tests/support/data.py": "LIMIT = 1\n",
            FILE: "from tests.support.carts import make\ndef test_x(): make()\n",
        },
    ),
    "a fixture to the conftest": (
        "import pytest\n@pytest.fixture\ndef cart(): return 1\ndef test_x(cart): pass\n",
        {
            "conftest.py": "from pytest import fixture as f\nimport pytest\n\n"
            "@pytest.fixture\ndef cart(): return 1\n",
            FILE: "def test_x(cart): pass\n",
        },
    ),
    "an autouse fixture to the conftest": (
        "import pytest\n@pytest.fixture(autouse=True)\ndef cart(): return 1\ndef test_x(): pass\n",
        {
            "conftest.py": "import pytest\n@pytest.fixture(autouse=True)\ndef cart(): return 1\n",
            FILE: "def test_x(): pass\n",
        },
    ),
    "definitions among each other": (
        "A = 1\ndef f(): return A\ndef test_x(): f()\n",
        "def test_x(): f()\ndef f(): return A\nA = 1\n",
    ),
    "an import relative and absolute": (
        {
            "tests/__init__.py": "",
            "tests/carts.py": "def make(): return 1\n",
            FILE: "from .carts import make\ndef test_x(): make()\n",
        },
        {
            "tests/carts.py": "def make(): return 1\n",
            FILE: "from tests.carts import make\ndef test_x(): make()\n",
        },
    ),
    "an import of the implementation relative and absolute": (
        {
            "src/shop/__init__.py": "",
            "src/shop/tests/__init__.py": "",
            FILE: "from src.shop.tests.test_y import test_x\n",
            "src/shop/tests/test_y.py": "from ..cart import Cart\ndef test_x(): Cart()\n",
        },
        "from shop.cart import Cart\ndef test_x(): Cart()\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), MOVES.values(), ids=MOVES)
def test_a_move_leaves_the_text_alone(orchard: Orchard, before: Case, after: Case) -> None:
    """A definition that stands elsewhere, with the same content and the same name."""
    assert orchard.text(before) == orchard.text(after)


def test_a_rename_leaves_the_text_alone(orchard: Orchard) -> None:
    """The name of the test is no part of what it says, nor is the file it stands in."""
    one = orchard.text("from shop import Cart\ndef test_x(): assert Cart()\n")
    files = {"tests/unit/test_b.py": "from shop import Cart\ndef test_new(): assert Cart()\n"}
    assert orchard.text(files, "tests/unit/test_b.py::test_new") == one


def test_a_text_does_not_depend_on_what_was_read_before(orchard: Orchard) -> None:
    """Functions that name each other give the same texts in whatever order they are asked for."""
    source = """
        def a(n): return n and b(n - 1)
        def b(n): return n and a(n - 1)
        def test_x(): a(1)
        def test_y(): b(1)
        """
    tests = [TEST, f"{FILE}::test_y"]
    forward = [orchard.tree(source).text(each) for each in tests]
    tree = orchard.tree(source)
    assert [tree.text(each) for each in reversed(tests)] == forward[::-1]


def test_imports_that_lead_in_a_circle_are_read(orchard: Orchard) -> None:
    """Two test files that import a name from each other, and nobody defines it."""
    files = {
        "tests/a.py": "from tests.b import *\nfrom tests.b import make\n",
        "tests/b.py": "from tests.a import *\nfrom tests.a import make\n",
        FILE: "from tests.a import make, other\ndef test_x(): make(other)\n",
    }
    assert orchard.text(files) == orchard.text(files)


def test_classes_that_lead_in_a_circle_are_read(orchard: Orchard) -> None:
    """Two classes that name each other as base cannot be imported, and still have a text."""
    source = "class TestCart(B):\n    def test_x(self): pass\nclass B(TestCart): pass\n"
    assert orchard.text(source, CLASS_TEST)
