"""The contract: one status for each code, a committed OpenAPI description, and an app that keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from schemathesis import checks
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from api import openapi
from api.app import describe
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


class Forward:
    """One app while tests are collected and another while they run; schemathesis starts and ends the first only."""

    def __init__(self) -> None:
        self.app: ASGIApp = describe(FastAPI())
        self._first = self.app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._first if scope["type"] == "lifespan" else self.app
        await app(scope, receive, send)


for media_type in ("application/x-ndjson", "text/turtle", "text/csv"):
    schemathesis.serializer.alias(media_type, "text/plain")
schemathesis.serializer.alias("application/ld+json", "application/json")
forward = Forward()
schema = schemathesis.openapi.from_asgi("/openapi.json", forward)


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = Desk(Newsroom.open(configured(tmp_path_factory.mktemp("fuzzed"))))
    with TestClient(desk.app):
        forward.app = desk.app
        yield desk


# Not "negative data is rejected" (a bad article among many is answered in its place, with 200), and not "auth is not
# ignored" (its many wrong keys meet the throttle; the table of rights tests that).
CHECKS = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
    checks.unsupported_method,
    checks.allow_header_conformance,
]


@schema.parametrize()
@settings(max_examples=40, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
def test_the_app_keeps_its_description(case: Any, fuzzed: Desk) -> None:
    response = case.call_and_validate(headers=fuzzed.headers("admin"), checks=CHECKS)
    assert response.status_code != 500
