"""One process's part of a job: it opens the newsroom once and answers task after task."""

from __future__ import annotations

import gc
import json
import logging
import traceback
from pathlib import Path

from newsroom_ai.archive.jobs import JobType
from newsroom_ai.article import Article, to_dict
from newsroom_ai.batch.priority import stand_back
from newsroom_ai.batch.services import service, suggestions
from newsroom_ai.batch.types import Outcome, Task, Work
from newsroom_ai.config import Config
from newsroom_ai.errors import NewsroomError, problem
from newsroom_ai.newsroom import Newsroom

_log = logging.getLogger(__name__)


class Worker:
    """Answers tasks one by one; what goes wrong with an article takes that article's place only."""

    def __init__(self, newsroom: Newsroom, work: Work) -> None:
        """Load what the work needs.

        Raises:
            NewsroomError: the settings name something that is not there.
        """
        if work.type is JobType.TAG:
            newsroom.warm()  # a model that is missing must end the job, not fail article after article
        self._newsroom = newsroom
        self._serve = service(newsroom, work.type, work.options)
        self._archived = work.archived

    @classmethod
    def open(cls, work: Work) -> Worker:
        """A worker in a process of its own, which it gives a lower priority."""
        stand_back()
        worker = cls(Newsroom.open(Config.load(work.data, work.config)), work)
        gc.collect()
        gc.freeze()  # models stay for good: the collector need not look at them again and again
        return worker

    def do(self, task: Task) -> Outcome:
        """The outcome of one task."""
        if not task.record:
            return Outcome(task.number, None, None, None)
        id: str | None = None
        try:
            article = self._article(task)
            id = article.id
            answer = self._serve(article)
            result = json.dumps(to_dict(answer), ensure_ascii=False)
            return Outcome(task.number, id, result, None, suggestions(answer) if self._archived else ())
        except NewsroomError as error:
            failure = error
        except Exception as error:
            # The name of what was raised and where, but no message: it could hold words of the article.
            _log.error("article %s failed: %s at %s", task.number, type(error).__name__, _place(error))
            failure = NewsroomError(f"Lỗi trong phần mềm ({type(error).__name__}); các bài khác không bị ảnh hưởng")
        return Outcome(task.number, id, None, json.dumps(problem(failure), ensure_ascii=False))

    def _article(self, task: Task) -> Article:
        if self._archived:
            return Article.from_json(task.record)
        return self._newsroom.read(json.loads(task.record))


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
