"""Figures as SVG, drawn on the server: columns over time, small columns, bars, a histogram.

Widths are percentages, so that a figure fits a phone and a desk alike without its letters growing or shrinking. A
figure has a title and a description for those who do not see it; nothing is said by colour alone. Colours stand as
attributes, which a style sheet may override by class; there are no styles and no scripts inside.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

HEIGHT: Final = 160  # pixels of the columns over time
SMALL: Final = 44  # and of small ones
ROW: Final = 26  # of one bar
LABELS: Final = 6  # years named under the columns, at most
FEWEST: Final = 12  # months there is room for, so that a single one is no wall
_INK, _SOFT, _LINE, _FILL, _WARN = "#1d2329", "#545e68", "#dcd8d1", "#0f5c7a", "#a8251d"
_PAIR: Final = 2


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a list: a name and a number not below 0."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Stack:
    """One column of a histogram, made of parts that lie on each other, the first at the bottom."""

    label: str
    parts: tuple[int, ...]


def number(value: int) -> str:
    """A whole number as Vietnamese newspapers print it.

    >>> number(1234567)
    '1.234.567'
    """
    return f"{value:,}".replace(",", ".")


def columns(
    id: str, title: str, description: str, months: Sequence[str], counts: Sequence[int], marked: Collection[int] = ()
) -> Markup:
    """Articles by month as columns, the years named below; the places in ``marked`` get a red triangle.

    Args:
        id: unique on the page.
        title: what the figure shows.
        description: what there is to see, in a sentence.
        months: "2024-08", one after the other without a gap.
        counts: as many.
        marked: places of months with too few articles.
    """
    most = max(counts, default=0) or 1
    bottom = HEIGHT + 18
    parts = [_line(18, most), _columns(counts, most, 18, HEIGHT)]
    parts += [_mark(_share(place + 0.5, len(counts)), bottom) for place in sorted(marked)]
    parts.append(Markup('<line x1="0" x2="100%" y1="{y}" y2="{y}" stroke="{colour}"/>').format(y=bottom, colour=_SOFT))
    for place, year in _years(months):
        parts.append(
            Markup('<text class="soft" x="{x}%" y="{y}" fill="{colour}">{year}</text>').format(
                x=_share(place, len(months)), y=bottom + 26, colour=_SOFT, year=year
            )
        )
    return _svg(id, title, description, bottom + 32, parts)


def small_columns(id: str, title: str, description: str, counts: Sequence[int], marked: Collection[int] = ()) -> Markup:
    """The same in little, to stand beside others of its kind: no axis, its own scale."""
    parts = [_columns(counts, max(counts, default=0) or 1, 0, SMALL)]
    parts += [_mark(_share(place + 0.5, len(counts)), SMALL) for place in sorted(marked)]
    parts.append(
        Markup('<line class="axis" x1="0" x2="100%" y1="{y}" y2="{y}" stroke="{c}"/>').format(y=SMALL, c=_LINE)
    )
    return _svg(id, title, description, SMALL + 10, parts)


def bars(id: str, title: str, description: str, rows: Sequence[Bar]) -> Markup:
    """Bars with their names on the left and their numbers at the end; of equal length where all are 0."""
    most = max((row.count for row in rows), default=0) or 1
    parts: list[Markup] = []
    for place, row in enumerate(rows):
        y = place * ROW
        width = round(row.count / most * 54, 2)
        parts.append(
            Markup(
                '<text x="30%" dx="-8" y="{text}" text-anchor="end" fill="{ink}">{label}</text>'
                '<rect class="fill" x="30%" y="{y}" width="{width}%" height="{height}" fill="{fill}"/>'
                '<text class="soft" x="{end}%" dx="6" y="{text}" fill="{soft}">{count}</text>'
            ).format(
                text=y + 18, ink=_INK, label=row.label, y=y + 4, width=width, height=ROW - 8, fill=_FILL,
                end=round(30 + width, 2), soft=_SOFT, count=number(row.count),
            )
        )  # fmt: skip
    return _svg(id, title, description, max(1, len(rows)) * ROW, parts)


def histogram(id: str, title: str, description: str, stacks: Sequence[Stack]) -> Markup:
    """Columns side by side, each a stack of parts: full, hatched, outlined."""
    most = max((sum(stack.parts) for stack in stacks), default=0) or 1
    bottom = HEIGHT + 18
    looks = (f'fill="{_FILL}"', f'fill="url(#{escape(id)}-hatch)" stroke="{_WARN}"', f'fill="none" stroke="{_SOFT}"')
    names = ("fill", "hatched", "outlined")
    parts = [
        Markup(
            '<defs><pattern id="{id}-hatch" width="6" height="6" patternUnits="userSpaceOnUse"'
            ' patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="6" stroke="{warn}"'
            ' stroke-width="3"/></pattern></defs>'
        ).format(id=id, warn=_WARN),
        _line(18, most),
    ]
    step = 100 / max(1, len(stacks))
    for place, stack in enumerate(stacks):
        y = float(bottom)
        for part, look, name in zip(stack.parts, looks, names, strict=False):
            tall = round(part / most * HEIGHT, 2)
            y -= tall
            if part:
                parts.append(
                    Markup('<rect class="{name}" x="{x}%" y="{y}" width="{w}%" height="{h}" {look}/>').format(
                        name=name, x=round(place * step + step * 0.1, 2), y=round(y, 2), w=round(step * 0.8, 2),
                        h=tall, look=Markup(look),  # noqa: S704 - made above, of our own words
                    )
                )  # fmt: skip
        parts.append(
            Markup('<text class="soft" x="{x}%" y="{y}" text-anchor="middle" fill="{colour}">{label}</text>').format(
                x=round((place + 0.5) * step, 2), y=bottom + 18, colour=_SOFT, label=stack.label
            )
        )
    parts.append(Markup('<line x1="0" x2="100%" y1="{y}" y2="{y}" stroke="{c}"/>').format(y=bottom, c=_SOFT))
    return _svg(id, title, description, bottom + 26, parts)


def _svg(id: str, title: str, description: str, height: int, parts: Iterable[Markup]) -> Markup:
    return Markup(
        '<svg class="chart" role="img" aria-labelledby="{id}-title {id}-description" width="100%" height="{height}"'
        ' font-family="system-ui, sans-serif" font-size="13"><title id="{id}-title">{title}</title>'
        '<desc id="{id}-description">{description}</desc>{parts}</svg>'
    ).format(id=id, height=height, title=title, description=description, parts=Markup("").join(parts))


def _columns(counts: Sequence[int], most: float, top: int, height: int) -> Markup:
    """All columns as one path in a box of its own, which is stretched to the width there is."""
    gap = 0.15 if len(counts) <= 120 else 0  # between very many columns a gap would be all there is to see
    path = "".join(
        f"M{place + gap} {height}v{-max(1.0, count / most * height):.1f}h{1 - 2 * gap:.2g}V{height}z"
        for place, count in enumerate(counts)
        if count
    )
    return Markup(
        '<svg x="0" y="{top}" width="100%" height="{height}" viewBox="0 0 {width} {height}" preserveAspectRatio="none">'
        '<path class="fill" d="{path}" fill="{fill}"/></svg>'
    ).format(top=top, height=height, width=max(FEWEST, len(counts)), path=path, fill=_FILL)


def _line(y: int, value: int) -> Markup:
    """A thin line across, and the number it stands for."""
    return Markup(
        '<line class="axis" x1="0" x2="100%" y1="{y}" y2="{y}" stroke="{line}"/>'
        '<text class="soft" x="0" y="{text}" fill="{soft}">{value}</text>'
    ).format(y=y, line=_LINE, text=y - 4, soft=_SOFT, value=number(value))


def _mark(x: float, y: int) -> Markup:
    return Markup(
        '<svg x="{x}%" y="{y}" overflow="visible"><path class="warn" d="M-4 9h8L0 2z" fill="{c}"/></svg>'
    ).format(x=x, y=y, c=_WARN)


def _share(place: float, of: int) -> float:
    return round(place / max(FEWEST, of) * 100, 3)


def _years(months: Sequence[str]) -> list[tuple[int, str]]:
    """Places of the Januaries that are named below the columns; of one year or two, the months themselves.

    >>> _years(["2023-11", "2023-12", "2024-01"])
    [(0, '11/2023'), (1, '12/2023'), (2, '1/2024')]
    """
    starts = [(place, month[:4]) for place, month in enumerate(months) if month.endswith("-01")]
    if len(starts) < _PAIR:
        starts = [(place, f"{int(month[5:])}/{month[:4]}") for place, month in enumerate(months)]
    every = -(-len(starts) // LABELS)
    return starts[::every] if starts else []
