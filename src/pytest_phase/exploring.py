"""The inventory of a project for commands and for the session: one call, lazily.

Nothing here imports the libraries of the extra ``explore`` before they are known to be there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_phase import wiring
from pytest_phase.adapters.configuration import absolute, find_configuration
from pytest_phase.adapters.exploring.hidden import hidden_names
from pytest_phase.adapters.exploring.libraries import INSTALL, missing_libraries
from pytest_phase.adapters.files import PlanError, read_plan_file
from pytest_phase.adapters.places import guard_path
from pytest_phase.core.claims import Claims
from pytest_phase.core.corrections import diagnostics, open_ones
from pytest_phase.core.inventory.lookup import Lookup
from pytest_phase.core.ledger import NotSaved
from pytest_phase.core.plan import Plan
from pytest_phase.core.reconciliation import Judged
from pytest_phase.core.reconciliation import reconcile as reconciled
from pytest_phase.formats.pytest_configuration import ConfigurationError
from pytest_phase.settings import Settings
from pytest_phase.usecases.linting import Lint
from pytest_phase.wiring import CannotJudge

if TYPE_CHECKING:
    from pytest_phase.core.inventory.whole import Inventory

KEPT = "explored"
"""The suffix of the file, beside the guard, that keeps what was read of each file."""


def inventory(root: Path) -> Inventory:
    """What the project at ``root`` is made of. Raises CannotJudge without the libraries for it."""
    missing = missing_libraries()
    if missing:
        raise CannotJudge(
            f"exploring needs {', '.join(missing)}, which this Python does not have. "
            f"Install: {INSTALL}"
        )
    from pytest_phase.adapters.exploring.explore import Ground, explore

    file, options = _configuration(root)
    ground = Ground(
        root,
        configuration_file=file,
        configuration=options,
        memory=_memory(root),
    )
    return explore(ground)


def _configuration(root: Path) -> tuple[str, dict[str, Any]]:
    """The file that configures pytest here, relative to the root, and its options."""
    try:
        found = find_configuration(root)
    except ConfigurationError:
        return "", {}
    if found.file is None or not found.file.is_relative_to(root):
        return "", {}
    return found.file.relative_to(root).as_posix(), dict(found.options)


def _memory(root: Path) -> Path | None:
    try:
        return guard_path(root).with_suffix(f".{KEPT}")
    except NotSaved:
        return None  # every run reads everything then


class Reconciled(NamedTuple):
    """A plan held against the code: all that was judged, and what is wrong and in no row yet."""

    plan: Plan
    judged: tuple[Judged, ...]
    wrong: tuple[Judged, ...]


def reconcile(
    settings: Settings, specs: Sequence[Path] = (), code: Inventory | None = None
) -> Reconciled:
    """Hold a plan, and the specs it is made from, against the code of its project.

    ``code`` is its inventory where it is known. Raises CannotJudge where plan, specs or code
    cannot be read.
    """
    plan, root = wiring.read(settings), settings.root
    path = settings.plan.value
    documents = [_claims(path, settings.relative(path), plan)]
    documents += [_claims(each, settings.relative(absolute(root, str(each)))) for each in specs]
    found = code or inventory(root)
    hidden = hidden_names(root, found.passed_over)
    exists = _exists_below(root)
    judged = reconciled(plan, documents, Lookup(found), exists, hidden)
    return Reconciled(plan, judged, open_ones(judged, documents))


def _exists_below(root: Path) -> Callable[[str], bool]:
    return lambda path: (root / path).exists()


def lint(settings: Settings) -> Lint:
    """Plan and lock read for what is wrong with them, and the plan held against the code.

    The latter with the libraries of the extra, where plan and code can be read. Raises
    CannotJudge without a plan file.
    """
    found = wiring.lint(settings)
    if found.plan.errors or settings.plan.value.is_dir() or missing_libraries():
        return found
    code = inventory(settings.root)
    if not code.source:
        return found  # nothing is written yet: there is nothing to hold the plan against
    told = reconcile(settings, code=code)
    unknown = (each for each in told.judged if each.verdict == "unknowable")
    more = diagnostics((*told.wrong, *unknown), told.plan)
    every = sorted((*found.plan.diagnostics, *more), key=lambda each: (each.file, each.line))
    return replace(found, plan=found.plan._replace(diagnostics=tuple(dict.fromkeys(every))))


def _claims(path: Path, called: str, plan: Plan | None = None) -> Claims:
    from pytest_phase.formats.plan_markdown.code_claims import read_claims

    try:
        text = read_plan_file(path).decode("utf-8-sig")
    except PlanError as error:
        raise CannotJudge(f"{error.message} Check the path.") from error
    except UnicodeDecodeError as error:
        raise CannotJudge(f"{called}: not UTF-8. Save it as UTF-8.") from error
    return read_claims(text, called, plan)
