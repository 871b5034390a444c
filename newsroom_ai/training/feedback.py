"""What editors decided -> a better model, which is used only where it wins on decisions it has not seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from newsroom_ai.archive.articles import ArticleStore
from newsroom_ai.archive.database import Database
from newsroom_ai.archive.feedback import FeedbackStore
from newsroom_ai.archive.vocabularies import VocabularyStore
from newsroom_ai.artefacts import write_manifest
from newsroom_ai.config import Config
from newsroom_ai.encoders.types import article_text
from newsroom_ai.errors import InvalidArticle, NotFound
from newsroom_ai.model_choice import chosen_model, use_model
from newsroom_ai.tagging import keyphrase_ranker, topic_model
from newsroom_ai.tagging.ranked_keyphrases import RankedKeyphrases
from newsroom_ai.tagging.section_model import SectionModel
from newsroom_ai.tagging.topics import TopicTagger
from newsroom_ai.tagging.types import TagKind
from newsroom_ai.training.adjustments import Learned, learn
from newsroom_ai.training.sections import Labelled, Options, fit, known, read
from newsroom_ai.vocabulary.aliases import own_aliases, shipped_aliases

Tell = Callable[[str], None]

HELD_BACK: Final = 0.2  # share of the decisions, the newest, that judge both models
FEWEST: Final = 10  # decisions that judge
SERVICE: Final = "sections"


class Verdict(NamedTuple):
    """Shares of the held-back decisions that the model in use and the new one get right; is the new one used now?"""

    decisions: int
    held_back: int
    before: float
    after: float
    used: bool


def train_sections(
    data: Path, paths: Sequence[Path], out: Path, mapping: dict[str, str], options: Options, tell: Tell
) -> Verdict:
    """Learn sections from articles and from what editors decided on suggestions; use the new model if it is better.

    Raises:
        InvalidArticle: there are fewer than 50 decisions on sections of archived articles, or too few articles.
        UnreadableFile: a file cannot be read.
    """
    decided = decisions(data)
    apart = decided[-max(FEWEST, round(len(decided) * HELD_BACK)) :]
    if len(decided) < FEWEST / HELD_BACK:
        raise InvalidArticle(
            f"Cần ít nhất {FEWEST / HELD_BACK:.0f} quyết định về chuyên mục của bài trong kho; mới có {len(decided)}."
        )
    earlier = decided[: -len(apart)]
    tell(f"{len(earlier):,} decisions to learn from, {len(apart):,} to judge by")
    judging = {one.id for one in apart}
    articles = [one for path in paths for one in read(path, mapping, options, tell) if one.id not in judging]
    decided_on = {one.id for one in earlier}
    model = fit(known([*(one for one in articles if one.id not in decided_on), *earlier]), options.seed, tell)
    out.mkdir(parents=True, exist_ok=True)
    model.save(out)
    write_manifest(out)
    before, after = (accuracy(one, apart) for one in (SectionModel.load(chosen_model(data, SERVICE)), model))
    if after > before:
        use_model(data, SERVICE, out)
    return Verdict(len(decided), len(apart), before, after, after > before)


def decisions(data: Path) -> list[Labelled]:
    """The sections that editors chose for archived articles, in the order of their last decision on each."""
    database = Database(data)
    try:
        store = ArticleStore(database)
        last: dict[str, Labelled] = {}
        for recorded in FeedbackStore(database).all():
            said = recorded.feedback
            if said.kind != TagKind.SECTION or said.action == "reject" or not said.value:
                continue
            try:
                text = article_text(store.get(said.article_id).article)
            except NotFound:
                continue
            last.pop(said.article_id, None)
            last[said.article_id] = Labelled(said.article_id, text, said.value, recorded.at)
        return list(last.values())
    finally:
        database.close()


def accuracy(model: SectionModel, decided: Sequence[Labelled]) -> float:
    """Share of the decisions that a model would have suggested."""
    guesses = model.guesses([one.text for one in decided])
    return sum(guess.label == one.section for guess, one in zip(guesses, decided, strict=True)) / max(1, len(decided))


def train_topics(data: Path, out: Path, tell: Tell) -> Learned:
    """Learn from decisions on topics, of the vocabularies that the newsroom's settings name; errors as ``learn``."""
    database = Database(data)
    try:
        store = VocabularyStore(database)
        vocabularies = [store.get(name).vocabulary for name in Config.load(data).services.vocabularies]
    finally:
        database.close()

    def made(folder: Path | None) -> TopicTagger:
        return TopicTagger(vocabularies, folder=folder)

    return learn(data, "topics", TagKind.TOPIC, topic_model.MODEL, out, made, tell)


def train_keyphrases(data: Path, out: Path, tell: Tell) -> Learned:
    """Learn from decisions on keyphrases, whose aliases are those of the newsroom; errors as ``learn``."""
    aliases = (*own_aliases(data, Config.load(data).search.aliases), *shipped_aliases())

    def made(folder: Path | None) -> RankedKeyphrases:
        return RankedKeyphrases(folder, aliases=aliases)

    return learn(data, "keyphrases", TagKind.KEYPHRASE, keyphrase_ranker.MODEL, out, made, tell)
