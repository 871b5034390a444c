"""``newsroom train`` and ``newsroom models``: models of the newsroom's own, learned from its own articles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsroom_ai.cli import DataDir, emit, failures, read_mapping, say
from newsroom_ai.errors import InvalidQuery, ModelUnavailable

if TYPE_CHECKING:
    from types import ModuleType

train_app = typer.Typer(no_args_is_help=True, help="Huấn luyện mô hình từ bài của tòa soạn.")
models_app = typer.Typer(no_args_is_help=True, help="Các mô hình đi kèm và mô hình tự huấn luyện.")

DATA = Path("var")
Sources = Annotated[list[Path], typer.Option("--from", help="Tệp bài JSONL; lặp lại cho nhiều tệp.")]
MaybeSources = Annotated[list[Path] | None, typer.Option("--from", help="Tệp bài JSONL; lặp lại cho nhiều tệp.")]
Decided = Annotated[
    bool, typer.Option("--feedback", help="Chỉ học từ quyết định của biên tập viên, trên mô hình đang dùng.")
]
Out = Annotated[Path, typer.Option("--out", help="Thư mục của mô hình mới.")]
Mapping = Annotated[str, typer.Option("--map", help="Tên trường: id=…,title=…,section=….")]
Seed = Annotated[int, typer.Option(help="Số khởi đầu cho phần ngẫu nhiên.")]
Minutes = Annotated[float, typer.Option(help="Thời gian huấn luyện, phút.")]
Threads = Annotated[int, typer.Option(min=1, max=64, help="Số luồng.")]


@train_app.command()
def sections(
    sources: Sources,
    out: Out,
    mapping: Mapping = "",
    labels: Annotated[Path | None, typer.Option(help="CSV hai cột: tên chuyên mục cũ, tên mới.")] = None,
    seeds: Annotated[
        Path | None, typer.Option(help="CSV hai cột: chuyên mục, các cụm từ ở tít, cách nhau bởi |.")
    ] = None,
    feedback: Annotated[bool, typer.Option("--feedback", help="Học thêm từ quyết định của biên tập viên.")] = False,
    data: DataDir = DATA,
    limit: Annotated[int, typer.Option(min=0, help="Số bài mới nhất của mỗi tệp; 0 là tất cả.")] = 0,
    seed: Seed = 0,
) -> None:
    """Học cách xếp chuyên mục; giữ lại các bài mới nhất để chấm từng chuyên mục."""
    with failures():
        training = _training("sections")
        told = training.read_table(labels) if labels else {}
        hints = {name: phrases.split("|") for name, phrases in (training.read_table(seeds) if seeds else {}).items()}
        options = training.Options(seed, limit, told, hints)
        if feedback:
            emit(_training("feedback").train_sections(data, sources, out, read_mapping(mapping), options, say))
        else:
            emit(training.train(sources, out, read_mapping(mapping), options, say))


@train_app.command()
def topics(
    out: Out,
    sources: MaybeSources = None,
    judged: Annotated[Path | None, typer.Option(help="JSONL các nhận xét: id, uri, right.")] = None,
    mapping: Mapping = "",
    feedback: Decided = False,
    data: DataDir = DATA,
) -> None:
    """Học cách chấm bằng chứng cho chủ đề từ các nhận xét đúng, sai, hoặc từ quyết định của biên tập viên."""
    with failures():
        if feedback:
            emit(_training("feedback").train_topics(data, out, say))
            return
        if not sources or judged is None:
            raise InvalidQuery("Cần --from và --judged, hoặc --feedback")
        training = _training("topics")
        emit(training.train(sources, out, read_mapping(mapping), training.Options(judged), say))


@train_app.command()
def keyphrases(
    out: Out,
    sources: MaybeSources = None,
    mapping: Mapping = "",
    limit: Annotated[int, typer.Option(min=1, help="Số bài không có thẻ được học.")] = 3000,
    seed: Seed = 0,
    feedback: Decided = False,
    data: DataDir = DATA,
) -> None:
    """Học cách chọn từ khóa từ thẻ của biên tập viên và từ những gì tít, sapo, thân bài cùng nhắc."""
    with failures():
        if feedback:
            emit(_training("feedback").train_keyphrases(data, out, say))
            return
        if not sources:
            raise InvalidQuery("Cần --from, hoặc --feedback")
        training = _training("keyphrases")
        emit(training.train(sources, out, read_mapping(mapping), training.Options(seed, limit), say))


@train_app.command()
def encoder(
    sources: Sources,
    out: Out,
    mapping: Mapping = "",
    minutes: Minutes = 30.0,
    threads: Threads = 2,
    limit: Annotated[int, typer.Option(min=0, help="Số bài rút từ mỗi tệp; 0 là tất cả.")] = 0,
    seed: Seed = 0,
) -> None:
    """Học cách biến bài thành véc-tơ để tìm theo nghĩa."""
    with failures():
        training = _training("encoder")
        options = training.Options(minutes, seed, threads, limit)
        emit(training.train(sources, out, read_mapping(mapping), options, say))


@train_app.command()
def summariser(sources: Sources, out: Out, mapping: Mapping = "", threads: Threads = 1, seed: Seed = 0) -> None:
    """Học cách chọn câu để tóm tắt."""
    with failures():
        training = _training("summariser")
        options = training.Options(seed=seed, threads=threads)
        emit(training.train(sources, out, read_mapping(mapping), options, say))


@train_app.command()
def segmenter(
    sources: Sources,
    out: Out,
    syllables: Annotated[int, typer.Option(min=1, help="Số âm tiết rút từ mỗi tệp.")] = 2_500_000,
    teacher: Annotated[str, typer.Option(help="Bộ tách từ được bắt chước.")] = "underthesea",
    seed: Seed = 0,
) -> None:
    """Học cách tách từ theo một bộ tách từ chậm hơn."""
    from newsroom_ai.text.words import segmenter as made

    with failures():
        training = _training("segmenter")
        emit(training.train(training.draw(sources, syllables, seed), made(teacher), out, seed))


@train_app.command()
def entities(
    sources: Sources,
    out: Out,
    start: Annotated[str, typer.Option(help="Thư mục mô hình để học tiếp, hoặc “rules”.")] = "",
    annotated: Annotated[Path | None, typer.Option(help="Các đoạn đã gắn nhãn để học.")] = None,
    judging: Annotated[Path | None, typer.Option(help="Các đoạn đã gắn nhãn để định độ tin cậy.")] = None,
    articles: Annotated[int, typer.Option(min=1, help="Số bài rút từ mỗi tệp.")] = 20_000,
    seed: Seed = 0,
) -> None:
    """Học cách nhận ra người, địa danh, tổ chức và sự kiện."""
    with failures():
        training = _training("entities")
        emit(training.run(sources, out, start, annotated, judging, articles, seed, say))


@models_app.command("list")
def list_models(data: DataDir = DATA) -> None:
    """Liệt kê các mô hình đi kèm và mô hình đang dùng."""
    from newsroom_ai.artefacts import shipped_models
    from newsroom_ai.model_choice import SERVICES, chosen_model

    with failures():
        for name in shipped_models():
            emit({"model": name, "service": None, "in_use": None})
        for service in SERVICES:
            chosen = chosen_model(data, service)
            emit({"model": str(chosen) if chosen else "shipped", "service": service, "in_use": True})


@models_app.command()
def verify(
    folders: Annotated[
        list[Path] | None, typer.Argument(metavar="DIR", help="Thư mục mô hình; để trống là mọi mô hình đi kèm.")
    ] = None,
) -> None:
    """So từng tệp của mô hình với bảng kê; mã thoát 1 nếu có tệp thiếu hoặc hỏng."""
    from newsroom_ai.artefacts import model_folder, shipped_models, verified

    damaged = False
    for one in folders or shipped_models():
        try:
            emit({"model": str(one), "ok": bool(verified(one) if isinstance(one, Path) else model_folder(one))})
        except ModelUnavailable as error:
            damaged = True
            emit({"model": str(one), "ok": False, "detail": error.detail})
    if damaged:
        raise typer.Exit(1)


@models_app.command()
def use(
    service: Annotated[str, typer.Argument(metavar="SERVICE", help="sections, topics hoặc keyphrases.")],
    model: Annotated[
        str,
        typer.Argument(metavar="DIR|shipped|earlier", help="Mô hình mới, mô hình đi kèm, hoặc mô hình dùng trước đó."),
    ],
    data: DataDir = DATA,
) -> None:
    """Dùng một mô hình khác cho một dịch vụ, hoặc quay lại mô hình trước; máy chủ đang chạy nhận ngay."""
    from newsroom_ai.model_choice import chosen_model, use_earlier, use_model

    with failures():
        if model == "earlier":
            use_earlier(data, service)
        else:
            use_model(data, service, None if model == "shipped" else Path(model))
        chosen = chosen_model(data, service)
        emit({"service": service, "model": str(chosen) if chosen else "shipped"})


def _training(name: str) -> ModuleType | Any:
    """A module of ``newsroom_ai.training``, which need libraries that serving does not.

    Raises:
        ModelUnavailable: they are not installed.
    """
    from importlib import import_module

    try:
        return import_module(f"newsroom_ai.training.{name}")
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("newsroom_ai"):
            raise
        raise ModelUnavailable("Huấn luyện cần cài thêm: pip install 'newsroom-ai[train]'") from error
