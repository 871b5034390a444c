"""What a model writes is served only where the article bears it out; else the extractive summary is."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsroom_ai.article import Article
from newsroom_ai.config import Abstractive, Config
from newsroom_ai.errors import InvalidConfig, ModelUnavailable
from newsroom_ai.summarisation.registry import summariser
from newsroom_ai.summarisation.server import ServerWriter
from newsroom_ai.summarisation.types import SummaryOptions
from newsroom_ai.text.syllables import count
from tests.summarisation.server_double import Double, running

BODY = (
    "Sáng 12/5, huyện Thanh Lâm khánh thành cầu Rạch Miễu Nhỏ sau hai năm thi công. Cây cầu dài 320 mét, "
    "có vốn đầu tư 85 tỷ đồng, nối xã Tân Hòa với xã Phước An. Ông Lương Đình Khải, Chủ tịch huyện, nói người dân "
    "không còn phải đi đò qua sông. Trước đây mỗi ngày có khoảng 1.200 lượt khách qua bến đò này."
)
ARTICLE = Article("a1", title="Khánh thành cầu mới ở Thanh Lâm", body=BODY)
GOOD = "Huyện Thanh Lâm khánh thành cầu Rạch Miễu Nhỏ dài 320 mét, vốn đầu tư 85 tỷ đồng, nối xã Tân Hòa với Phước An."


@pytest.fixture(scope="module")
def double() -> Iterator[Double]:
    with running() as made:
        yield made


def served(double: Double, text: str, mode: str = "well", *, seconds: int = 5, style: str = "sapo") -> tuple[str, str]:
    double.text, double.mode = text, mode
    settings = Abstractive(model="thu", server=double.url, seconds=seconds)
    options = SummaryOptions(style=style, method="abstractive")  # type: ignore[arg-type]
    made = summariser("summariser-extractive.v1", settings).summarise(ARTICLE, options)
    assert made.faithful
    assert count(made.text) <= 40
    return made.method, made.text


def test_a_faithful_text_is_served_with_its_sources(double: Double) -> None:
    double.text, double.mode = f"Sapo: {GOOD}", "well"
    settings = Abstractive(model="thu", server=double.url)
    made = summariser("summariser-extractive.v1", settings).summarise(ARTICLE, SummaryOptions())
    assert (made.method, made.text, made.model) == ("abstractive", GOOD, "thu@127.0.0.1")
    (sentence,) = made.sentences
    assert sentence.sources
    assert all(BODY[span.start : span.end] == span.text for span in sentence.sources)
    asked = double.asked[-1]
    assert asked["path"] == "/v1/chat/completions"
    assert "320 mét" in asked["messages"][1]["content"]


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace("320", "520"),
        GOOD.replace("85 tỷ", "95 tỷ"),
        GOOD.replace("Tân Hòa", "Bình Minh"),
        "Ông Lương Đình Khải, Chủ tịch huyện, nói người dân còn phải đi đò qua sông.",
        "The district opened a new bridge of 320 metres between two communes on Monday morning.",
        "Mưa sao băng đẹp nhất năm thắp sáng bầu trời khắp nơi khiến ai nấy đều thích thú vô cùng.",
        "Khánh thành cầu mới ở Thanh Lâm.",
        "",
        "Huyện Thanh Lâm khánh thành cầu Rạch Miễu Nhỏ dài 320 mét, vốn đầu tư",
    ],
)
def test_what_the_article_does_not_bear_out_falls_back(double: Double, text: str) -> None:
    method, made = served(double, text)
    assert method == "extractive"
    assert made
    assert made != text


@pytest.mark.parametrize("mode", ["wrong_json", "other_shape", "broken", "redirect", "cut_off", "length"])
def test_a_server_that_misbehaves_costs_nothing_but_time(double: Double, mode: str) -> None:
    assert served(double, GOOD, mode)[0] == "extractive"


def test_a_slow_server_is_given_up(double: Double) -> None:
    assert served(double, GOOD, "slow", seconds=1)[0] == "extractive"


def test_only_whole_sentences_within_the_limit_are_kept(double: Double) -> None:
    method, text = served(double, f"{GOOD} " + "Trước đây mỗi ngày có khoảng 1.200 lượt khách qua bến đò này. " * 3)
    assert (method, text) == ("abstractive", f"{GOOD} Trước đây mỗi ngày có khoảng 1.200 lượt khách qua bến đò này.")


def test_extractive_and_bullets_ask_no_model(double: Double) -> None:
    asked = len(double.asked)
    settings = Abstractive(model="thu", server=double.url)
    made = summariser("summariser-extractive.v1", settings)
    assert made.summarise(ARTICLE, SummaryOptions(method="extractive")).method == "extractive"
    assert made.summarise(ARTICLE, SummaryOptions(style="bullets")).method == "extractive"
    assert len(double.asked) == asked


def test_calls_are_logged_without_text(double: Double, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        served(double, GOOD.replace("320", "520"))
    told = caplog.text
    assert "summary server 127.0.0.1: ok" in told
    assert "unsupported: number" in told
    assert "Thanh Lâm" not in told
    assert "520" not in told


@pytest.mark.parametrize("server", ["http://8.8.8.8/v1", "http://[2001:4860:4860::8888]:80/v1", "http://0.0.0.0:1/v1"])
def test_public_addresses_are_not_called(server: str) -> None:
    with pytest.raises(ModelUnavailable, match="nội bộ"):
        ServerWriter(Abstractive(model="thu", server=server, seconds=1)).write([BODY], 40)


@pytest.mark.parametrize("server", ["ftp://10.0.0.1", "10.0.0.1:80", "http://u:p@10.0.0.1/v1", "http://10.0.0.1:x/v1"])
def test_a_wrong_address_is_an_error_of_the_configuration(server: str) -> None:
    with pytest.raises(InvalidConfig):
        ServerWriter(Abstractive(model="thu", server=server))
    with pytest.raises(InvalidConfig):
        ServerWriter(Abstractive(server="http://10.0.0.1/v1"))


def test_no_model_is_the_default(tmp_path: Path) -> None:
    assert not Config.load(tmp_path).abstractive.model
    with pytest.raises(ModelUnavailable):
        summariser("summariser-extractive.v1").summarise(ARTICLE, SummaryOptions(method="abstractive"))


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("transformers")
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast, T5Config, T5ForConditionalGeneration

    folder = tmp_path_factory.mktemp("seq2seq")
    words = ["<pad>", "</s>", "<unk>", *dict.fromkeys(GOOD.split()), "tóm", "tắt:", "Thanh_Lâm"]
    rules = Tokenizer(models.WordLevel({word: at for at, word in enumerate(words)}, unk_token="<unk>"))
    rules.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=rules, pad_token="<pad>", eos_token="</s>", unk_token="<unk>"
    )
    tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    config = T5Config(vocab_size=len(words), d_model=16, d_kv=8, d_ff=32, num_layers=1, num_heads=2)
    config.decoder_start_token_id, config.pad_token_id, config.eos_token_id = 0, 0, 1
    T5ForConditionalGeneration(config).save_pretrained(folder)
    return folder


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("segmented", [False, True])
def test_any_model_in_a_folder_writes(tiny: Path, segmented: bool) -> None:
    from newsroom_ai.summarisation.seq2seq import Seq2SeqWriter

    settings = Abstractive(model=str(tiny), prefix="tóm tắt: ", word_segmented=segmented, device="cpu", beams=1)
    made = Seq2SeqWriter(settings)
    assert made.name == tiny.name
    found = made.write([BODY, GOOD, ""], 5)
    assert len(found) == 3
    assert all("<pad>" not in text for text in found)
    assert not segmented or all("_" not in text for text in found)
    assert found == made.write([BODY, GOOD, ""], 5)


@pytest.mark.filterwarnings("ignore")
def test_a_model_that_writes_nonsense_falls_back(tiny: Path) -> None:
    made = summariser("summariser-extractive.v1", Abstractive(model=str(tiny), device="cpu", beams=1))
    assert made.summarise(ARTICLE, SummaryOptions(method="abstractive")).method == "extractive"


@pytest.mark.filterwarnings("ignore")
def test_a_model_that_cannot_be_loaded_falls_back(tmp_path: Path) -> None:
    pytest.importorskip("transformers")
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    made = summariser("summariser-extractive.v1", Abstractive(model=str(tmp_path)))
    assert made.summarise(ARTICLE, SummaryOptions(method="abstractive")).method == "extractive"
