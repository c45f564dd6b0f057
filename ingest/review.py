"""Names that did not link with confidence: what is asked of a reviewer, and what becomes of the answers.

Decisions are rows of the list `decisions`: append-only, the latest of a name counts, one without a target undoes. A
dictionary list is replaced as a whole by its sender's next file, so every file written here holds all that stood
before and adds to it.
"""

from __future__ import annotations

import csv
import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from graph.errors import BadArgument, VersionMoved
from graph.rows import Row
from graph.store import Store
from ingest.candidates import MOST, Candidate, Candidates
from ingest.columns import columns
from ingest.dictionary import Dictionary, name_key, spelling
from ingest.draft import LoadOptions
from ingest.near_posts import UNREGISTERED, NearPosts
from ingest.publish import ATTEMPTS
from ingest.submit import LoadOutcome, load
from ingest.survey import Saying

SENDER = "复核"
NEAR_ENOUGH = 700
"""Thousandths. A firm, school … that no registry knows is its own thing; only where a registered name is this near is
it asked whether they are one."""
NOBODY_YET = "判定人未填"
"""Who decides in a check: that is asked when the decisions are taken."""
NONE_OF_THEM, UNDONE = "都不是", "撤销"
KINDS = {
    "field": "专业",
    "firm": "单位",
    "university": "学校",
    "lab": "平台",
    "technology": "技术",
    "segment": "环节",
    "industry": "产业",
    "district": "区市",
}
_NAMES_OF = {
    "talent_demand": {"firm": "firm", "district": "district", "industry": "industry", "segment": "segment"},
    "technology_demand": {"firm": "firm", "district": "district", "industry": "industry", "technology": "need"},
    "training_offer": {"university": "school"},
}
"""By kind of row: kind of thing (also the name of its link) → the column that holds its name as written."""


class Place(NamedTuple):
    """What a decision is about."""

    kind: str
    level: str
    mention: str

    @property
    def key(self) -> tuple[str, str, str]:
        """Equal for spellings that are one name."""
        return self.kind, name_key(self.level), spelling(self.kind, self.mention)


@dataclass(frozen=True, slots=True)
class Decision:
    """One row of a decisions list. No `canonical`: nothing is decided (any more)."""

    place: Place
    canonical: str
    who: str
    when: str
    why: str


@dataclass(slots=True)
class Question:
    """A name for review. `posts` are asked for under it in the latest year (lower ends), `graduates` leave with it;
    `rows` name it in all, the first at `where`. `decided` is the decision that stands, if it did not help."""

    place: Place
    posts: int = 0
    graduates: int = 0
    rows: int = 0
    where: tuple[str, str, int] = ("", "", 0)
    candidates: tuple[Candidate, ...] = ()
    decided: Decision | None = None
    kept: Sequence[str] = field(default=(), repr=False)

    def to_json(self) -> dict[str, Any]:
        file, sheet, row = self.where
        return {
            **self.place._asdict(),
            "posts": self.posts,
            "graduates": self.graduates,
            "rows": self.rows,
            "first": {"file": file, "sheet": sheet, "row": row},
            "candidates": [one._asdict() for one in self.candidates],
            "seen": self.decided is not None,
        }


class Answer(NamedTuple):
    """`canonical` is the key of a thing, or "" for none of them."""

    place: Place
    canonical: str
    why: str


def dictionary_of(store: Store) -> Dictionary:
    """The dictionary of the published version."""
    head = store.head()
    held = {one.id: one.submission for one in store.revisions(head.revisions)} if head else {}
    ids = [one for one, submission in held.items() if submission.is_dictionary]
    return Dictionary.of(store.rows(ids, ["record"]) if ids else (), held)


def questions(store: Store, dictionary: Dictionary | None = None) -> list[Question]:
    """Every name of the published version that is for review, most posts at stake first; what a reviewer has already
    looked at comes last."""
    head = store.head()
    if head is None:
        return []
    dictionary = dictionary or dictionary_of(store)
    held = store.revisions(head.revisions)
    years = [int(one.submission.period[:4]) for one in held if one.submission.period]
    found: dict[tuple[str, str, str], Question] = {}
    known = {kind: set(dictionary.registries[kind].titles) for kind in KINDS}
    posts = NearPosts({one.id: one.submission.sender for one in held}, known["firm"])
    for page in store.rows(list(head.revisions)):
        for row in page:
            _ask_of(row, max(years, default=0), known, found)
            posts.add(row)
    nearest, near_posts = Candidates(dictionary), posts.candidates(NEAR_ENOUGH)
    decided = {one.place.key: one for one in _latest(decisions(store))}
    asked: list[Question] = []
    for one in found.values():
        entry = {**one.place._asdict(), "candidates": one.kept}
        near = near_posts.get(f"{UNREGISTERED}{one.place.key[2]}", []) if one.place.kind == "firm" else []
        one.candidates = tuple([*near, *nearest.of(entry)][:MOST])
        one.decided = decided.get(one.place.key)
        if one.place.kind != "field" and one.decided and one.decided.canonical:
            continue  # it is what was decided
        if near or one.place.kind == "field" or any(near.likeness >= NEAR_ENOUGH for near in one.candidates):
            asked.append(one)
    return sorted(asked, key=lambda q: (q.decided is not None, -q.posts, -q.graduates, -q.rows, q.place))


def _ask_of(row: Row, year: int, known: dict[str, set[str]], found: dict[tuple[str, str, str], Question]) -> None:
    names = _NAMES_OF.get(row.kind, {})
    if '"mention":' not in row.links and not any(known[kind] or kind == "firm" for kind in names):
        return
    links, body = row.linked, row.values
    places = {
        Place(one["kind"], str(one.get("level") or ""), str(one["mention"])): one.get("candidates") or ()
        for one in links.get("unlinked", ())
    }
    for kind, column in names.items():
        key, written = links.get(kind), body.get(column)
        if key and written and (known[kind] or kind == "firm") and key not in known[kind]:
            if kind == "firm" and body.get("firm_code"):
                continue  # a code says who it is
            places[Place(kind, "", str(written))] = ()
    for place, kept in places.items():
        one = found.setdefault(place.key, Question(place, where=(row.file, row.sheet, row.row), kept=kept))
        one.rows += 1
        if body.get("year") == year or row.kind == "record":
            one.posts += (body.get("headcount") or {}).get("lo") or 0 if row.kind == "talent_demand" else 0
            one.graduates += body.get("graduates") or 0 if row.kind == "training_offer" else 0


# -- decisions -------------------------------------------------------------------------------------


def decisions(store: Store, sender: str | None = None) -> list[Decision]:
    """All decisions of the published version, or of one sender, in the order in which they were taken."""
    head = store.head()
    ids = [
        one.id
        for one in (store.revisions(head.revisions) if head else ())
        if one.submission.list == "decisions" and sender in (None, one.submission.sender)
    ]
    rows = [row.values for page in (store.rows(ids, ["record"]) if ids else ()) for row in page]
    taken = (
        Decision(
            Place(str(one["kind"]), str(one.get("level") or ""), str(one["mention"])),
            str(one.get("canonical") or ""),
            str(one["who"]),
            str(one["when"]),
            str(one.get("why") or ""),
        )
        for one in rows
    )
    return sorted(taken, key=lambda one: (one.when, one.place, one.canonical))


def _latest(taken: Iterable[Decision]) -> Iterator[Decision]:
    """Of each name the one that stands."""
    yield from {one.place.key: one for one in taken}.values()


def standing(store: Store) -> list[Decision]:
    """The decisions that say something now: the latest of each name, where it has a target."""
    return [one for one in _latest(decisions(store)) if one.canonical]


def decide(
    store: Store,
    answers: Sequence[Answer],
    *,
    who: str,
    sender: str = SENDER,
    check: bool = False,
    note: str = "",
) -> LoadOutcome:
    """Add decisions to those of the sender, and link anew what they change, as one version.

    Raises:
        BadArgument: there is nothing to decide, or nobody says who decides.
    """
    if not answers:
        raise BadArgument("there is no decision to take", remedy="fill in the column 判定 of the review sheet")
    if not who.strip() and not check:
        raise BadArgument("nobody says who decides", remedy="say it with --who")
    now = dt.datetime.now(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    new = [Decision(one.place, one.canonical, who.strip() or NOBODY_YET, now, one.why) for one in answers]
    for _ in range(ATTEMPTS):
        head = store.head()
        with tempfile.TemporaryDirectory(prefix="fourchain-") as room:
            path = Path(room) / "复核判定.csv"
            _write(path, [*decisions(store, sender), *new])
            options = LoadOptions(
                saying=Saying(list="decisions", sender=sender),
                check=check,
                no_builtin=True,
                actor=who.strip(),
                note=note,
                base=head.number if head else 0,
            )
            try:
                return load(store, [path], options)
            except VersionMoved:
                continue  # somebody published meanwhile, maybe decisions of this very sender: add to those
    raise VersionMoved("others publish faster than decisions can be taken", remedy="try again in a minute")


def _write(path: Path, rows: Iterable[Decision]) -> None:
    names = [one.chinese for one in columns("decisions").values()]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows([*one.place, one.canonical, one.who, one.when, one.why] for one in rows)


def resolve(dictionary: Dictionary, place: Place, said: str) -> str | None:
    """The key of the one thing that a code, a name or a key names; None where it names none, or several."""
    said = said.strip()
    if place.kind == "field":
        fields = dictionary.fields
        if said.startswith("field:"):
            _, catalogue, code = [*said.split(":", 2), ""][:3]
            return said if code in fields.held.get(catalogue, {}) else None
        names = [name for name, _ in fields.levels]
        own = fields.tiers((place.level, names[-1]) if place.level in names else None)
        for tier in own:
            found = _with_code(dictionary, said, tier) or fields.named(said, tier)
            if found:
                return found[0] if len(set(found)) == 1 else None
        return None
    registry = dictionary.registries[place.kind]
    if dictionary.has_key(place.kind, said):
        return said
    return registry.codes.get(said) or registry.only(spelling(place.kind, said))


def _with_code(dictionary: Dictionary, said: str, catalogues: Sequence[str]) -> list[str]:
    """Keys of a code that the catalogues hold: a decision makes no field of its own."""
    held = dictionary.fields.held
    return [
        key for key in dictionary.fields.coded(said, catalogues) if key.split(":", 2)[2] in held[key.split(":", 2)[1]]
    ]
