"""``newsroom.toml`` -> ``Config``. Parts of the product receive values from it, never the file."""

from __future__ import annotations

import dataclasses
import tomllib
import typing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsroom_ai.errors import InvalidConfig

FILE_NAME = "newsroom.toml"


@dataclass(frozen=True, slots=True)
class Newspaper:
    """``[newspaper]``: who we are."""

    name: str = "Tòa soạn"
    own_sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Services:
    """``[services]``: the implementation behind each service, by its name in the service's registry."""

    taggers: tuple[str, ...] = (
        "sections-linear.v1", "laws.v1", "places.v1", "names.v1", "topics-linear.v2", "keyphrases-boosted.v2",
    )  # fmt: skip
    vocabularies: tuple[str, ...] = ("labour", "iptc")
    summariser: str = "summariser-extractive.v1"
    headlines: str = "summariser-headline.v2"
    recogniser: str = "conv.v1"


@dataclass(frozen=True, slots=True)
class Encoding:
    """``[encoder]``: what turns texts into vectors for search by meaning; without a name there is no such search.

    Models like e5 want a prefix before queries and another before articles. ``max_length`` is in tokens; 0 leaves it
    to the model.
    """

    name: str = "encoder-static.v1"
    query_prefix: str = ""
    passage_prefix: str = ""
    max_length: int = 0


@dataclass(frozen=True, slots=True)
class Abstractive:
    """``[abstractive]``: a model that writes summaries in words of its own; without a model there is none.

    ``model`` is a sequence-to-sequence model of the transformers library by name or folder or, where ``server`` is
    the address of an OpenAI-compatible server on the newsroom's own network, the name it has there. Only private
    addresses are called unless ``allow_public``. ``seconds`` is what one summary may take.
    """

    model: str = ""
    server: str = ""
    allow_public: bool = False
    prefix: str = ""
    word_segmented: bool = False
    device: str = ""
    beams: int = 4
    max_input: int = 1024
    seconds: int = 20


@dataclass(frozen=True, slots=True)
class Search:
    """``[search]``: ``aliases`` is the newsroom's own file of names that mean the same, from the data directory."""

    aliases: str = ""


@dataclass(frozen=True, slots=True)
class Server:
    """``[server]``: what the HTTP API allows."""

    host: str = "127.0.0.1"
    port: int = 8000
    allowed_origins: tuple[str, ...] = ()
    documentation: bool = True
    secure_cookies: bool = False
    session_minutes: int = 480
    concurrency: int = 4
    queue: int = 64
    job_workers: int = 1


@dataclass(frozen=True, slots=True)
class Limits:
    """``[limits]``: sizes a call may have."""

    articles_per_call: int = 64
    bytes_per_call: int = 8 * 1024 * 1024
    bytes_per_line: int = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Config:
    """All settings of one newsroom; ``data`` is the data directory, which is the newsroom."""

    data: Path
    newspaper: Newspaper = Newspaper()
    services: Services = Services()
    encoder: Encoding = Encoding()
    abstractive: Abstractive = Abstractive()
    search: Search = Search()
    server: Server = Server()
    limits: Limits = Limits()

    @classmethod
    def load(cls, data: Path, file: Path | None = None) -> Config:
        """Read the settings of a data directory; a missing file means the defaults.

        Args:
            data: the data directory; need not exist yet.
            file: another settings file than ``newsroom.toml`` in the data directory; it must exist.

        Raises:
            InvalidConfig: the file cannot be read, or holds an unknown key or a value of the wrong type.
        """
        path = file or data / FILE_NAME
        if file is None and not path.exists():
            return cls(data)
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise InvalidConfig(f"Không đọc được {path.name}: {error.strerror}") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise InvalidConfig(f"{path.name} không đúng cú pháp TOML: {error}") from error
        sections = {f.name: f.type for f in dataclasses.fields(cls) if f.name != "data"}
        _refuse_unknown(path.name, "", tables, sections)
        hints = typing.get_type_hints(cls)
        return cls(data, **{name: _section(path.name, name, hints[name], table) for name, table in tables.items()})


def _section(file: str, name: str, kind: type[Any], table: Any) -> Any:
    if not isinstance(table, dict):
        raise InvalidConfig(f"{file}: [{name}] phải là một bảng")
    hints = typing.get_type_hints(kind)
    _refuse_unknown(file, name, table, hints)
    return kind(**{key: _value(f"{file}: {name}.{key}", hints[key], value) for key, value in table.items()})


def _refuse_unknown(file: str, where: str, table: dict[str, Any], known: dict[str, Any]) -> None:
    unknown = sorted(set(table) - set(known))
    if unknown:
        prefix = f"{where}." if where else ""
        raise InvalidConfig(f"{file}: không có mục {prefix}{unknown[0]}; các mục hợp lệ: {', '.join(sorted(known))}")


def _value(where: str, kind: Any, value: Any) -> Any:
    origin = typing.get_origin(kind)
    if origin is tuple:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise InvalidConfig(f"{where} phải là danh sách chuỗi")
        return tuple(value)
    if type(value) is not kind or (kind is int and value < 0):
        raise InvalidConfig(f"{where} phải có kiểu {kind.__name__}" + (" và không âm" if kind is int else ""))
    return value
