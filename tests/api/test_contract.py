"""The contract: one status for each code, a committed OpenAPI description, and an app that keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import checks
from schemathesis.python import asgi

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


schema = schemathesis.openapi.from_path(openapi.FILE)


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The app behind the description, over an empty archive."""
    desk = Desk(Newsroom.open(configured(tmp_path_factory.mktemp("fuzzed"))))
    schema.app = desk.app
    yield desk
    asgi.shutdown_lifespans()


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
    case.call_and_validate(f"http://{asgi.HOST}", headers=fuzzed.headers("admin"), checks=CHECKS)
    errors = [item for item in fuzzed.log if item["event"] == "error"]
    assert errors == []
