"""A report as text, json, markdown or mermaid; nothing here writes to a terminal."""
