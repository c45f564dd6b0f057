"""From typed needs to rows: their public ids and their links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice, repeat

from graph.rows import ContentHash, EncodedRow, PublicIds, Row, Submission
from ingest.link import ASKED, Linker
from ingest.table import TypedNeed

AT_ONCE = 250
"""So few rows that they are still in the cache of the processor from their first step to their last."""


def numbered(
    submission: Submission,
    revision: str,
    needs: Iterable[TypedNeed],
    links: Callable[[Sequence[TypedNeed]], Sequence[bytes]],
    content: ContentHash,
) -> Iterator[list[EncodedRow]]:
    """Rows with their public ids: equal rows are told apart by their number among equals. All enter `content`."""
    ids = PublicIds(submission)
    seen: set[str] = set()
    again: Counter[str] = Counter()
    stream = iter(needs)
    while some := list(islice(stream, AT_ONCE)):
        kinds, bodies, _, files, sheets, numbers, parts = zip(*some, strict=True)
        names = ids.of_firsts(bodies)
        if seen.isdisjoint(names) and len(set(names)) == len(names):
            seen.update(names)
        else:
            for place, name in enumerate(names):
                if name in seen:
                    again[name] += 1
                    names[place] = ids.of(bodies[place], again[name])
                seen.add(name)
        linked = links(some)
        content.add_encoded(names, bodies, linked)
        revisions = repeat(revision, len(names))  # strict: a row without links would be lost unsaid
        rows = zip(revisions, kinds, names, files, sheets, numbers, parts, bodies, linked, strict=True)
        yield list(map(partial(tuple.__new__, EncodedRow), rows))  # EncodedRow(…) would be called for every row


def links_of(needs: Sequence[TypedNeed], linker: Linker, period: str) -> Sequence[bytes]:
    """The links of rows that were just read, as canonical JSON in UTF-8."""
    [kind, *others] = {need.kind for need in needs}
    if kind in ASKED and not others:
        return linker.joined(kind, [need.mentions for need in needs if need.mentions is not None], period)
    return [linker.text(need.kind, need.body, period).encode() for need in needs]


def relinked(row: Row, revision: str, submission: Submission, linker: Linker) -> Row:
    """A stored row with the links that another dictionary gives it."""
    return row._replace(revision=revision, links=linker.text(row.kind, row.values, submission.period))
