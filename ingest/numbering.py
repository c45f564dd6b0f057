"""From typed needs to rows: their public ids and their links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from graph.rows import ContentHash, PublicIds, Row, Submission
from ingest.link import Linker
from ingest.table import TypedNeed


def numbered(
    submission: Submission,
    revision: str,
    needs: Iterable[TypedNeed],
    links: Callable[[TypedNeed], str],
    content: ContentHash,
) -> Iterator[Row]:
    """Rows with their public ids: equal rows are told apart by their number among equals. All enter `content`."""
    ids = PublicIds(submission)
    seen: dict[str, int] = {}
    for need in needs:
        kind, body, _, file, sheet, number, part = need
        data = body.encode()
        one = ids.of(data, 0)
        occurrence = seen.get(one, 0)
        seen[one] = occurrence + 1
        if occurrence:
            one = ids.of(data, occurrence)
        linked = links(need)
        content.add_encoded(one, data, linked)
        # What Row(…) does, without its detour through Python: one is made for every row.
        yield tuple.__new__(Row, (revision, kind, one, file, sheet, number, part, body, linked))


def links_of(need: TypedNeed, linker: Linker, period: str) -> str:
    """The links of a row that was just read, as canonical JSON."""
    if need.mentions is not None:
        return linker.joined(need.kind, need.mentions, period)
    return linker.text(need.kind, need.body, period)


def relinked(row: Row, revision: str, submission: Submission, linker: Linker) -> Row:
    """A stored row with the links that another dictionary gives it."""
    return row._replace(revision=revision, links=linker.text(row.kind, row.values, submission.period))
