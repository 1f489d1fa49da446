"""The text of a test: what makes evidence stale, and what does not."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.contract.shop import (
    codes,
    component,
    evidence,
    open_shop,
    place,
    write_source,
)
from tests.project import Project

FILES = {
    "tests/test_alpha.py": '''
        import pytest
        import alpha
        from support import check

        LIMITS = {"low": 1, "high": 42}
        UNUSED = 1


        def expected():
            return LIMITS["high"]


        @pytest.fixture
        def local():
            return alpha.answer()


        class TestIt:
            size = 3

            def setup_method(self):
                self.wanted = 42

            @pytest.mark.parametrize("n", [1, 2])
            def test_it(self, local, shared, n):
                """Say what."""
                # Say why.
                check(local, expected())
                assert local == self.wanted, "wrong"
        ''',
    "tests/conftest.py": """
        import pytest

        SHARED = 5

        @pytest.fixture
        def deep():
            return SHARED

        @pytest.fixture
        def shared(deep):
            return deep

        @pytest.fixture
        def unrelated():
            return 1
        """,
    "tests/support.py": """
        TOLERANCE = 0

        def close(a, b):
            return abs(a - b) <= TOLERANCE

        def check(a, b):
            assert close(a, b)

        def other():
            return 1
        """,
}


def _seen(project: Project) -> None:
    """Write the files, see the test red, then green."""
    open_shop(project)
    for path, text in FILES.items():
        project.file(path, dedent(text))
    write_source(project, "alpha", "def answer():\n    return 41\n")
    project.run()
    write_source(project, "alpha")
    assert project.run().ret == 0
    assert place(project, "alpha") == ("in_progress", "green")


def _edit(project: Project, path: str, old: str, new: str) -> None:
    file = project.root / path
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{text.count(old)} times in {path}: {old}"
    file.write_text(text.replace(old, new), encoding="utf-8")


T, C, S = "tests/test_alpha.py", "tests/conftest.py", "tests/support.py"

SAME = {
    "comment": (T, "# Say why.", "# Say something else."),
    "comment gone": (T, "        # Say why.\n", ""),
    "docstring": (T, '"""Say what."""', '"""Say it in other words."""'),
    "docstring gone": (T, '        """Say what."""\n', ""),
    "blank lines": (T, "    size = 3\n", "\n\n    size = 3\n\n\n"),
    "quotes": (T, '"wrong"', "'wrong'"),
    "line breaks": (
        T,
        "check(local, expected())",
        "check(\n    local,\n    expected(),\n        )",
    ),
    "parentheses": (T, "assert local == self.wanted", "assert (local == self.wanted)"),
    "trailing comma": (T, "[1, 2]", "[1, 2,]"),
    "indentation": (T, "    return LIMITS", "  return LIMITS"),
    "place in the file": (T, "import pytest\n", "import pytest\n\ndef test_first(): pass\n\n"),
    "what it does not name": (T, "UNUSED = 1", "UNUSED = 2"),
    "another definition of its support": (S, "return 1", "return 2"),
    "another fixture": (C, "return 1", "return 2"),
    "skip mark": (T, "    @pytest.mark.para", "    @pytest.mark.skip\n    @pytest.mark.para"),
    "xfail mark": (T, "class TestIt", "@pytest.mark.xfail(reason='r')\nclass TestIt"),
    "waiver": (T, "class TestIt", "@pytest.mark.phase_waive(reason='r')\nclass TestIt"),
    "number": (T, "self.wanted = 42", "self.wanted = 0x2A"),
    "joined string": (T, '"wrong"', '"wr" "ong"'),
    "type annotation of nothing it names": (T, "UNUSED = 1", "UNUSED: int = 1"),
    "unused import": (T, "import pytest\n", "import os\nimport pytest\n"),
}

CHANGED = {
    "assertion": (T, "assert local == self.wanted", "assert local != 0"),
    "assertion gone": (T, '        assert local == self.wanted, "wrong"\n', ""),
    "parameters": (T, "[1, 2]", "[1]"),
    "decorator": (T, "    @pytest.mark.para", "    @pytest.mark.slow\n    @pytest.mark.para"),
    "arguments": (T, "self, local, shared, n", "self, shared, local, n"),
    "its class": (T, "self.wanted = 42", "self.wanted = alpha.answer()"),
    "data it names": (T, '"high": 42', '"high": alpha.answer()'),
    "function it names": (T, 'return LIMITS["high"]', "return alpha.answer()"),
    "fixture of the file": (T, "    return alpha.answer()", "    return 42"),
    "fixture of conftest": (C, "return deep", "return deep + 0"),
    "fixture of a fixture": (C, "return SHARED", "return 5"),
    "data of a fixture": (C, "SHARED = 5", "SHARED = 6"),
    "support": (S, "assert close(a, b)", "pass"),
    "support of its support": (S, "<= TOLERANCE", "<= 100"),
    "data of its support": (S, "TOLERANCE = 0", "TOLERANCE = 100"),
}


@pytest.mark.parametrize("name", sorted(SAME))
def test_not_of_the_text(project: Project, name: str) -> None:
    """Formatting, comments, docstring, place, marks and what it does not name: not stale."""
    _seen(project)
    _edit(project, *SAME[name])
    assert component(project, "alpha")["tests"]["stale"] == 0
    assert "PH802" not in {code for code, _ in codes(project.status())}


@pytest.mark.parametrize("name", sorted(CHANGED))
def test_of_the_text(project: Project, name: str) -> None:
    """Function, decorators, parameters, class, fixtures and all they name: stale, PH802."""
    _seen(project)
    project.file("pytest.ini", "[pytest]\npythonpath = src\nmarkers = slow: slow\n")
    _edit(project, *CHANGED[name])
    assert component(project, "alpha")["tests"]["stale"] == 1
    found = dict(codes(project.report("--phase-gate")))
    assert found["PH802"] in ("error", "warning")


def test_edit_and_back(project: Project) -> None:
    """With the old text put back the old evidence holds."""
    _seen(project)
    before = evidence(project, "alpha")
    _edit(project, T, "self.wanted = 42", "self.wanted = 41 + 1")
    project.run()
    assert component(project, "alpha")["tests"]["stale"] == 1
    _edit(project, T, "self.wanted = 41 + 1", "self.wanted = 42")
    assert place(project, "alpha") == ("in_progress", "green")
    assert evidence(project, "alpha") == before


def test_implementation_is_not_of_the_text(project: Project) -> None:
    """The component's own code may change; that is what it is for."""
    _seen(project)
    write_source(project, "alpha", "def answer():\n    return 6 * 7\n")
    assert component(project, "alpha")["tests"]["stale"] == 0


def test_rename_keeps_the_evidence(project: Project) -> None:
    """A rename with unchanged text takes its evidence along."""
    _seen(project)
    before = evidence(project, "alpha")["test_it"]
    _edit(project, T, "def test_it(", "def test_that(")
    assert project.run().ret == 0
    (after,) = evidence(project, "alpha").items()
    assert after[0] == "test_that"
    assert after[1].partition(" sum=")[0] == before.partition(" sum=")[0]
    assert project.run("--phase-gate").ret == 0


def test_move_to_another_file_keeps_the_evidence(project: Project) -> None:
    """A test moved to another file of its component takes its evidence along."""
    open_shop(project)
    plan = project.root / "PLAN.md"
    plan.write_text(
        plan.read_text().replace(
            "- Tests: `tests/test_alpha.py`", "- Tests: `tests/test_alpha.py`, `tests/test_a2.py`"
        )
    )
    body = "import alpha\n\n\ndef test_alpha():\n    assert alpha.answer() == 42\n"
    rest = "\n\ndef test_stays():\n    assert alpha.answer()\n"
    project.file("tests/test_alpha.py", body + rest)
    write_source(project, "alpha", "def answer():\n    raise NotImplementedError\n")
    project.run()
    write_source(project, "alpha")
    project.run()
    project.file("tests/test_alpha.py", "import alpha\n" + rest)
    project.file("tests/test_a2.py", body)
    project.run()
    assert component(project, "alpha")["tests"]["green"] == 2
    assert project.run("--phase-gate").ret == 0
