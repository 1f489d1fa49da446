"""Where the paths of a plan lead: aliases, absolute paths, files named without a folder.

What a project says of itself (``Reading``) and what is known of its files (``World``) is used
here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable

from pytest_phase.core.plan import Component, Origin, TestFile
from pytest_phase.formats.plan_markdown.paths import (
    PathToken,
    is_matched,
    is_outside,
    is_test_path,
    normal,
)
from pytest_phase.formats.plan_markdown.problems import Problems

_DEEPEST = 12


def placed(token: PathToken, origin: Origin, problems: Problems) -> PathToken:
    """A path with the project's aliases applied, an absolute one cut down to what is there."""
    path = token.path
    for beginning, folder in problems.reading.path_aliases:
        if path.startswith(beginning):
            path = normal(folder + path[len(beginning) :])
            break
    short = _shortened(path, problems) if is_outside(path) else ""
    if short:
        problems.add(
            "PH308",
            "info",
            f'"{token.written}" read as {short}',
            origin.line,
            column=origin.column,
        )
    return token if path == token.path and not short else token._replace(path=short or path)


def _shortened(path: str, problems: Problems) -> str:
    """A path below the project root without the root; else its longest end that is there."""
    world = problems.world
    if world.root and path.startswith(f"{world.root.rstrip('/')}/"):
        return path[len(world.root.rstrip("/")) + 1 :]
    if world.exists is None or path.startswith("../"):
        return ""
    parts = path.strip("/").split("/")[-_DEEPEST:]
    ends = ("/".join(parts[start:]) for start in range(1, len(parts) - 1))
    return next((end for end in ends if world.exists(end)), "")


def rooted(files: tuple[TestFile, ...], problems: Problems) -> tuple[TestFile, ...]:
    """Test files that are named without a folder, in the project's folder of tests."""
    root = problems.reading.tests_root
    if not root or all("/" in file.path for file in files):
        return files
    return tuple(
        file if "/" in file.path else TestFile(f"{root}/{file.path}", file.origin, file.names)
        for file in files
    )


def inferred(component: Component, problems: Problems) -> tuple[TestFile, ...]:
    """The test file called like the component's one source, where the project asks for it."""
    sources = [each for each in component.implementation if each.path.endswith(".py")]
    if not problems.reading.infer_tests or component.test_files or len(sources) != 1:
        return component.test_files
    name = sources[0].path.rpartition("/")[2]
    if name.startswith("__") or is_test_path(sources[0].path):
        return ()
    path = f"{problems.reading.tests_root or 'tests'}/test_{name}"
    problems.add(
        "PH302",
        "warning",
        f"test file inferred as {path}",
        component.line,
        f'Write it down: "- Tests: `{path}`".',
    )
    return (TestFile(path, Origin(component.line, "files.inferred", certain=False)),)


def report_unseen(components: Iterable[Component], problems: Problems) -> None:
    """PH310 for test files that pytest does not find by itself: by their folder, or their name."""
    folders = tuple(f"{folder.rstrip('/')}/" for folder in problems.world.folders if folder)
    patterns = problems.world.patterns
    seen: set[str] = set()
    for file in (file for component in components for file in component.test_files):
        if file.path in seen:
            continue
        seen.add(file.path)
        if folders and not file.path.startswith(folders):
            shown = f"{file.path} is outside testpaths ({', '.join(problems.world.folders)})"
            _report_unseen(file, shown, "Add its folder to testpaths", problems)
        elif patterns and not file.path.endswith("/") and not is_matched(file.path, patterns):
            shown = f"{file.path} is not called as python_files says ({' '.join(patterns)})"
            _report_unseen(file, shown, "Rename it, or add its name to python_files", problems)


def _report_unseen(file: TestFile, shown: str, remedy: str, problems: Problems) -> None:
    problems.add(
        "PH310",
        "warning",
        shown,
        file.origin.line,
        f"{remedy}, or pytest does not find it by itself.",
        file.origin.column,
    )
