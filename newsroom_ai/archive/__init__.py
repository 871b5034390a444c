"""Article <-> disk: the record of truth."""
