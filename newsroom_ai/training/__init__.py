"""Labelled articles -> models/<name>."""
