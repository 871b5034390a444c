"""Vocabularies: the shipped ones and the newsroom's own, as files and concept by concept."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api.answers import ConceptDetailOut, ConceptsOut, LoadedVocabularyOut, VocabulariesOut
from api.contract import EVERY, READ, problems
from api.deps import Desk, Editor, Reporter, guarded_router
from api.responses import Json
from api.schemas import ConceptsIn
from newsroom_ai.article import to_dict
from newsroom_ai.errors import InvalidVocabulary, NotFound
from newsroom_ai.vocabulary import formats
from newsroom_ai.vocabulary.concepts import Concept
from newsroom_ai.vocabulary.lookup import look_up
from newsroom_ai.vocabulary.vocabularies import NAME, Vocabulary

router = guarded_router()
router.tags = ["vocabularies"]

VocabularyName = Annotated[
    str, Path(pattern=f"^{NAME.pattern}$", description="1-64 of `a-z`, `0-9` and `-`.", examples=["iptc"])
]
_CONTENT = {name: {"schema": {"type": "object" if "json" in name else "string"}} for name in formats.MEDIA_TYPES}
_FILE = {"description": "The vocabulary in the format that was asked for.", "content": _CONTENT}


@router.get(
    "/v1/vocabularies",
    response_model=VocabulariesOut,
    responses=EVERY,
    operation_id="vocabularies",
    summary="All vocabularies",
)
async def every(desk: Desk, caller: Reporter) -> Response:
    """List the vocabularies in use, by name: shipped ones, and those that the newsroom loaded itself."""
    return Json({"vocabularies": [held.about() for held in await desk.store(desk.newsroom.vocabularies.all)]})


@router.get(
    "/v1/vocabularies/{name}",
    response_class=Response,
    responses={200: _FILE, **problems(404)},
    operation_id="get_vocabulary",
    summary="A vocabulary as a file",
)
async def get(
    name: VocabularyName,
    request: Request,
    desk: Desk,
    caller: Reporter,
    form: Annotated[formats.Format | None, Query(alias="format", description="Wins over `Accept`.")] = None,
) -> Response:
    """Read a vocabulary as Turtle, JSON-LD or CSV: `format`, else the first of `Accept` that is one, else Turtle."""
    wanted = form or _accepted(request.headers.get("Accept", ""))
    written = await desk.part(lambda: formats.write(desk.newsroom.vocabularies.get(name).vocabulary, wanted))
    headers = {"Content-Disposition": f'attachment; filename="{name}{formats.suffix(wanted)}"', "Vary": "Accept"}
    return Response(written, media_type=f"{formats.media_type(wanted)}; charset=utf-8", headers=headers)


@router.put(
    "/v1/vocabularies/{name}",
    response_model=LoadedVocabularyOut,
    responses={201: {"model": LoadedVocabularyOut, "description": "Created."}, **problems(413, 507)},
    openapi_extra={"requestBody": {"required": True, "content": _CONTENT}},
    operation_id="put_vocabulary",
    summary="Load a vocabulary",
)
async def put(
    name: VocabularyName,
    request: Request,
    desk: Desk,
    caller: Editor,
    keep_labels: Annotated[
        bool, Query(description="Take labels, definitions and notes in languages the file lacks from the one in use.")
    ] = False,
) -> Response:
    """Store a vocabulary of the newsroom's own; it stands before a shipped one of that name.

    All of it is stored, or nothing; the same content again changes nothing. Needs the role editor.
    """
    form = _sent(request.headers.get("Content-Type", ""))
    body = await request.body()
    store = desk.newsroom.vocabularies

    def read() -> Vocabulary:
        vocabulary = formats.read(body, form, name)
        return store.filled(vocabulary) if keep_labels else vocabulary

    vocabulary = await desk.part(read)
    written = await desk.store(partial(store.put, vocabulary, caller.name))
    return Json(to_dict(written), status_code=201 if written.status == "created" else 200)


@router.delete(
    "/v1/vocabularies/{name}",
    status_code=204,
    responses=problems(404, 507),
    operation_id="delete_vocabulary",
    summary="Remove an own vocabulary",
)
async def delete(name: VocabularyName, desk: Desk, caller: Editor) -> Response:
    """Take a vocabulary of the newsroom's own out of use; a shipped one of that name comes back.

    Needs the role editor.
    """
    await desk.store(partial(desk.newsroom.vocabularies.remove, name, caller.name))
    return Response(status_code=204)


@router.get(
    "/v1/vocabularies/{name}/concepts",
    response_model=ConceptsOut,
    responses=READ,
    operation_id="concepts",
    summary="Concepts of a vocabulary",
)
async def concepts(
    name: VocabularyName, asked: Annotated[ConceptsIn, Query()], desk: Desk, caller: Reporter
) -> Response:
    """Find concepts by words of their labels, or list those right below one, a page at a time."""

    def find() -> dict[str, Any]:
        vocabulary = desk.newsroom.vocabularies.get(name).vocabulary
        page = look_up(vocabulary, asked.lookup())
        return {
            "total": page.total,
            "concepts": [_described(vocabulary, concept) for concept in page.concepts],
            "next": page.next,
        }

    return await desk.one(find)


@router.get(
    "/v1/vocabularies/{name}/concepts/{uri:path}",
    response_model=ConceptDetailOut,
    responses=READ,
    operation_id="concept",
    summary="A concept",
)
async def concept(
    name: VocabularyName,
    uri: Annotated[
        str, Path(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f\x7f]+$", description="Its uri or notation.")
    ],
    desk: Desk,
    caller: Reporter,
) -> Response:
    """Read a concept by its uri or notation, with all above it, the nearest first."""

    def find() -> dict[str, Any]:
        vocabulary = desk.newsroom.vocabularies.get(name).vocabulary
        found = vocabulary.get(uri)
        if found is None:
            raise NotFound(f"Bộ từ vựng {name} không có khái niệm này")
        above = [_named(one) for one in vocabulary.ancestors(found.uri)]
        return _described(vocabulary, found) | {"ancestors": above}

    return await desk.one(find)


def _described(vocabulary: Vocabulary, concept: Concept) -> dict[str, Any]:
    linked = {
        name: [_named(vocabulary.concepts[uri]) for uri in getattr(concept, name)]
        for name in ("broader", "related", "replaced_by")
    }
    return {
        **_named(concept),
        "labels": concept.labels,
        "alternative": to_dict(concept.alternative),
        "hidden": to_dict(concept.hidden),
        "definition": concept.definition,
        "scope_note": concept.scope_note,
        **linked,
        "narrower": [_named(child) for child in vocabulary.children(concept.uri)],
        "exact_match": list(concept.exact_match),
        "close_match": list(concept.close_match),
        "valid_from": concept.valid_from and concept.valid_from.isoformat(),
        "valid_to": concept.valid_to and concept.valid_to.isoformat(),
        "deprecated": concept.deprecated,
    }


def _named(concept: Concept) -> dict[str, Any]:
    return {"uri": concept.uri, "notation": concept.notation, "label": concept.label}


def _accepted(header: str) -> str:
    for item in header.split(","):
        if form := formats.MEDIA_TYPES.get(item.partition(";")[0].strip().lower()):
            return form
    return "turtle"


def _sent(header: str) -> str:
    form = formats.MEDIA_TYPES.get(header.partition(";")[0].strip().lower())
    if form is None:
        raise InvalidVocabulary(f"Content-Type phải là một trong: {', '.join(formats.MEDIA_TYPES)}")
    return form
