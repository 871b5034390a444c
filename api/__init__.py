"""The HTTP API: a thin layer that turns requests into calls of a ``Newsroom`` and results into JSON."""
