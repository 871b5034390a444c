"""Taggers by name; importing this loads none of them."""

from __future__ import annotations

from typing import Any, Final, cast

from newsroom_ai.registry import Implementation, make
from newsroom_ai.tagging.types import Tagger

TAGGERS: Final = {
    "laws.v1": Implementation("newsroom_ai.tagging.laws", "LawTagger"),
    "places.v1": Implementation("newsroom_ai.tagging.places", "PlaceTagger"),
    "names.v1": Implementation("newsroom_ai.tagging.names", "NameTagger"),
    "sections-linear.v1": Implementation("newsroom_ai.tagging.sections", "SectionTagger"),
    "topics-linear.v2": Implementation("newsroom_ai.tagging.topics", "TopicTagger"),
    "keyphrases-boosted.v2": Implementation("newsroom_ai.tagging.ranked_keyphrases", "RankedKeyphrases"),
    "keyphrases.v1": Implementation("newsroom_ai.tagging.keyphrases", "KeyphraseTagger"),
}


def tagger(name: str, **options: Any) -> Tagger:
    """Make the tagger called ``name``; errors as for ``registry.make``."""
    return cast("Tagger", make(TAGGERS, name, **options))
