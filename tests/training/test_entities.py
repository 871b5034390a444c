from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from newsroom_ai.artefacts import verified
from newsroom_ai.article import Article
from newsroom_ai.entities.conv import ConvRecogniser, calibrated
from newsroom_ai.entities.decoding import Decoded
from newsroom_ai.entities.labels import IGNORED
from newsroom_ai.entities.network import Network
from newsroom_ai.entities.tokens import laid_out, read_tokens
from newsroom_ai.errors import InvalidArticle
from newsroom_ai.training.context_vectors import context_vectors
from newsroom_ai.training.entities import Annotated, labelled, main, train
from newsroom_ai.training.name_calibration import Judged, fit_calibration
from newsroom_ai.training.name_network import vocabulary
from newsroom_ai.training.silver_names import Silver, silver

pytest.importorskip("torch")

PEOPLE = ["Trần Văn Hùng", "Lê Thị Lan", "Phạm Minh Quân", "Đỗ Thu Hà", "Vũ Đình Nam"]
PLACES = ["Hà Nội", "Đà Nẵng", "Cần Thơ", "Quảng Nam", "Lào Cai"]
ARTICLES = [
    Article(f"a{at}", title=f"Tin từ {place}", body=f"Ông {person} đến {place} hôm qua. Sau đó bà {person} về nhà sớm.")
    for at, (person, place) in enumerate([(person, place) for person in PEOPLE for place in PLACES] * 4)
]


def by_hand(article: Article) -> Annotated:
    person, place = article.body[4:].split(" đến ")[0], article.title.removeprefix("Tin từ ")
    at = article.body.index(place)
    end = at + len(place) + len(" hôm qua.")
    return Annotated(article, "body", 0, end, ((4, 4 + len(person), "person"), (at, at + len(place), "place")))


BY_HAND = [by_hand(article) for article in ARTICLES[:25]]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("models") / "entities-conv.v9"
    heard: list[str] = []
    train(ARTICLES, out, annotated=BY_HAND * 20, judging=BY_HAND, seed=1, tell=heard.append)
    assert any("round 2" in message for message in heard)
    return out


def test_it_learns_what_titles_and_the_gazetteer_prove(trained: Path) -> None:
    model = ConvRecogniser(trained)
    found = {(e.kind, e.label) for e in model.entities(Article("b", body="Ông Lê Thị Lan đến Cần Thơ hôm qua."))}
    assert found == {("person", "Lê Thị Lan"), ("place", "Cần Thơ")}


def test_the_folder_is_whole_and_the_same_for_a_seed(trained: Path, tmp_path: Path) -> None:
    assert verified(trained) == trained
    assert sorted(path.name for path in trained.iterdir()) == ["README.md", "manifest.json", "weights.npz"]
    train(ARTICLES, tmp_path / "again", annotated=BY_HAND * 20, judging=BY_HAND, seed=1)
    assert (tmp_path / "again" / "weights.npz").read_bytes() == (trained / "weights.npz").read_bytes()


def test_a_trained_model_goes_on_with_its_vocabulary(trained: Path, tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    rows = [{"id": one.id, "title": one.title, "body": one.body} for one in ARTICLES]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    rows_by_hand = {
        "id": "a0",
        "field": "body",
        "start": 0,
        "end": 40,
        "entities": [[4, 17, "person"], [22, 28, "place"]],
    }
    marks = tmp_path / "marks.jsonl"
    marks.write_text(json.dumps(rows_by_hand) + "\n", encoding="utf-8")
    out = tmp_path / "own"
    assert main(["--from", str(path), "--out", str(out), "--start", str(trained), "--annotated", str(marks)]) == 0
    before, after = (Network.load(folder / "weights.npz") for folder in (trained, out))
    assert np.array_equal(before.vocabulary, after.vocabulary)
    assert np.array_equal(before.calibration, after.calibration)
    assert set(before.known.keys.tolist()) <= set(after.known.keys.tolist())


def test_nothing_to_learn_from_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InvalidArticle, match="Không có bài viết"):
        train([Article("a1")], tmp_path)
    assert main(["--from", str(tmp_path / "none.jsonl"), "--out", str(tmp_path / "out")]) == 1
    assert "none.jsonl" in capsys.readouterr().err


def test_only_the_annotated_stretch_counts() -> None:
    text, labels = labelled(by_hand(ARTICLES[0]))
    counted = np.flatnonzero(labels != IGNORED)
    assert labels[counted].tolist() == [0, 1, 2, 2, 0, 3, 4, 0, 0]
    assert len(text.forms) == len(labels) > len(counted)


def test_rules_label_what_they_prove_and_nothing_else() -> None:
    article = Article("a1", body="Ông Trần Văn Hùng ở xã Sao Mai gặp Zxyq. Trời mưa to từ sáng sớm nay.")
    [[(text, labels)]] = silver([article])
    assert len(text.forms) == len(labels)
    assert labels[:4].tolist() == [0, 1, 2, 2]
    assert labels[5:8].tolist() == [3, 4, 4]
    assert labels[9] == IGNORED
    assert labels[-1] == 0


def test_forms_in_the_same_company_have_like_vectors() -> None:
    texts = [read_tokens(f"{animal} ăn cỏ xanh") for animal in ("bò", "dê", "cừu")] * 20
    texts += [read_tokens(f"xe {number} chạy nhanh") for number in ("một", "hai", "ba")] * 20
    forms = vocabulary([Silver(text, np.zeros(len(text.forms), np.int8)) for text in texts])
    vectors = context_vectors(texts, forms, 4, seed=0)
    tokens, _ = laid_out([read_tokens("bò dê một")])
    cow, goat, one = (vectors[np.searchsorted(forms, form)] for form in tokens.forms[tokens.forms != 0])
    assert cow @ goat > cow @ one


def test_calibration_brings_sureness_to_the_share_that_is_right() -> None:
    name = Decoded(0, 1, 0, 0.99)
    weights = fit_calibration([Judged(name, at % 2 == 0) for at in range(200)])
    assert calibrated(name, weights) == pytest.approx(0.5, abs=0.02)
    assert fit_calibration([]).tolist() == []
