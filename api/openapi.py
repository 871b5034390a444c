"""``python -m api.openapi`` writes the OpenAPI description that is committed beside this file."""

from __future__ import annotations

import json
from pathlib import Path

from fastapi import FastAPI

from api.app import describe

FILE = Path(__file__).with_name("openapi.json")


def text() -> str:
    """The description as it belongs in the file."""
    return json.dumps(describe(FastAPI()).openapi(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
