"""What runs inside the child processes of a replay; this folder is put on their ``PYTHONPATH``.

Nothing here imports the rest of pytest-phase: a child that replays pytest-phase itself has to
import that from its own tree.
"""
