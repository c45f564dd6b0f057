"""The server keeps the versions asked for last, and lets go of the others."""

import gc
import weakref

from api.reports import KEPT, Reports
from graph.gaps.technologies import technology_gaps
from tests.lists import post, store_with_dictionary, take, talent_file


def test_what_was_computed_from_a_version_goes_with_it(tmp_path):
    store = store_with_dictionary(tmp_path)
    for number in range(KEPT + 1):
        take(store, talent_file(tmp_path / f"{number}.xlsx", [post(k) for k in range(number + 1)]), yes=True)
    head = store.head().number
    reports = Reports(store)
    held: list[weakref.ref[object]] = []
    for number in range(head - KEPT, head + 1):
        report = reports.report(number)
        report.to_bytes()
        held.append(weakref.ref(report))
        held.append(weakref.ref(technology_gaps(report.version)))
    del report
    gc.collect()
    assert [one() is not None for one in held] == [False] * 2 + [True] * 2 * KEPT
    store.close()
