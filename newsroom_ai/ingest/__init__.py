"""Bytes from outside -> Article."""
