"""Summarisers and headline writers by name; importing this loads none of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, cast

from newsroom_ai.config import Abstractive
from newsroom_ai.registry import Implementation, make
from newsroom_ai.summarisation.types import HeadlineWriter, Summariser

SUMMARISERS: Final = {
    "summariser-extractive.v1": Implementation("newsroom_ai.summarisation.extractive", "ExtractiveSummariser"),
    "lead.v1": Implementation("newsroom_ai.summarisation.lead", "LeadSummariser"),
}
HEADLINE_WRITERS: Final = {
    "summariser-headline.v2": Implementation("newsroom_ai.summarisation.headlines", "ClauseHeadlines"),
}


_GATED: Final = Implementation("newsroom_ai.summarisation.abstractive", "GatedSummariser")
_TRAINED: Final = Implementation("newsroom_ai.summarisation.extractive", "ExtractiveSummariser")
_WEIGHTS: Final = "weights.npz"


def summariser(name: str, abstractive: Abstractive | None = None) -> Summariser:
    """Make the summariser called ``name``: one of ``SUMMARISERS``, or a folder that training wrote.

    Where ``abstractive`` names a model, that model is asked first and the summariser serves what it cannot.

    Raises:
        InvalidConfig: nothing of these, or the address of a server is none.
        ModelUnavailable: the model is missing or damaged, or the extra ``neural`` is not installed.
    """
    folder = Path(name)
    if name not in SUMMARISERS and (folder / _WEIGHTS).is_file():
        made = cast("Summariser", make({name: _TRAINED}, name, folder=folder))
    else:
        made = cast("Summariser", make(SUMMARISERS, name))
    if abstractive is None or not (abstractive.model or abstractive.server):
        return made
    return cast("Summariser", make({name: _GATED}, name, settings=abstractive, extractive=made))


def headline_writer(name: str, **options: Any) -> HeadlineWriter:
    """Make the headline writer called ``name``; errors as for ``registry.make``."""
    return cast("HeadlineWriter", make(HEADLINE_WRITERS, name, **options))
