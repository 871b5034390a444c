"""The rules of the house that a type checker does not see."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from api.problems import STATUS
from newsroom_ai import errors

HEAVY = ("torch", "transformers", "sklearn", "fastapi", "underthesea", "sentence_transformers", "langdetect", "rich")


def modules_after(code: str) -> set[str]:
    """Top-level modules that a fresh interpreter has loaded after running some code."""
    script = f"{code}\nimport sys; print(' '.join({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ["newsroom_ai", "newsroom_ai.newsroom", "newsroom_ai.text.words"])
def test_importing_is_free(module: str) -> None:
    assert not modules_after(f"import {module}") & set(HEAVY)


def test_help_does_not_wait_for_what_commands_need() -> None:
    loaded = modules_after("import api.__main__")
    assert not loaded & {*HEAVY, "numpy", "tantivy", "faiss", "uvicorn"} - {"rich"}


def tree(error: type[errors.NewsroomError]) -> Iterator[type[errors.NewsroomError]]:
    yield error
    for child in error.__subclasses__():
        yield from tree(child)


@pytest.mark.parametrize("error", list(tree(errors.NewsroomError)), ids=lambda error: error.code)
def test_every_error_code_has_a_status_and_stands_in_the_drawing(error: type[errors.NewsroomError]) -> None:
    assert error.code in STATUS
    if error.__module__ == errors.__name__ and error is not errors.NewsroomError:
        assert f"{error.__name__} " in (errors.__doc__ or "")
        assert error.code in (errors.__doc__ or "")


def test_codes_are_unique() -> None:
    codes = [error.code for error in tree(errors.NewsroomError)]
    assert len(codes) == len(set(codes))
