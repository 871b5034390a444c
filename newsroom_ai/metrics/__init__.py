"""Measures of quality, one a file: pure functions over ids, numbers and strings already folded."""
