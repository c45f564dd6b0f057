"""All that a version says, one hash a kind of answer: where two worlds differ, the name says in what."""

import hashlib
from typing import Any

import orjson

from graph import (
    completeness,
    critical,
    explain,
    gap_detail,
    gap_report,
    response_lists,
    technology_gaps,
    training_gaps,
)
from graph.snapshot import Snapshot
from graph.store import open_store


def everything(url: str) -> dict[str, str]:
    """Hashes of the rows, of every analysis as it is sent, of every explanation, of the matching and of the graph."""
    store = open_store(url)
    G, log = Snapshot.load(store), store.decisions()
    store.close()
    report = gap_report(G)
    technology = technology_gaps(G)
    lists = response_lists(report, log)
    matching, graph = report.allocation.matching, G.to_networkx()
    said = {
        "rows": sorted([one.kind, one.public_id, one.body, one.links] for one in G.by_id.values()),
        "explanations": [explain(report, one.id).to_json() for one in report.demands],
        "one gap": [_timeless(gap_detail(report, band.id)) for band in report.bands],
        "responses": lists.to_json(),
        "matching": [matching.supply.tolist(), matching.amount.tolist()],
        "nodes": list(graph.nodes(data=True)),
        "edges": list(graph.edges(keys=True, data=True)),
    }
    sent = {
        "gaps": report,
        "technologies": technology,
        "training": training_gaps(report),
        "completeness": completeness(G),
        "critical": critical(report),
    }
    texts = {name: orjson.dumps(values) for name, values in said.items()}
    texts |= {name: one.to_bytes() for name, one in sent.items()}
    return {
        "content": G.content_hash,
        "bands": str(len(report.bands)),
        **{name: hashlib.sha256(text).hexdigest() for name, text in sorted(texts.items())},
    }


def _timeless(detail: dict[str, Any]) -> dict[str, Any]:
    """One gap without the moments at which its rows were loaded."""
    return detail | {"evidence": [row | {"at": ""} for row in detail["evidence"]]}
