"""The source of a project as the rest of the package asks for it."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from pytest_phase.adapters.source import Sources
from tests.trees import FILE, TEST, plant

IMPORTS = {
    "import shop": ("shop",),
    "import shop.cart": ("shop", "cart", "shop.cart"),
    "import shop.cart as c, pay": ("shop", "cart", "shop.cart", "pay"),
    "from shop import Cart": ("shop", "Cart"),
    "from shop.cart import Cart as C": ("shop", "cart", "shop.cart", "Cart"),
    "from shop.cart import (\n    Cart,\n    Line,\n)": (
        *("shop", "cart", "shop.cart"),
        *("Cart", "Line"),
    ),
    "from shop import *": ("shop",),
    "from . import cart": ("cart",),
    "from ..shop import Cart": ("shop", "Cart"),
    "if True:\n    import shop": ("shop",),
    "def f():\n    import shop": ("shop",),
    "A = 1": (),
}


@pytest.mark.parametrize(("statement", "names"), IMPORTS.items())
def test_an_import_is_read_at_its_line(
    tmp_path: Path, statement: str, names: tuple[str, ...]
) -> None:
    """The parts of its modules, the modules, and the names; nothing where there is no import."""
    plant(tmp_path, {FILE: f"import before\n{statement}\nimport after\n"})
    assert Sources(tmp_path).imports_at(FILE, 1 + statement.count("\n") + 1) == names


def test_an_import_over_several_lines_is_read_at_each(tmp_path: Path) -> None:
    """Python names the first line of a statement, or the one where it failed."""
    plant(tmp_path, {FILE: "from shop import (\n    Cart,\n)\n"})
    sources = Sources(tmp_path)
    assert {sources.imports_at(FILE, line) for line in (1, 2, 3)} == {("shop", "Cart")}


@pytest.mark.parametrize("content", ["from shop import (\n", None])
def test_no_import_is_read_where_there_is_no_source(tmp_path: Path, content: str | None) -> None:
    """A file that does not parse, or is not there, imports nothing."""
    plant(tmp_path, {FILE: content} if content is not None else {})
    assert Sources(tmp_path).imports_at(FILE, 1) == ()


def test_test_files_are_found_below_a_folder(tmp_path: Path) -> None:
    """By pytest's patterns, in order, without what is hidden or installed."""
    names = ("b/test_b.py", "test_a.py", "a_test.py", "carts.py", "conftest.py")
    others = (".x/test_h.py", "env/pyvenv.cfg", "env/test_e.py")
    plant(tmp_path, {f"tests/{each}": "" for each in (*names, *others)})
    plant(tmp_path, {"src/test_s.py": ""})
    found = ["tests/a_test.py", "tests/b/test_b.py", "tests/test_a.py"]
    assert Sources(tmp_path).below("tests/") == found
    assert Sources(tmp_path).below("missing") == []


def test_test_files_are_found_by_the_patterns_of_the_ini(tmp_path: Path) -> None:
    """``python_files`` decides."""
    plant(tmp_path, {"tests/check_a.py": "", "tests/test_a.py": ""})
    assert Sources(tmp_path, files=["check_*.py"]).below("tests") == ["tests/check_a.py"]


def test_a_file_exists_or_not(tmp_path: Path) -> None:
    """A folder is no file."""
    plant(tmp_path, {FILE: ""})
    assert [Sources(tmp_path).exists(each) for each in (FILE, "tests", "x.py")] == [
        True,
        False,
        False,
    ]


def test_paths_are_told_apart(tmp_path: Path) -> None:
    """By name, by what is given as tests, by what is given as implementation."""
    sources = Sources(tmp_path, ["checks"], ["src/testing"])
    assert [sources.is_test(each) for each in (FILE, "checks/a.py", "src/testing/a.py")] == [
        True,
        True,
        False,
    ]


def test_what_the_plan_implements_is_not_followed(tmp_path: Path) -> None:
    """A component that lives in a folder called ``testing`` does not change the tests' text."""
    files = {FILE: "from testing.fakes import Fake\ndef test_x(): Fake()\n"}
    plant(tmp_path, files | {"testing/fakes.py": "class Fake: a = 1\n"})
    before = Sources(tmp_path, (), ["testing/fakes.py"]).text(TEST)
    followed = Sources(tmp_path).text(TEST)
    plant(tmp_path, {"testing/fakes.py": "class Fake: a = 2\n"})
    assert Sources(tmp_path, (), ["testing/fakes.py"]).text(TEST) == before
    assert Sources(tmp_path).text(TEST) != followed


def test_many_texts_are_those_of_each(tmp_path: Path) -> None:
    """In any order, with files that share definitions, and again after they were read."""
    plant(
        tmp_path,
        {
            "tests/conftest.py": "import pytest\n@pytest.fixture\ndef cart(): return 1\n",
            "tests/test_a.py": "def make(): return 1\nclass TestA:\n    def test_a(self): make()\n",
            "tests/test_b.py": "from tests.test_a import make\ndef test_b(cart): make()\n",
        },
    )
    tests = ["tests/test_b.py::test_b", "tests/test_a.py::TestA::test_a", "tests/none.py::test_c"]
    each = {test: Sources(tmp_path).text(test) for test in tests}
    sources = Sources(tmp_path)
    assert sources.texts(tests) == each
    assert sources.texts(reversed(tests)) == each
    assert [value is None for value in each.values()] == [False, False, True]


UNREADABLE = {
    "a syntax error": b"def test_x(:\n",
    "null bytes": b"def test_x():\n    '\0'\n",
    "an unknown encoding": b"# coding: klingon\ndef test_x(): pass\n",
    "wrong bytes": b"def test_x():\n    '\xff'\n",
    "deep nesting": b"def test_x():\n    return " + b"(" * 500 + b")" * 500 + b"\n",
}


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_has_no_text(tmp_path: Path, content: bytes) -> None:
    """No digest and no tests, and a line and a message instead of an exception."""
    plant(tmp_path, {FILE: ""})
    (tmp_path / FILE).write_bytes(content)
    sources = Sources(tmp_path)
    found = sources.tests(FILE)
    assert (sources.text(TEST), found.parses, found.tests) == (None, False, ())
    assert found.error is not None
    assert found.error[1]


def test_too_deep_an_expression_has_no_text(tmp_path: Path) -> None:
    """What Python can parse, and is too deep to be walked, is no reason to fail."""
    deep = "x" + ".y()" * 900
    plant(tmp_path, {FILE: f"def test_x(x):\n    return {deep}\ndef test_y(): pass\n"})
    sources = Sources(tmp_path)
    assert sources.text(TEST) is None
    assert sources.text(f"{FILE}::test_y") is not None


def test_a_long_sum_has_a_text(tmp_path: Path) -> None:
    """A thousand operands nest a thousand times in Python's tree."""
    plant(tmp_path, {FILE: f"def test_x():\n    return {' + '.join(map(str, range(900)))}\n"})
    assert Sources(tmp_path).text(TEST) is not None


def test_another_encoding_is_read(tmp_path: Path) -> None:
    """The first lines of a file name its encoding; the text is that of the characters."""
    source = "# coding: latin-1\ndef test_x():\n    return 'é'\n"
    plant(tmp_path, {FILE: source.replace("latin-1", "utf-8")})
    before = Sources(tmp_path).text(TEST)
    (tmp_path / FILE).write_bytes(source.encode("latin-1"))
    assert Sources(tmp_path).text(TEST) == before


def test_line_ends_and_a_byte_order_mark_do_not_count(tmp_path: Path) -> None:
    """A file as Windows editors write it."""
    source = "def test_x():\n    return '''a\nb'''\n"
    plant(tmp_path, {FILE: source})
    before = Sources(tmp_path).text(TEST)
    (tmp_path / FILE).write_bytes(b"\xef\xbb\xbf" + source.replace("\n", "\r\n").encode())
    assert Sources(tmp_path).text(TEST) == before


def test_reading_warns_of_nothing(tmp_path: Path) -> None:
    """An escape that is none is for the run to warn of, and no error where warnings are."""
    plant(tmp_path, {FILE: "def test_x():\n    return '\\d'\n", "src/a.py": "A = '\\d'\n"})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sources = Sources(tmp_path)
        assert sources.text(TEST) is not None
        assert sources.implementation(["src/a.py"])


@pytest.mark.parametrize("test", ["README.md::README.md", "tests", "", "tests/a.py", "tests::x"])
def test_what_is_no_test_of_a_python_file_has_no_text(tmp_path: Path, test: str) -> None:
    """A doctest of a text file, a folder, nothing."""
    plant(tmp_path, {FILE: "", "README.md": ">>> 1\n"})
    assert Sources(tmp_path).text(test) is None
