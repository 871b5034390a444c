"""One tag in the place of others, as a job: what it would write is accepted from the start, by who asked for it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from typing import Final

from newsroom_ai.archive.database import Database, now
from newsroom_ai.archive.jobs import ARCHIVE, JobType
from newsroom_ai.article import Status
from newsroom_ai.errors import InvalidQuery
from newsroom_ai.text.normalise import clean

FROM_LIMIT: Final = 50
TAG_LIMIT: Final = 200  # characters
MODEL: Final = "merge.v1"

_BEARS_ONE: Final = (
    "status <> ? AND EXISTS (SELECT 1 FROM json_each(record, '$.tags') AS tag"
    " WHERE tag.value IN (SELECT value FROM json_each(?)))"
)


class MergeStore:
    """Makes merge jobs; they are applied and rolled back like all jobs, and until then change nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, tags: Sequence[str], into: str, author: str) -> str:
        """Note a merge of tags, spelt exactly as articles bear them, into one; gives the job's id.

        Raises:
            InvalidQuery: there is nothing to merge, too much, or no article bears any of the tags.
        """
        into = " ".join(clean(into).split())
        merged = [tag for tag in dict.fromkeys(tags) if tag != into]
        if not 0 < len(into) <= TAG_LIMIT:
            raise InvalidQuery(f"Thẻ giữ lại phải có từ 1 đến {TAG_LIMIT} ký tự")
        if not 0 < len(merged) <= FROM_LIMIT:
            raise InvalidQuery(f"Mỗi lần gộp từ 1 đến {FROM_LIMIT} thẻ khác với thẻ giữ lại")
        id, at = f"j-{secrets.token_hex(4)}", now()
        selector = json.dumps({"field": "tags", "from": merged, "into": into}, ensure_ascii=False)
        which = (Status.WITHDRAWN.value, json.dumps(merged))
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO job (id, type, selector, options, engine, model, author, dry_run, status, wanted,"
                " created_at, started_at, finished_at, total, source)"
                " VALUES (?1, ?2, ?3, '{}', 'local', ?4, ?5, 1, 'done', 'run', ?6, ?6, ?6, 0, ?7)",
                (id, JobType.MERGE.value, selector, MODEL, author, at, ARCHIVE),
            )
            # Only fixed conditions are put into these statements.
            connection.execute(
                f"INSERT INTO job_result (job, key, article_id, sha256) SELECT ?, key, id, sha256 FROM article"  # noqa: S608
                f" WHERE {_BEARS_ONE}",
                (id, *which),
            )
            count = connection.execute(
                "INSERT INTO suggestion (job, key, article_id, kind, label, field, value, rank, evidence, model,"
                " state, decided_value, decided_by, decided_at, via) SELECT job, key, article_id, 'merge', ?2, 'tags',"
                " ?2, 1, '[]', ?3, 'accepted', ?2, ?4, ?5, 'person' FROM job_result WHERE job = ?1 ORDER BY key",
                (id, into, MODEL, author, at),
            ).rowcount
            if not count:
                raise InvalidQuery("Không có bài nào mang các thẻ này; hãy viết thẻ đúng như trong bài")
            connection.execute("UPDATE job SET total = ?, done = ? WHERE id = ?", (count, count, id))
            connection.execute(
                "INSERT INTO ledger (at, actor, action, target) VALUES (?, ?, 'job.create', ?)", (at, author, id)
            )
        return id
