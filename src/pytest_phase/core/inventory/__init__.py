"""What a project is made of, as values: modules, interfaces, test patterns, schema.

Read statically by ``adapters.exploring``; nothing here knows how. Values are named tuples, so
that a kept result is plain JSON.
"""
