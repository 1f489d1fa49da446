"""Reads what a project is made of from its source: it imports and runs nothing of it.

``explore`` tells the story. Per file (``facts``, kept by content): interfaces with griffe, class
sketches and calls with ``ast``. Over all files: the import graph with grimp, tables from DDL with
sqlglot, from models and from migrations replayed, test patterns. The three libraries are the
extra ``explore``, and only this package imports them.
"""
