"""Whatever stands at the top of a sheet, and whatever its rows hold: a table, no table, or a refusal that says why."""

from hypothesis import given
from hypothesis import strategies as st

from graph.errors import ListRefused
from ingest.column_readers import Circumstances
from ingest.columns import LISTS, columns
from ingest.header import Header, find_header
from ingest.mapping import Mapping
from ingest.typed import Rejected, RowTyper
from ingest.workbook import SheetRow
from tests.test_values_fuzz import CELLS, has_float

HEADERS = [one.chinese for name in LISTS for one in columns(name).values()]
TITLES = [
    "填报单位：甲区",
    "填报单位",
    "填报周期：2026年",
    "2026年上半年需求表",
    "（盖章）",
    "单位：万元",
    "备注：",
    "",
]
TOPS = st.lists(st.lists(st.sampled_from([*HEADERS, *TITLES]) | st.text(max_size=12), max_size=12), max_size=8)
PLAIN = Circumstances(units={}, scales={}, absent=(), max_headcount=100_000, year=2026)


@given(top=TOPS)
def test_a_header_is_found_or_refused_whatever_stands_there(top):
    finds_or_refuses(top)


@given(cells=st.lists(CELLS, max_size=30), name=st.sampled_from(["talent", "technology", "training", "talents"]))
def test_a_row_is_typed_or_rejected_whatever_it_holds(cells, name):
    types_or_rejects(name, cells)


def finds_or_refuses(top):
    """What holds of the first rows of any sheet; tests/fuzzing.py asks it of other rows."""
    rows = [SheetRow(number, cells, False, {}, {}) for number, cells in enumerate(top, 1) if any(cells)]
    header = outcome(lambda: find_header(rows, mapping=Mapping(), only=None, file="甲.xlsx", sheet="Sheet1"))
    if isinstance(header, ListRefused):
        assert header.remedy
        return
    if header is None:
        return
    assert isinstance(header, Header)
    assert header.list in LISTS
    assert header.first <= header.last
    assert len(set(header.columns.values())) == len(header.columns)
    named = {header.texts[index] for index in header.columns}
    assert named.isdisjoint(header.unknown) or len(header.texts) > len(header.columns)  # nothing dropped in silence


def types_or_rejects(name, cells):
    """What holds of any row of a list."""
    names = list(columns(name))
    typer = RowTyper(name, names, PLAIN, lambda *_: "person")
    row = dict(zip(typer.names, [*cells, *[None] * len(names)], strict=False))
    typed = outcome(lambda: typer.type(row, {}))
    if isinstance(typed, Rejected):
        assert typed.problems
        assert all(one.reason and one.remedy for one in typed.problems)
        return
    rows, problems = typed
    assert all(one.column in names for one in problems)
    for one in rows:
        assert not has_float(one.body)
        assert set(one.body) <= {*names, "list", "flags", "person"}
        heads = one.body.get("headcount")
        assert heads is None or (heads["lo"] >= 1 and (heads["hi"] is None or heads["hi"] >= heads["lo"]))


def outcome(work):
    """What it gives, or the refusal that it raises."""
    try:
        return work()
    except (ListRefused, Rejected) as refusal:
        return refusal
