"""An editorial assistant for Vietnamese newsrooms, on the newsroom's own server.

Tags, summaries, duplicate detection and search over the archive.
"""

__version__ = "0.1.0"
