"""What linking the names of fields costs: 40,000 mentions in cells of which no two are equal, so no cache helps."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from benchmarks.table import Measure, cpu_seconds
from ingest.builtin import builtin_dictionary
from ingest.candidates import Candidates
from ingest.catalogues import Catalogues
from ingest.requirements import Requirements

MENTIONS = 40_000
A_CELL = 5
REVIEWED = 1_000
DAY = "2024-01-01"
LEVELS = (
    ("本科及以上", "undergraduate"),
    ("硕士", "postgraduate"),
    ("大专及以上", "vocational"),
    ("本科", "undergraduate"),
)
_WRITTEN = ("{}", "{}专业", "{}（智能方向）", "{}类", "{}相关专业")


def measures() -> Iterator[Measure]:
    dictionary = builtin_dictionary()
    cells = list(posts(dictionary.fields, MENTIONS // A_CELL))
    requirements = Requirements(dictionary)
    with cpu_seconds() as watch:
        meanings = [requirements.of_post(degree, fields, None, None, DAY) for degree, fields in cells]
    linked = MENTIONS - sum(len(one.unlinked) for one in meanings)
    compared = f"{watch.seconds / MENTIONS * 1e6:.0f} µs a mention, no two cells equal; about {linked:,} link"
    yield Measure(
        f"linking {MENTIONS:,} mentions", "≤ 3 CPU-s", f"{watch.seconds:.2f} CPU-s", compared, watch.seconds <= 3
    )

    unlinked = [one for meaning in meanings for one in meaning.unlinked][:REVIEWED]
    candidates = Candidates(dictionary)
    with cpu_seconds() as watch:
        for one in unlinked:
            candidates.of(one)
    figure = f"{watch.seconds / max(len(unlinked), 1) * 1e3:.2f} CPU-ms each"
    yield Measure(f"five candidates for {len(unlinked):,} names", "–", figure, "only for review", None)


def posts(catalogues: Catalogues, cells: int) -> Iterator[tuple[str, str]]:
    """(level, fields) of posts as firms write them, a tenth of the names unknown; the same on every machine."""
    chance = random.Random(20240101)
    names = {
        catalogue: [name for field in catalogues.held[catalogue].values() for name in field.names]
        for _, catalogue in LEVELS
    }
    for number in range(cells):
        degree, catalogue = LEVELS[number % len(LEVELS)]
        yield degree, "、".join(_mention(chance, names[catalogue]) for _ in range(A_CELL))


def _mention(chance: random.Random, names: Sequence[str]) -> str:
    name = chance.choice(names)
    if chance.random() < 0.1:
        return f"{name[:2]}应用{chance.randrange(10_000)}号"
    return name if chance.random() < 0.7 else chance.choice(_WRITTEN).format(name)
