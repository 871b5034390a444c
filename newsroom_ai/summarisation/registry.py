"""Summarisers and headline writers by name; importing this loads none of them."""

from __future__ import annotations

from typing import Any, Final, cast

from newsroom_ai.registry import Implementation, make
from newsroom_ai.summarisation.types import HeadlineWriter, Summariser

SUMMARISERS: Final = {
    "lead.v1": Implementation("newsroom_ai.summarisation.lead", "LeadSummariser"),
}
HEADLINE_WRITERS: Final = {
    "variants.v1": Implementation("newsroom_ai.summarisation.headlines", "VariantHeadlines"),
}


def summariser(name: str, **options: Any) -> Summariser:
    """Make the summariser called ``name``; errors as for ``registry.make``."""
    return cast("Summariser", make(SUMMARISERS, name, **options))


def headline_writer(name: str, **options: Any) -> HeadlineWriter:
    """Make the headline writer called ``name``; errors as for ``registry.make``."""
    return cast("HeadlineWriter", make(HEADLINE_WRITERS, name, **options))
