"""Concepts with labels, aliases and validity dates: provinces, ministries, abbreviations."""
