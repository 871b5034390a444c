"""Recognisers by name; importing this loads none of them."""

from __future__ import annotations

from typing import Any, Final, cast

from newsroom_ai.entities.types import Recogniser
from newsroom_ai.registry import Implementation, make

RECOGNISERS: Final = {
    "rules.v1": Implementation("newsroom_ai.entities.rules", "RuleRecogniser"),
}


def recogniser(name: str, **options: Any) -> Recogniser:
    """Make the recogniser called ``name``; errors as for ``registry.make``."""
    return cast("Recogniser", make(RECOGNISERS, name, **options))
