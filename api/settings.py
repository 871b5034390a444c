"""Environment variables -> ``Settings``; nothing else in this package looks at the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from newsroom_ai.config import Config
from newsroom_ai.errors import InvalidConfig

DEFAULT_DATA = "var"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the data is and where to listen; None leaves the choice to ``newsroom.toml``."""

    data: Path = Path(DEFAULT_DATA)
    config: Path | None = None
    host: str | None = None
    port: int | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read ``NEWSROOM_DATA``, ``NEWSROOM_CONFIG``, ``HOST`` and ``PORT``; an empty one counts as not set.

        Raises:
            InvalidConfig: ``PORT`` is no port number.
        """
        port = environment.get("PORT") or None
        if port is not None and not (port.isascii() and port.isdigit() and int(port) <= 65535):
            raise InvalidConfig("PORT phải là số từ 0 đến 65535")
        return cls(
            data=Path(environment.get("NEWSROOM_DATA") or DEFAULT_DATA),
            config=Path(file) if (file := environment.get("NEWSROOM_CONFIG")) else None,
            host=environment.get("HOST") or None,
            port=None if port is None else int(port),
        )

    def load(self) -> Config:
        """The newsroom's own settings."""
        return Config.load(self.data, self.config)
