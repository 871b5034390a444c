"""Has this run before, where, and which words."""
