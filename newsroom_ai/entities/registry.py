"""Recognisers by name; importing this loads none of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, cast

from newsroom_ai.entities.types import Recogniser
from newsroom_ai.registry import Implementation, make

RECOGNISERS: Final = {
    "conv.v1": Implementation("newsroom_ai.entities.conv", "ConvRecogniser"),
    "rules.v1": Implementation("newsroom_ai.entities.rules", "RuleRecogniser"),
}

_TRAINED: Final = Implementation("newsroom_ai.entities.conv", "ConvRecogniser")
_TRANSFORMER: Final = Implementation("newsroom_ai.entities.transformer", "TransformerRecogniser", "neural")
_WEIGHTS: Final = "weights.npz"


def recogniser(name: str, **options: Any) -> Recogniser:
    """Make the recogniser called ``name``.

    That is one of ``RECOGNISERS``, a folder that ``training.entities`` wrote, or any token classifier of the
    transformers library by its folder or by the name of its repository, which holds a slash.

    ``aliases``, the newsroom's groups of equal names, is an option of all but the rules.

    Raises:
        InvalidConfig: nothing of these; the names of ``RECOGNISERS`` are listed.
        ModelUnavailable: the model is missing or damaged, or the extra ``neural`` is not installed.
    """
    if name == "rules.v1":
        options.pop("aliases", None)  # the rules know their few by heart
    folder = Path(name)
    if name not in RECOGNISERS and (folder / _WEIGHTS).is_file():
        return cast("Recogniser", make({name: _TRAINED}, name, folder=folder, **options))
    if name not in RECOGNISERS and ("/" in name or folder.is_dir()):
        return cast("Recogniser", make({name: _TRANSFORMER}, name, model=name, **options))
    return cast("Recogniser", make(RECOGNISERS, name, **options))
