"""The peer's side of the protocol: one JSON object a line in, one out. Imports nothing of ours."""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from typing import Any


def serve(peer: object) -> None:
    """Answer ``{"verb", "items", "options"}`` with ``{"items", "seconds"}`` until the input ends.

    ``verb`` names a method that takes the list of items and returns a list (or None); ``seconds`` is what it took,
    without reading and writing JSON. What a library prints goes to the error stream, native code's lines too.
    """
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for line in sys.stdin:
        answers.write(json.dumps(_answer(peer, json.loads(line))) + "\n")
        answers.flush()


def _answer(peer: object, request: dict[str, Any]) -> dict[str, Any]:
    start = time.perf_counter()
    try:
        items = getattr(peer, request["verb"])(request["items"], **request["options"])
    except Exception as error:
        traceback.print_exc()
        return {"error": f"{type(error).__name__}: {error}"}
    return {"items": items or [], "seconds": time.perf_counter() - start}
