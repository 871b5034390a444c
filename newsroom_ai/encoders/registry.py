"""Encoders by name; importing this loads none of them."""

from __future__ import annotations

from typing import Any, Final, cast

from newsroom_ai.encoders.types import Encoder
from newsroom_ai.registry import Implementation, make

ENCODERS: Final = {
    "encoder-static.v1": Implementation("newsroom_ai.encoders.static", "StaticEncoder"),
}

_TRANSFORMER: Final = Implementation("newsroom_ai.encoders.transformer", "TransformerEncoder", "neural")


def encoder(name: str, **options: Any) -> Encoder:
    """Make the encoder called ``name``: one of ``ENCODERS``, or any sentence-transformers model by name or folder.

    ``options`` are for models of the second kind, see ``TransformerEncoder``; ours have none.

    Raises:
        ModelUnavailable: a shipped model is missing or damaged, or the extra ``neural`` is not installed.
    """
    if name in ENCODERS:
        return cast("Encoder", make(ENCODERS, name))
    return cast("Encoder", make({name: _TRANSFORMER}, name, model=name, **options))
