"""All versions of one store into another: the same numbers, rows, content hashes and decisions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from graph.errors import BadArgument, StoreCorrupt
from graph.rows import ContentHash, Revision, Row, Version, version_hash
from graph.store import Store

Progress = Callable[[Version, int], None]
"""Called with the version being copied and the rows of it written so far."""


def copy_store(source: Store, target: Store, progress: Progress = lambda _version, _rows: None) -> list[Version]:
    """Publish in `target` every version of `source` that it lacks, oldest first; those that were copied. Then the
    decisions that its log lacks.

    The target is empty or holds the beginning of the same history: a copy that broke off goes on where
    it stopped, and one version is in the target as a whole or not at all. Every row is hashed on its way.

    Raises:
        BadArgument: the target holds another history. StoreCorrupt: the rows of the source are not what
        their hashes say.
    """
    wanted, held = source.versions(), target.versions()
    if held != wanted[: len(held)]:
        differing = next((n for n, (a, b) in enumerate(zip(held, wanted, strict=False)) if a != b), len(wanted))
        raise BadArgument(
            f"{target.url} holds a version {held[differing].number} that is not in {source.url}",
            remedy="copy into an empty store",
        )
    copied = []
    known = {one for version in held for one in version.revisions}
    for version in wanted[len(held) :]:
        new = source.revisions([one for one in version.revisions if one not in known])
        if version_hash(source.revisions(version.revisions)) != version.content_hash:
            raise _corrupt(source, f"version {version.number}")
        try:
            _stage(source, target, version, new, progress)
            target.publish(version.number - 1, version, new)
        except BaseException:
            target.discard([one.id for one in new])
            raise
        known.update(version.revisions)
        copied.append(version)
    _copy_decisions(source, target)
    return copied


def _copy_decisions(source: Store, target: Store) -> None:
    made, held = source.decisions(), target.decisions()
    if held != made[: len(held)]:
        raise BadArgument(
            f"{target.url} holds decisions that are not in {source.url}", remedy="copy into an empty store"
        )
    for one in made[len(held) :]:
        target.decide(one, one.position - 1)


def _stage(source: Store, target: Store, version: Version, new: list[Revision], progress: Progress) -> None:
    written = 0

    def rows(revision: Revision, content: ContentHash) -> Iterator[Row]:
        nonlocal written
        for page in source.rows([revision.id]):
            for row in page:
                content.add(row)
                yield row
            written += len(page)
            progress(version, written)

    for revision in new:
        content = ContentHash()
        if target.stage(revision.id, rows(revision, content)) != revision.rows:
            raise _corrupt(source, f"revision {revision.id}")
        if content.hexdigest() != revision.content_hash:
            raise _corrupt(source, f"revision {revision.id}")


def _corrupt(source: Store, what: str) -> StoreCorrupt:
    return StoreCorrupt(
        f"{what} of {source.url} does not hold the rows that its hash names",
        remedy=f"run: fourchain doctor --store {source.url}",
    )
