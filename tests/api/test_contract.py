"""The contract: one status for each code, a committed OpenAPI description, and an app that keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import checks

from api import openapi
from api.problems import STATUS
from newsroom_ai.errors import NewsroomError
from newsroom_ai.newsroom import Newsroom
from tests.api.conftest import Desk, configured


def tree(root: type[NewsroomError]) -> Iterator[type[NewsroomError]]:
    yield root
    for child in root.__subclasses__():
        yield from tree(child)


def test_every_code_has_a_status_and_every_status_its_code() -> None:
    assert {error.code for error in tree(NewsroomError)} == STATUS.keys()


def test_the_committed_description_is_in_step() -> None:
    assert openapi.FILE.read_text(encoding="utf-8") == openapi.text(), "run: python -m api.openapi"


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(Newsroom.open(configured(tmp_path_factory.mktemp("fuzzed"))))


@pytest.fixture(scope="module")
def api_schema(fuzzed: Desk) -> Any:
    return schemathesis.openapi.from_asgi("/openapi.json", fuzzed.app)


schema = schemathesis.pytest.from_fixture("api_schema")

# Not "negative data is rejected": a bad article among many is answered in its place, with 200.
CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
    checks.unsupported_method,
    checks.allow_header_conformance,
    checks.ignored_auth,
]


@schema.parametrize()
@settings(max_examples=25, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
def test_the_app_keeps_its_description(case: Any, fuzzed: Desk) -> None:
    case.call_and_validate(headers=fuzzed.headers("admin"), checks=CHECKS)
