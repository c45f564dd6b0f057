"""fourchain gaps: how short the city is, where, and is it the data or the people."""

from __future__ import annotations

import csv
import sys
from argparse import Namespace
from typing import Any, Literal

from rich.console import Console
from rich.table import Table

from api.terminal import console, print_json
from graph import gap_report, open_graph
from graph.errors import BadArgument
from graph.gaps.report import GapReport

BANDS_SHOWN = 15
BAND_COLUMNS = {
    "band": 4,
    "tier": 4,
    "short": 7,
    "asked for": 9,
    "naive says": 10,
    "served": 6,
    "id": 16,
    "proof: posts − capacity = short": 31,
    "such as": 0,
}
Json = dict[str, Any]


def run(given: Namespace) -> int:
    report = gap_report(open_graph(given.store, given.version), given.year, given.kind)
    form = "json" if given.json else given.format
    if given.gap:
        return _one_gap(report, given.gap, form)
    content = report.to_json()
    content["demands"] = chosen = _chosen(content["demands"], given)
    if form == "json":
        print_json(content)
    elif form == "csv":
        write_csv(chosen)
    else:
        show(content, console())
    return 0


def _chosen(demands: list[Json], given: Namespace) -> list[Json]:
    """Demands of one industry or district, by name or key."""
    for place in ("industry", "district"):
        wanted = getattr(given, place)
        if wanted is None:
            continue
        named = {name for one in demands if one[place] for name in (one[place]["name"], one[place]["key"])}
        if wanted not in named:
            known = sorted({one[place]["name"] for one in demands if one[place]})
            raise BadArgument(
                f"no demand has the {place} “{wanted}”", remedy=f"known are: {', '.join(known) or 'none'}"
            )
        demands = [one for one in demands if one[place] and wanted in (one[place]["name"], one[place]["key"])]
    return demands


def write_csv(demands: list[Json]) -> None:
    columns = ("id", "firm", "post", "district", "industry", "level", "fields_as_written")
    writer = csv.writer(sys.stdout)
    writer.writerow(
        [*columns, "headcount_lo", "headcount_hi", "served", "gap", "band", "class", "naive", "proportional"]
    )
    for one in demands:
        named = [one[name]["name"] if isinstance(one[name], dict) else one[name] for name in columns]
        served = "" if one["served"] is None else "{}/{}".format(*one["served"])
        rest = [one[name] for name in ("gap", "band", "class", "naive", "proportional")]
        writer.writerow([_safe(cell) for cell in (*named, *one["headcount"], served, *rest)])


def _safe(cell: object) -> object:
    """A spreadsheet runs a text that begins like a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r＝＋－＠" and cell[:1] else cell


def figure(value: object) -> str:
    """A figure for people; what is not known is no zero."""
    if value is None:
        return "no data"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def show(content: Json, out: Console) -> None:
    totals, notes = content["totals"], content["notes"]
    at_least = "at least " if totals["at_least"] else ""
    out.print(
        f"version {content['version']} · {content['year']} · {content['kind']} · content {content['content_hash']}"
    )
    if totals["headcount"] is None:
        out.print("no data: nobody sent a talent list (急需紧缺人才)")
        return
    if totals["joint_gap"] is None:
        out.print(
            f"{at_least}{figure(totals['headcount'])} posts are asked for; no data about supply, so no gap is said:"
        )
        out.print("nobody sent training offers (人才教育培养供给, 类型 供给)")
    else:
        out.print(
            f"{at_least}{figure(totals['headcount'])} posts are asked for,"
            f" {at_least}{figure(totals['joint_gap'])} cannot be filled: {figure(totals['graduates'])} graduates,"
            f" of whom {figure(totals['capacity'])} stay and look for work, each counted once"
        )
        _methods(totals, out)
        _bands(content, out)
    _notes(notes, out)


def _methods(totals: Json, out: Console) -> None:
    table = Table(box=None, pad_edge=False)
    for heading, side in (("posts short (岗)", "left"), ("", "right"), ("", "left")):
        table.add_column(heading, justify="right" if side == "right" else "left", no_wrap=True)
    for name, key, remark in (
        ("joint", "joint_gap", "every graduate counted once, with proofs below"),
        ("  names not recognised", "unlinked", "a data fault: review the names"),
        ("  no programme here", "no_programme", "bring people in, or open a programme"),
        ("  competed for", "competed", "expand, keep graduates here, bring people in"),
        ("naive subtraction", "naive_gap", "counts a graduate many times, says too little"),
        ("proportional split", "proportional_gap", "wastes graduates, says too much"),
    ):
        table.add_row(name, figure(totals[key]), remark)
    out.print(table)


def _bands(content: Json, out: Console) -> None:
    bands = [one for one in content["bands"] if one["certificate"]["supplies"]]
    if not bands:
        return
    posts = {one["id"]: one for one in content["demands"]}
    out.print("posts that compete for the same graduates share them in the same proportion; more urgent posts first")
    table = Table(box=None, pad_edge=False)
    for heading, width in BAND_COLUMNS.items():
        # "such as" gives way where the terminal is narrow; figures, proof and id do not.
        room = None if width else max(1, out.width - 106)
        counts = width and heading not in ("proof: posts − capacity = short", "id")
        justify: Literal["left", "right"] = "right" if counts else "left"
        table.add_column(heading, justify=justify, no_wrap=True, min_width=width or None, max_width=room)
    for band in sorted(bands, key=lambda one: (-one["gap"], one["number"]))[:BANDS_SHOWN]:
        proof = band["certificate"]
        n, d = band["ratio"]
        first = posts.get(band["id"])
        table.add_row(
            str(band["number"]),
            str(band["tier"]),
            figure(band["gap"]),
            figure(band["headcount"]),
            figure(band["naive"]),
            f"{n / d:.0%}",
            band["id"],
            f"{figure(proof['headcount'])} − {figure(proof['capacity'])} = {figure(proof['gap'])}"
            + (" ✓" if proof["holds"] else " does not add up")
            + ("" if not proof["others"] else f", {figure(proof['own'])} here"),
            "" if first is None else f"{first['post']} ({first['fields_as_written']})"[:40],
        )
    out.print(table)
    rest = len(bands) - BANDS_SHOWN
    if rest > 0:
        out.print(f"… and {rest} more bands; --format json has all, fourchain gaps ID explains one")


def _notes(notes: Json, out: Console) -> None:
    for one in notes["left_out"]:
        out.print(f"left out, another kind: {one['kind']}, {one['demands']:,} demands, {one['headcount']:,} posts")
    for one in notes["missing_senders"]:
        out.print(f"sent last year, not this year: {one['sender']} ({one['list']})", markup=False)
    for one in notes["defaults"]:
        out.print(
            f"assumed: {one['parameter']} = {one['value']} for {one['graduates']:,} graduates"
            f" ({one['date']}, {one['source']})",
            markup=False,
        )
    loose = notes["direction_not_stated"]
    if loose["demands"]:
        out.print(
            f"仅限…: {loose['demands']:,} demands ({loose['headcount']:,} posts) take only some directions, and accept"
            f" {len(loose['supplies']):,} programmes that state none"
        )
    for one in notes["fallback_years"]:
        out.print(
            f"{one['university']['name']}: graduates of {one['year']} stand in ({one['graduates']:,})", markup=False
        )


def _one_gap(report: GapReport, demand: str, form: str) -> int:
    from graph.gaps.detail import gap_detail

    content = gap_detail(report, demand)
    if form == "json":
        print_json(content)
        return 0
    out = console()
    one, band = content["demand"], content["band"]
    firm = one["firm"]["name"] if one["firm"] else "未注明"
    out.print(
        f"{one['post']}, {firm}: {one['headcount'][0]} posts, short {figure(one['gap'])}",
        markup=False,
    )
    if band is not None:
        proof = band["certificate"]
        out.print(
            f"band {band['number']}: these {len(proof['demands'])} demands ask for {figure(proof['headcount'])} posts,"
        )
        for row in content["certificate_rows"]["demands"]:
            out.print(f"  {row['headcount']:>6}  {row['post']}  {row['id']}", markup=False)
        out.print(f"all that can serve them have {figure(proof['capacity'])}:")
        for row in content["certificate_rows"]["supplies"]:
            school = row["university"]["name"] if row["university"] else ""
            out.print(f"  {row['capacity']:>6}  {school} {row['programme']['name']}", markup=False)
        out.print(
            f"{figure(proof['headcount'])} − {figure(proof['capacity'])} = {figure(proof['gap'])} short,"
            " whatever anybody does"
        )
    for row in content["evidence"]:
        out.print(f"row: {row['file']}, {row['sheet']}, {row['row']}", markup=False)
    return 0
