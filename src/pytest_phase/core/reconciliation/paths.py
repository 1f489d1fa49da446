"""Claims about files."""

from __future__ import annotations

from pytest_phase.core.claims import Claim
from pytest_phase.core.inventory.lookup import Place
from pytest_phase.core.reconciliation.judged import Ground, Judged
from pytest_phase.core.reconciliation.makers import maker, planned


def of_path(claim: Claim, ground: Ground) -> Judged | None:
    """What the project says to a path; a module by its ending, as plans write them."""
    if ground.exists(claim.name):
        return Judged(claim, "exists", detail=claim.name)
    known = [each for each in ground.lookup.inventory.modules if _ends(each.path, claim.name)]
    if known:
        return Judged(claim, "exists", tuple(module_place(each.name, each.path) for each in known))
    making = maker(claim.name, ground)
    if making is not None:
        return planned(claim, making, ground)
    if not claim.name.endswith(".py") or claim.creates:
        return None
    name = claim.name.removesuffix(".py").rpartition("/")[2]
    modules = (each for each in ground.lookup.inventory.modules if not each.is_test)
    within = [module_place(each.name, each.path) for each in modules]
    return Judged(claim, "missing", ground.lookup.nearest(name, within))


def _ends(path: str, ending: str) -> bool:
    return path == ending or path.endswith(f"/{ending}")


def module_place(name: str, path: str) -> Place:
    """Where a module is: its file, from the first line."""
    return Place(name, "module", path, 1)
