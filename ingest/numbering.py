"""From typed needs to rows: their public ids and their links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import repeat

import orjson

from graph.rows import ContentHash, EncodedRow, PublicIds, Row, Submission
from ingest.link import Linker
from ingest.needs import Needs


def numbered(
    submission: Submission,
    revision: str,
    runs: Iterable[Needs],
    links: Callable[[Needs], Sequence[bytes]],
    content: ContentHash,
) -> Iterator[list[EncodedRow]]:
    """Rows with their public ids: equal rows are told apart by their number among equals. All enter `content`."""
    ids = PublicIds(submission)
    seen: set[str] = set()
    again: Counter[str] = Counter()
    for run in runs:
        bodies = run.bodies
        names = ids.of_firsts(bodies)
        if seen.isdisjoint(names) and len(set(names)) == len(names):
            seen.update(names)
        else:
            for place, name in enumerate(names):
                if name in seen:
                    again[name] += 1
                    names[place] = ids.of(bodies[place], again[name])
                seen.add(name)
        linked = links(run)
        content.add_encoded(names, bodies, linked)
        revisions, kinds, files, sheets = (repeat(one, len(names)) for one in (revision, run.kind, run.file, run.sheet))
        # strict: a row without links would be lost unsaid
        rows = zip(revisions, kinds, names, files, sheets, run.rows, run.needs, bodies, linked, strict=True)
        yield list(map(partial(tuple.__new__, EncodedRow), rows))  # EncodedRow(…) would be called for every row


def links_of(run: Needs, linker: Linker, period: str) -> Sequence[bytes]:
    """The links of rows that were just read, as canonical JSON in UTF-8."""
    if run.mentions is not None:
        return linker.joined(run.kind, run.mentions, period)
    return [linker.text(run.kind, orjson.loads(body), period).encode() for body in run.bodies]


def relinked(row: Row, revision: str, submission: Submission, linker: Linker) -> Row:
    """A stored row with the links that another dictionary gives it."""
    return row._replace(revision=revision, links=linker.text(row.kind, row.values, submission.period))
