"""Schema as the source writes it: DDL, models, migrations replayed, records; nothing is run."""
