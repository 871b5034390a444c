"""Any sentence-transformers model can encode: here a tiny one that the test makes and saves itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from newsroom_ai.encoders.registry import encoder
from newsroom_ai.encoders.types import Prefixed
from newsroom_ai.errors import ModelUnavailable

pytest.importorskip("sentence_transformers")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "cầu", "rạch", "miễu", "thông", "xe", "giá", "xăng", "query", ":"]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    folder = tmp_path_factory.mktemp("model")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        max_position_embeddings=32,
    )  # fmt: skip
    BertModel(config).save_pretrained(folder / "bert")
    (folder / "vocab.txt").write_text("\n".join(WORDS), encoding="utf-8")
    BertTokenizer(str(folder / "vocab.txt"), do_lower_case=False).save_pretrained(folder / "bert")
    body = Transformer(str(folder / "bert"), max_seq_length=32)
    SentenceTransformer(modules=[body, Pooling(16)], device="cpu").save(str(folder / "whole"))
    return folder / "whole"


def test_a_model_in_a_folder_encodes(model: Path) -> None:
    made = encoder(str(model))
    rows = made.encode(["cầu rạch miễu thông xe", "giá xăng", "cầu rạch miễu thông xe"])
    assert rows.shape == (3, made.dimensions) == (3, 16)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)
    assert rows[0] == pytest.approx(rows[2], abs=1e-5)
    assert not np.allclose(rows[0], rows[1], atol=1e-3)
    assert made.encode([]).shape == (0, 16)


def test_a_prefix_and_a_length_change_vectors_and_name(model: Path) -> None:
    plain, short = encoder(str(model)), encoder(str(model), max_length=4)
    prefixed = Prefixed(plain, "query: ")
    text = "cầu rạch miễu thông xe"
    assert not np.allclose(plain.encode([text]), short.encode([text]), atol=1e-3)
    assert np.allclose(prefixed.encode([text]), plain.encode(["query: " + text]), atol=1e-5)
    assert len({plain.name, short.name, prefixed.name}) == 3


def test_the_name_follows_what_is_in_the_folder(model: Path) -> None:
    before = encoder(str(model)).name
    assert encoder(str(model)).name == before
    weights = next(model.rglob("*.safetensors"))
    content = weights.read_bytes()
    weights.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    try:
        assert encoder(str(model)).name != before
    finally:
        weights.write_bytes(content)


def test_a_model_that_cannot_be_loaded_is_told_when_it_is_used(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelUnavailable, match=r"encoder\.name"):
        encoder(str(tmp_path)).encode(["cầu"])
