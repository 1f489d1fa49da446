"""Which hooks of a project have a say in what is reported."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pytest_phase.adapters.foreign import HOOKS, foreign_hooks, is_still, patched

ROOT = Path("/project")


def _function(file: str) -> Any:
    """A function that a file defines."""
    space: dict[str, Any] = {}
    exec(compile("def hook(): pass", file, "exec"), space)
    return space["hook"]


def _relay(**hooks: str) -> Any:
    """What pluggy calls a relay: for each hook the functions that implement it."""
    return SimpleNamespace(
        **{
            name: SimpleNamespace(
                get_hookimpls=lambda file=file: [SimpleNamespace(function=_function(file))]
            )
            for name, file in hooks.items()
        }
    )


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_of_the_project_is_foreign(name: str) -> None:
    """Whatever has a say in calls, reports and collection is named with its file."""
    found = foreign_hooks(_relay(**{name: "/project/tests/conftest.py"}), ROOT)
    assert found == {"tests/conftest.py": (name,)}


@pytest.mark.parametrize(
    "file",
    [
        "/usr/lib/python3/site-packages/pytest_rerunfailures.py",
        "/project/.venv/lib/python3.12/site-packages/xdist/plugin.py",
        "<string>",
    ],
)
def test_what_is_installed_is_not_foreign(file: str) -> None:
    """Plugins that were installed are no business of the project, wherever they lie."""
    assert not foreign_hooks(_relay(pytest_runtest_makereport=file), ROOT)


def test_hooks_of_one_file_stand_together() -> None:
    """A file is named once, with all its hooks."""
    file = "/project/conftest.py"
    relay = _relay(pytest_runtest_makereport=file, pytest_pyfunc_call=file)
    assert foreign_hooks(relay, ROOT) == {
        "conftest.py": ("pytest_pyfunc_call", "pytest_runtest_makereport")
    }


def test_a_hook_that_is_decorated_is_that_of_its_file() -> None:
    """A wrapper of another file does not hide where a hook is written."""
    import functools

    inner = _function("/project/conftest.py")
    outer = functools.wraps(inner)(lambda: inner())
    relay = SimpleNamespace(
        pytest_runtest_call=SimpleNamespace(get_hookimpls=lambda: [SimpleNamespace(function=outer)])
    )
    assert foreign_hooks(relay, ROOT) == {"conftest.py": ("pytest_runtest_call",)}


def test_a_function_of_pytest_that_was_replaced_is_named() -> None:
    """What stands in its place now is looked at, wherever pytest's own has gone."""

    class Function:
        runtest = _function("/project/conftest.py")
        setup = _function("/usr/lib/python3/site-packages/_pytest/python.py")

    functions = [(Function, "runtest"), (Function, "setup"), (Function, "gone")]
    assert patched(functions, ROOT) == {"conftest.py": ("pytest.Function.runtest",)}


def _original() -> int:
    return 1


def _wrapping(function: Any) -> Any:
    return lambda: function()


@pytest.mark.parametrize(
    "function", [_original, _wrapping(_original), _wrapping(_wrapping(_original))]
)
def test_a_wrapper_is_still_the_test(function: Any) -> None:
    """Who holds on to the function can call it: a retry, a timeout, a loop for coroutines."""
    assert is_still(function, _original)


def test_a_partial_and_a_bound_method_are_still_the_test() -> None:
    """However the function is held."""
    import functools

    class Holder:
        def __init__(self, function: Any) -> None:
            self.function = function

        def __call__(self) -> Any:
            return self.function()

    assert is_still(functools.partial(_original), _original)
    assert is_still(Holder(_original), _original)


def test_a_function_that_knows_nothing_of_the_test_is_another_one() -> None:
    """What cannot reach the function cannot call it."""
    assert not is_still(lambda: None, _original)
