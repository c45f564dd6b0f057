"""Bars that add up. Lengths are shares of one scale in per cent, so they stretch without bending text or hatching.

Every part has a colour and a hatch of its own: colour alone is never what tells two parts apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup, escape

MET, COMPETED, NO_PROGRAMME, UNLINKED = "#9DB6C2", "#B2182B", "#7B5EA7", "#A98B2E"
TALENT, EDUCATION, BEFORE, OTHER = "#8F3F6E", "#00694C", "#5F6D79", "#5B4A68"

FILLS = {
    "met": MET,
    "competed": "url(#hatch-competed)",
    "no_programme": "url(#hatch-no-programme)",
    "unlinked": "url(#hatch-unlinked)",
    "own": TALENT,
    "before": BEFORE,
    "other": OTHER,
    "supply": EDUCATION,
    "short": "url(#hatch-short)",
}

_STRIPES = (
    # name, size, ground, stripe, width, angle
    ("hatch-competed", 7, COMPETED, "#D8707B", 2.5, 45),
    ("hatch-no-programme", 5, NO_PROGRAMME, "#C3B4DB", 2, 0),
    ("hatch-unlinked", 5, UNLINKED, "#E6D9A8", 2, 90),
    ("hatch-short", 9, "#FFFFFF", "#F0BFC5", 3, 45),
)

NARROW = Fraction(13, 100)
"""A part below this share of the scale has no room for its label; it stands in the line beside the bar."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar: a kind of FILLS, its amount in any unit, and what is written into it."""

    kind: str
    amount: Fraction | int
    label: str = ""


def hatches() -> Markup:
    """The patterns that bars are filled with: once on every page that holds a bar."""
    patterns = "".join(
        f'<pattern id="{name}" width="{size}" height="{size}" patternUnits="userSpaceOnUse"'
        f' patternTransform="rotate({angle})"><rect width="{size}" height="{size}" fill="{ground}"/>'
        f'<rect width="{width}" height="{size}" fill="{stripe}"/></pattern>'
        for name, size, ground, stripe, width, angle in _STRIPES
    )
    return Markup(f'<svg width="0" height="0" aria-hidden="true" class="defs"><defs>{patterns}</defs></svg>')


def bar(parts: Sequence[Part], scale: Fraction | int, *, height: int, title: str, kind: str = "bar") -> Markup:
    """Parts side by side on a scale; what is left of the scale stays empty.

    >>> print(bar([Part("met", 1)], 4, height=8, title="a & b"))
    <svg class="bar" width="100%" height="8" role="img" aria-label="a &amp; b"><rect x="0%" y="0" width="25%" \
height="8" fill="#9DB6C2"/></svg>
    """
    pieces = "".join(_rects(parts, scale, height))
    head = f'<svg class="{kind}" width="100%" height="{height}" role="img" aria-label="{escape(title)}">'
    return Markup(f"{head}{pieces}</svg>")


def _rects(parts: Sequence[Part], scale: Fraction | int, height: int) -> Iterable[str]:
    start = Fraction(0)
    for part in parts:
        share = Fraction(part.amount) / scale if scale else Fraction(0)
        if share <= 0:
            continue
        outline = ' stroke="#B2182B" stroke-width="2" stroke-dasharray="5 3"' if part.kind == "short" else ""
        yield (
            f'<rect x="{_per_cent(start)}" y="{1 if outline else 0}" width="{_per_cent(share)}"'
            f' height="{height - 2 if outline else height}" fill="{FILLS[part.kind]}"{outline}/>'
        )
        if part.label and share >= NARROW:
            colour = "#9A1024" if part.kind == "short" else "#FFFFFF"
            behind = ' stroke="#FFFFFF" stroke-width="6" paint-order="stroke"' if part.kind == "short" else ""
            yield (
                f'<text x="{_per_cent(start + share / 2)}" y="{height / 2 + 5:g}" fill="{colour}"'
                f' text-anchor="middle" class="in"{behind}>{escape(part.label)}</text>'
            )
        start += share


def _per_cent(share: Fraction) -> str:
    """
    >>> _per_cent(Fraction(1, 3)), _per_cent(Fraction(1))
    ('33.333%', '100%')
    """
    return f"{round(float(share * 100), 3):g}%" if share < 1 else "100%"


def split_bar(met: Fraction | int, parts: Sequence[Part], *, height: int, title: str) -> Markup:
    """What is met first, then what is short, by reason: one whole."""
    everything = [Part("met", met), *parts]
    whole = sum((Fraction(part.amount) for part in everything), Fraction(0))
    return bar(everything, whole, height=height, title=title)


def served_bar(served: Fraction, *, title: str) -> Markup:
    """A small bar of a served ratio: what is met, and the rest hatched."""
    parts = [Part("met", served), Part("competed", 1 - served)]
    return bar(parts, 1, height=10, title=title, kind="mini")


def demand_bar(headcount: int, most: int, served: Fraction, kind: str, *, title: str) -> Markup:
    """Posts of one demand on the scale of the longest, filled as far as they are served."""
    whole = Fraction(headcount, max(most, 1))
    parts = [Part(kind, whole * served), Part("competed", whole * (1 - served))]
    return bar(parts, 1, height=9, title=title, kind="mini")
