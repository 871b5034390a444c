"""Documentation is tested: what the product has and ``docs/`` misses fails here, and so does what docs/ makes up."""

from __future__ import annotations

import ast
import dataclasses
import json
import os
import re
import shlex
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from fastapi import FastAPI

import api.__main__  # noqa: F401 - adds `serve` to the command line
from api.app import describe
from api.problems import STATUS
from newsroom_ai import checks
from newsroom_ai.cli import app
from newsroom_ai.config import Config

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
INSTALLED = Path("/opt/newsroom-ai")  # where operations.md puts the product
SKIPPED = {"var", "build", "dist", "node_modules", "results"}


def _files(*suffixes: str) -> list[Path]:
    found: list[Path] = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if not name.startswith((".", "__")) and name not in SKIPPED]
        found += [Path(folder, name) for name in names if not suffixes or name.endswith(suffixes)]
    return sorted(found)


PAGES = _files(".md")


def _read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def _fences(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def _sections(text: str) -> dict[str, str]:
    """Heading without its signs -> what stands below it, up to the next heading of the second level."""
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return {heading.replace("`", ""): body for heading, body in zip(parts[1::2], parts[2::2], strict=True)}


def _rows(text: str) -> Iterator[list[str]]:
    """The cells of each row of each table."""
    for line in text.splitlines():
        if line.startswith("| ") and not line.startswith("| ---"):
            yield [cell.strip() for cell in line.strip("|").split(" | ")]


# --- Command line -----------------------------------------------------------------------------------------------------


def _leaves(command: Any, path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    if not hasattr(command, "commands"):
        yield " ".join(path), command
        return
    for name, child in command.commands.items():
        yield from _leaves(child, (*path, name))


ROOT_COMMAND: Any = typer.main.get_command(app)
COMMANDS = dict(_leaves(ROOT_COMMAND, ("newsroom",)))


def _options(command: Any) -> dict[str, Any]:
    named = [param for param in command.params if param.param_type_name == "option" and "--help" not in param.opts]
    return {name: param for param in named for name in (*param.opts, *param.secondary_opts)}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_stands_in_the_docs(name: str) -> None:
    section = _sections(_read("cli.md"))[name]
    described = {flag: row for row in _rows(section) for flag in re.findall(r"`(--?[a-z-]+)`", row[0])}
    options = _options(COMMANDS[name])
    assert set(described) == set(options)
    for flag, param in options.items():
        if isinstance(param.default, str | int | float) and not isinstance(param.default, bool) and param.default != "":
            assert described[flag][2] == f"`{param.default}`", flag


@pytest.mark.parametrize("name", COMMANDS)
def test_every_argument_stands_in_the_docs(name: str) -> None:
    section = _sections(_read("cli.md"))[name]
    for param in COMMANDS[name].params:
        if param.param_type_name == "argument":
            shown = param.metavar or param.name.upper()
            assert re.search(rf"`[^`\n]*{re.escape(shown)}[^`\n]*`", section), shown


def test_no_command_is_made_up() -> None:
    headings = {heading for heading in _sections(_read("cli.md")) if heading.startswith("newsroom ")}
    assert headings == set(COMMANDS)


def _examples() -> list[tuple[str, str]]:
    lines = [
        (page.name, line.strip())
        for page in PAGES
        for fence in _fences(page.read_text(encoding="utf-8"), "sh")
        for line in fence.splitlines()
    ]
    return [(page, line) for page, line in lines if line.startswith("newsroom ")]


@pytest.mark.parametrize(("page", "line"), _examples())
def test_every_example_of_a_command_parses(page: str, line: str) -> None:
    words = shlex.split(line, comments=True)
    redirected = (place for place, word in enumerate(words) if word in {"|", ">", "<", "&&"})
    words = words[: next(redirected, len(words))]
    path, command = words[:1], ROOT_COMMAND
    while hasattr(command, "commands"):
        word = words[len(path)]
        assert word in command.commands, f"{page}: {line}"
        path, command = [*path, word], command.commands[word]
    with command.make_context(" ".join(path), words[len(path) :]):  # raises on what cannot be parsed
        pass


def test_there_are_examples_of_every_command() -> None:
    shown = [line for _, line in _examples()]
    assert [name for name in COMMANDS if not any(line.startswith(name) for line in shown)] == []


# --- HTTP API ---------------------------------------------------------------------------------------------------------

API = describe(FastAPI(openapi_url=None)).openapi()
ROUTES = {f"{method.upper()} {path}" for path, operations in API["paths"].items() for method in operations}
UNDESCRIBED = {
    "GET /",
    "GET /archive",
    "GET /compare",
    "GET /overview",
    "GET /login",
    "POST /login",
    "GET /openapi.json",
    "GET /docs",
    "GET /editor",
    "GET /embed",
    "GET /review",
    "GET /tags",
}


def test_every_route_stands_in_the_table_of_routes_and_none_is_made_up() -> None:
    rows = _rows(_sections(_read("api.md"))["Routes"])
    assert {route for row in rows for route in re.findall(r"`([A-Z]+ /[^`]*)`", row[0])} == ROUTES | UNDESCRIBED


@pytest.mark.parametrize("route", sorted(ROUTES))
def test_every_route_names_its_role_and_status(route: str) -> None:
    method, path = route.split(" ")
    operation = API["paths"][path][method.lower()]
    (row,) = (row for row in _rows(_sections(_read("api.md"))["Routes"]) if f"`{route}`" in row[0])
    for status in operation["responses"]:
        if status.startswith("2"):
            assert status in row[3]
    needed = re.search(r"Needs the role (\w+)", operation["description"])
    assert row[2] == (needed[1] if needed else "reporter" if operation.get("security") else "none")


def _names() -> Iterator[str]:
    for operations in API["paths"].values():
        for operation in operations.values():
            yield from (item["name"] for item in operation.get("parameters", ()))
    for schema in API["components"]["schemas"].values():
        yield from schema.get("properties", ())
        yield from (value for value in schema.get("enum", ()) if isinstance(value, str))


@pytest.mark.parametrize("name", sorted(set(_names())))
def test_every_parameter_field_and_value_stands_in_the_docs(name: str) -> None:
    assert re.search(rf"[`\"?&]{re.escape(name)}[`\"=]", _read("api.md"))


def test_every_error_code_stands_in_the_docs_with_its_status() -> None:
    rows = _rows(_sections(_read("api.md"))["Errors"])
    assert {row[0].strip("`"): row[1] for row in rows if row[0] != "code"} == {
        code: str(status) for code, status in STATUS.items()
    }


def test_every_check_stands_in_the_docs_with_its_severities() -> None:
    documented = {row[0].strip("`"): row[1] for row in _rows(_read("api.md")) if row[0] != "check"}
    source = ast.parse(Path(checks.__file__).read_text(encoding="utf-8"))
    made = [node.args for node in ast.walk(source) if isinstance(node, ast.Call) and _called(node) == "Check"]
    found = {(a.value, b.value) for a, b, *_ in made if isinstance(a, ast.Constant) and isinstance(b, ast.Constant)}
    assert len(found) >= 10
    assert [pair for pair in found if str(pair[1]) not in documented.get(str(pair[0]), "")] == []
    for code in re.findall(r"^- ``(\w+)``", checks.__doc__ or "", re.MULTILINE):
        assert code in documented


def test_every_metric_stands_in_the_docs() -> None:
    source = (ROOT / "api" / "metrics.py").read_text(encoding="utf-8")
    for name in re.findall(r"\"(newsroom_\w+)\"", source):
        assert f"`{name}" in _read("operations.md")


def test_examples_in_json_are_json() -> None:
    for page in PAGES:
        for fence in _fences(page.read_text(encoding="utf-8"), "json"):
            json.loads(fence)


# --- Settings ---------------------------------------------------------------------------------------------------------


def _settings() -> dict[str, Any]:
    return {
        f"{part.name}.{field.name}": getattr(getattr(Config(Path()), part.name), field.name)
        for part in dataclasses.fields(Config)
        if part.name != "data"
        for field in dataclasses.fields(typing.get_type_hints(Config)[part.name])
    }


def test_every_setting_stands_in_the_docs_with_its_default_and_none_is_made_up() -> None:
    rows = [row for row in _rows(_sections(_read("configuration.md"))["Keys"]) if row[0] != "key"]
    documented = {row[0].strip("`"): json.loads(row[2].strip("`")) for row in rows}
    assert documented == {key: list(v) if isinstance(v, tuple) else v for key, v in _settings().items()}


def test_the_settings_file_of_the_docs_is_whole_and_right(tmp_path: Path) -> None:
    (text,) = _fences(_read("configuration.md"), "toml")
    (tmp_path / "newsroom.toml").write_text(text, encoding="utf-8")
    Config.load(tmp_path)
    written = {key for key in _settings() if re.search(rf"^{key.partition('.')[2]} = ", text, re.MULTILINE)}
    assert written == set(_settings())


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _variables(path: Path) -> Iterator[str]:
    """Names in capitals that are handed to ``get`` or ``getenv``, used as a subscript, or given as ``envvar``."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        given: list[ast.expr] = []
        if isinstance(node, ast.Call):
            given = [keyword.value for keyword in node.keywords if keyword.arg == "envvar"]
            given += node.args[:1] if _called(node) in {"get", "getenv"} else []
        elif isinstance(node, ast.Subscript):
            given = [node.slice]
        for value in given:
            if isinstance(value, ast.Constant) and re.fullmatch(r"[A-Z]+_[A-Z_]+", str(value.value)):
                yield str(value.value)


def test_every_environment_variable_stands_in_the_docs() -> None:
    sources = [path for folder in ("api", "newsroom_ai", "eval") for path in sorted((ROOT / folder).rglob("*.py"))]
    read = {name for path in sources for name in _variables(path)}
    assert "NEWSROOM_DATA" in read
    rows = _rows(_sections(_read("configuration.md"))["Environment variables"])
    documented = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row[0])}
    assert documented >= read


# --- The repository ---------------------------------------------------------------------------------------------------


def test_every_make_target_stands_in_the_docs() -> None:
    targets = re.findall(r"^([a-z]+):.*##|^(help):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    text = "\n".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "CONTRIBUTING.md"))
    names = [one or other for one, other in targets]
    assert len(names) >= 10
    assert [name for name in names if not re.search(rf"\bmake {name}\b", text)] == []


def _anchors(page: Path) -> set[str]:
    text = page.read_text(encoding="utf-8")
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
    slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return slugs | set(re.findall(r"<a id=\"([^\"]+)\"", text))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        found = (page.parent / name).resolve() if name else page
        assert found.exists(), target
        if anchor:
            assert anchor in _anchors(found), target


def test_every_page_of_the_docs_is_linked_from_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in DOCS.glob("*.md") if f"(docs/{page.name})" not in readme] == []


def test_the_places_for_generated_tables_are_there() -> None:
    for name, mark in (("README.md", "figures"), ("docs/quality.md", "figures")):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert text.count(f"<!-- {mark}:begin -->\n") == text.count(f"\n<!-- {mark}:end -->") == 1


def test_no_file_names_a_folder_of_the_workplace_it_lies_in() -> None:
    if ROOT == INSTALLED or len(ROOT.parts) < 3:
        pytest.skip("the docs name this folder on purpose, or it looks like a route")
    beside = [path for path in ROOT.parent.iterdir() if path.is_dir() and path != INSTALLED]
    named = re.compile("|".join(rf"(?<![\w.:/-]){re.escape(str(path))}(?![\w-])" for path in beside))
    texts = _files(
        ".md", ".py", ".toml", ".json", ".ipynb", ".yml", ".yaml", ".js", ".html", ".css", ".csv", "Makefile"
    )
    found = [str(path.relative_to(ROOT)) for path in texts if named.search(path.read_text(encoding="utf-8"))]
    assert found == []
