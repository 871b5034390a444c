"""Encoders by name: ours, or any model of sentence-transformers where that is installed."""

from __future__ import annotations

import importlib.util
import sys

import pytest

from newsroom_ai.encoders.registry import ENCODERS, encoder
from newsroom_ai.errors import ModelUnavailable


def test_our_encoders_can_be_imported() -> None:
    for entry in ENCODERS.values():
        assert importlib.util.find_spec(entry.module) is not None


def test_without_the_extra_a_foreign_model_is_refused_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ModelUnavailable, match=r"newsroom-ai\[neural\]"):
        encoder("intfloat/multilingual-e5-small")
