from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from newsroom_ai.article import Article
from newsroom_ai.entities.registry import recogniser
from newsroom_ai.entities.transformer import TransformerRecogniser
from newsroom_ai.errors import ModelUnavailable

pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "ông", "lan", "##chi", "ở", "huế", "mai", "cười", "."]
LABELS = ["O", "B-PER", "I-PER", "B-LOC", "MISC"]
MEANING = {"lan": "B-PER", "##chi": "I-PER", "mai": "I-PER", "huế": "B-LOC", "cười": "MISC"}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A token classifier that knows each word's label by heart."""
    import torch

    folder = tmp_path_factory.mktemp("classifier")
    (folder / "vocab.txt").write_text("\n".join(WORDS), encoding="utf-8")
    tokenizer = transformers.BertTokenizerFast(
        vocab={word: at for at, word in enumerate(WORDS)}, do_lower_case=True, strip_accents=False, model_max_length=16
    )
    tokenizer.save_pretrained(folder)
    config = transformers.BertConfig(
        vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=1, num_attention_heads=1, intermediate_size=16,
        max_position_embeddings=18, id2label=dict(enumerate(LABELS)), label2id={n: i for i, n in enumerate(LABELS)},
    )  # fmt: skip
    net: Any = transformers.BertForTokenClassification(config)
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.zero_()
        table = net.bert.embeddings.word_embeddings.weight
        for at, _ in enumerate(WORDS):
            table[at, at] = 5.0
        for norm in (net.bert.embeddings.LayerNorm, *(layer.output.LayerNorm for layer in net.bert.encoder.layer),
                     *(layer.attention.output.LayerNorm for layer in net.bert.encoder.layer)):  # fmt: skip
            norm.weight.fill_(1.0)
        net.classifier.bias[0] = 1.0
        for word, label in MEANING.items():
            net.classifier.weight[LABELS.index(label), WORDS.index(word)] = 5.0
    net.save_pretrained(folder)
    return folder


def names(model: Path, body: str, **options: Any) -> list[tuple[str, list[tuple[int, str]]]]:
    found = recogniser(str(model), **options).entities(Article("a1", body=body))
    assert all(entity.confidence is None for entity in found)
    return sorted((e.kind, [(span.start, span.text) for span in e.mentions]) for e in found)


def test_labels_become_spans_of_the_text(model: Path) -> None:
    assert names(model, "Ông Lan Mai ở Huế .") == [("person", [(4, "Lan Mai")]), ("place", [(14, "Huế")])]


def test_a_name_ends_with_its_word(model: Path) -> None:
    assert names(model, "ông lanchi ở huế") == [("person", [(4, "lanchi")]), ("place", [(13, "huế")])]


def test_a_begin_label_begins_another_name(model: Path) -> None:
    assert names(model, "Lan Lan") == [("person", [(0, "Lan"), (4, "Lan")])]


def test_texts_longer_than_a_window_are_read_whole(model: Path) -> None:
    body = "Ông ở . " * 30 + "Lan Mai ở Huế"
    assert names(model, body) == [("person", [(240, "Lan Mai")]), ("place", [(250, "Huế")])]


def test_labels_of_ones_own_are_mapped(model: Path) -> None:
    assert names(model, "cười .", labels={"MISC": "event"}) == [("event", [(0, "cười")])]


def test_what_cannot_be_loaded_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "không-có"}), encoding="utf-8")
    with pytest.raises(ModelUnavailable, match=r"services\.recogniser"):
        TransformerRecogniser(str(tmp_path)).entities(Article("a1", body="Lan"))
    assert TransformerRecogniser(str(tmp_path)).entities(Article("a1")) == []
