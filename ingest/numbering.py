"""From typed needs to rows: their public ids and their links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from graph.rows import PublicIds, Row, Submission
from ingest.link import Linker
from ingest.table import TypedNeed


def numbered(
    submission: Submission, revision: str, needs: Iterable[TypedNeed], links: Callable[[TypedNeed], str]
) -> Iterator[Row]:
    """Rows with their public ids: equal rows are told apart by their number among equals."""
    ids = PublicIds(submission)
    seen: dict[str, int] = {}
    for need in needs:
        kind, body, _, file, sheet, number, part = need
        first = ids.of(body, 0)
        occurrence = seen.get(first, 0)
        seen[first] = occurrence + 1
        one = ids.of(body, occurrence) if occurrence else first
        yield Row(revision, kind, one, file, sheet, number, part, body, links(need))


def links_of(need: TypedNeed, linker: Linker, period: str) -> str:
    """The links of a row that was just read, as canonical JSON."""
    if need.mentions is not None:
        return linker.joined(need.kind, need.mentions, period)
    return linker.text(need.kind, need.body, period)


def relinked(row: Row, revision: str, submission: Submission, linker: Linker) -> Row:
    """A stored row with the links that another dictionary gives it."""
    return row._replace(revision=revision, links=linker.text(row.kind, row.values, submission.period))
