"""Duplicates: edited and partial copies among an archive, hard negatives, and pairs on one event."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any, Final, NamedTuple

from eval.datasets import dataset
from eval.generators import edits, negatives
from eval.generators.texts import in_common
from eval.peers.one import with_peer
from eval.peers.process import Peer
from eval.rows import OURS, Recorder, Row, say
from eval.tasks import library
from eval.tasks.scores import micro_f1
from newsroom_ai.article import Article
from newsroom_ai.duplicates.check import DuplicateCheck
from newsroom_ai.duplicates.fingerprints import fingerprint
from newsroom_ai.duplicates.index import FingerprintIndex
from newsroom_ai.duplicates.types import Duplicates, Match
from newsroom_ai.metrics.counts import Counts
from newsroom_ai.metrics.pairs import pair_counts
from newsroom_ai.metrics.passages import passage_counts
from newsroom_ai.text.syllables import exact_forms

NEWS: Final = 10_000
CASES: Final = 2_000
NEGATIVES: Final = 1_000
THRESHOLD: Final = 0.5  # Jaccard or cosine, of the peers
RELATED: Final = 0.05  # shared runs from which on a further find is a version of the source, not an error
APART: Final = "law_long"
PAIRS: Final = Path(__file__).parents[1] / "annotations" / "pairs.jsonl"
COPIED: Final = ("same_text", "rewritten", "own_update")
PEERS: Final = {
    "datasketch": "datasketch_duplicates", "rensa": "rensa_duplicates", "semhash": "semhash_duplicates",
}  # fmt: skip


class Query(NamedTuple):
    """A draft with the article it was copied from; ``band`` is how much of it was changed or copied."""

    name: str
    band: str
    draft: Article
    source: str
    passages: tuple[tuple[int, int], ...]


def run(data: Path, sample: int | None, seed: int) -> list[Row]:
    """Measure on baomoi35k dev and 10,000 of vietnews dev; ``sample`` bounds the drafts and each kind of negative."""
    recorder = Recorder("duplicates", seed)
    rows = [*dataset(data, "baomoi35k").rows(), *dataset(data, "vietnews").sample(NEWS, seed)]
    stamp = _stamp(data, "baomoi35k", "vietnews")
    _copies(recorder, stamp, rows, sample, seed)
    _negatives(recorder, stamp, rows, sample, seed)
    _events(recorder, data)
    _relations(recorder, data)
    return recorder.rows


def _stamp(data: Path, *names: str) -> str:
    return hashlib.sha256("".join(dataset(data, name).sha256 for name in names).encode()).hexdigest()


def _copies(recorder: Recorder, stamp: str, rows: Sequence[dict[str, Any]], sample: int | None, seed: int) -> None:
    made = list(edits.cases(rows, sample or CASES, seed))
    hosts = {case.host for case in made}
    archive = [article(row) for row in rows if row["id"] not in hosts]
    queries = [_query(case) for case in made]
    texts = {one.id: one.body for one in archive}
    with checking(archive) as check:
        ours = [copies(check.check(query.draft)) for query in queries]
    systems = {OURS: [[match.id or "" for match in matches] for matches in ours]}
    drafts = [query.draft.body for query in queries]
    for system, found in _peers([one.body for one in archive], drafts).items():
        systems[system] = [[archive[place].id for place in places] for places in found]
    for name in ("edits", "partial", *sorted({query.band for query in queries})):
        places = [at for at, query in enumerate(queries) if name in (query.name, query.band)]
        for system, answers in systems.items() if places else ():
            counts = [_found(queries[at], answers[at], texts) for at in places]
            recorder.statistic(name, stamp, system, "f1", partial(micro_f1, counts), len(counts))
        values = [_passages(queries[at], ours[at]) for at in places]
        recorder.mean(name, stamp, OURS, "passage_char_f1", values)


def _negatives(recorder: Recorder, stamp: str, rows: Sequence[dict[str, Any]], sample: int | None, seed: int) -> None:
    """A long law quotation passes the bound of a copied passage on purpose, so it is counted apart."""
    made = list(negatives.cases(rows, sample or NEGATIVES, seed))
    drafts, others = [article(one.draft) for one in made], [article(one.other) for one in made]
    with checking([]) as check:
        ours = [bool(copies(check.compare(one, [two]))) for one, two in zip(drafts, others, strict=True)]
    found = _peers([one.body for one in others], [one.body for one in drafts])
    alarms = {OURS: ours, **{name: [at in near for at, near in enumerate(places)] for name, places in found.items()}}
    kinds = sorted({one.kind for one in made})
    for name in ("", *kinds):
        places = [at for at, one in enumerate(made) if one.kind == name or (not name and one.kind != APART)]
        for system, raised in alarms.items() if places else ():
            label = f"negatives.{name}" if name else "negatives"
            recorder.mean(label, stamp, system, "false_alarms", [float(raised[at]) for at in places])


def _events(recorder: Recorder, data: Path) -> None:
    """Pairs of articles of one cluster, by any relation the check names; the archive holds these articles alone."""
    clustered = library.read(data, [])
    articles = [article(one) for one in clustered.records]
    pairs = combinations(range(len(articles)), 2)
    gold = [(articles[a].id, articles[b].id) for a, b in pairs if clustered.clusters[a] == clustered.clusters[b]]
    with library.archive_of(clustered.records) as newsroom:
        found = [(one.id, match.id or "") for one in articles for match in newsroom.duplicates(one).result.matches]
    counts = pair_counts(found, gold)
    recorder.figure("events", clustered.sha256, OURS, "pair_f1", counts.f1, len(articles))


def _relations(recorder: Recorder, data: Path) -> None:
    """Labelled natural pairs, each compared by itself; how rare a word is, the archive of all their articles says."""
    lines = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    lines = [line for line in lines if line["split"] == "dev" and (data / line["set"]).is_dir()]
    articles = {(name, one.id): one for name in sorted({line["set"] for line in lines}) for one in _of(data, name)}
    records = [{"id": "/".join(key), "title": one.title, "sapo": one.sapo, "body": one.body}
               for key, one in articles.items()]  # fmt: skip
    lines = [line for line in lines if {(line["set"], line["a"]), (line["set"], line["b"])} <= articles.keys()]
    if not lines:
        say("relations: left out, the articles of the labelled pairs are not here")
        return
    pairs = [(articles[line["set"], line["a"]], articles[line["set"], line["b"]]) for line in lines]
    with library.archive_of(records) as newsroom:
        verdicts = [newsroom.duplicates(one, against=[two]).result.verdict for one, two in pairs]
    right = [
        float(("unrelated" if verdict == "original" else verdict) == line["relation"])
        for verdict, line in zip(verdicts, lines, strict=True)
    ]
    stamp = hashlib.sha256(PAIRS.read_bytes()).hexdigest()
    recorder.mean("relations", stamp, OURS, "accuracy", right)
    for name in sorted({line["relation"] for line in lines}):
        values = [value for value, line in zip(right, lines, strict=True) if line["relation"] == name]
        recorder.mean(f"relations.{name}", stamp, OURS, "accuracy", values)


def _of(data: Path, name: str) -> Iterator[Article]:
    """The articles of a corpus by the ids that labelled pairs have."""
    for row in dataset(data, name).rows():
        if "docs" in row:
            yield from (article({**one, "id": f"{row['cluster']}/{one['doc']}"}) for one in row["docs"])
        else:
            yield article(row)


def copies(found: Duplicates) -> list[Match]:
    """The matches that say the text ran before: with three words in ten changed it is called rewritten."""
    return [match for match in found.matches if match.relation in COPIED]


def _query(case: edits.Case) -> Query:
    name = "partial" if case.draft.kind == "partial" else "edits"
    spans = tuple((passage.draft.start, passage.draft.end) for passage in case.draft.passages)
    return Query(name, _band(name, case.draft), Article(case.id, body=case.draft.body), case.source, spans)


def _band(name: str, draft: edits.Edited) -> str:
    """The name of the rows by strength: retyped texts by what was retyped, the others by the share in per cent."""
    if name == "edits" and draft.strength >= 1:
        return f"edits.{draft.kind}"
    width = 20 if name == "partial" else 10
    start = min(int(100 * draft.strength) // width * width, 100 - width)
    return f"{name}.{start}-{start + width}"


def article(row: Mapping[str, Any]) -> Article:
    """An article from a row of a corpus."""
    return Article(str(row["id"]), title=row.get("title") or "", sapo=row.get("sapo") or "", body=row["body"])


def _found(query: Query, found: Iterable[str], texts: Mapping[str, str]) -> Counts:
    """The source found or not; other versions of the source are no errors, other articles are."""
    others = [id for id in found if id != query.source]
    wrong = [id for id in others if in_common(query.draft.body, texts[id]) < RELATED]
    hit = int(query.source in found)
    return Counts(hit, hit + len(wrong), 1)


@contextmanager
def checking(archive: Sequence[Article]) -> Iterator[DuplicateCheck]:
    """The product's check over these articles, while the block lasts."""
    with tempfile.TemporaryDirectory() as folder:
        index = FingerprintIndex.open(Path(folder))
        index.apply([(key, fingerprint(article)) for key, article in enumerate(archive)], [], len(archive))
        yield DuplicateCheck(index, lambda keys: {key: archive[key] for key in keys}, frozenset())
        index.close()


def _passages(query: Query, found: Sequence[Match]) -> float:
    """Character F1 in the draft of the passages shared with its source; 0 when the source was not found."""
    matches = [match for match in found if match.id == query.source]
    spans = [passage.draft for match in matches for passage in match.passages]
    return passage_counts([(span.start, span.end) for span in spans], query.passages).f1


def _peers(archive: Sequence[str], drafts: Sequence[str]) -> dict[str, list[list[int]]]:
    """Places in the archive of what each peer finds near each draft."""
    stored, asked = ([" ".join(exact_forms(text)) for text in texts] for texts in (archive, drafts))

    def use(peer: Peer) -> list[list[int]]:
        peer.call("add", stored, threshold=THRESHOLD)
        return peer.at_once("find", asked, threshold=THRESHOLD)

    found = {name: with_peer(module, use) for name, module in PEERS.items()}
    return {name: places for name, places in found.items() if places is not None}
