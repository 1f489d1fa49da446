"""Python source as data: its canonical form, what it defines and names, its fixtures and tests.

``nodes`` and ``blocks`` register how each kind of node is written, so both are always loaded.
"""

from pytest_phase.adapters.python import blocks, nodes

__all__ = ["blocks", "nodes"]
