"""What an item would do is what solving again says it does."""

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.gaps.fair import split_market
from graph.gaps.market import Market
from graph.gaps.report import gap_report
from graph.responses import responses
from graph.responses.disciplines import shares
from graph.responses.effects import Addition, effects, extended
from graph.responses.recruitment import wishes
from tests.cities import cities as markets
from tests.random_cities import cities


@st.composite
def with_additions(draw):
    city = draw(markets())
    market = Market.of(city.capacity, city.headcount, city.tier, [i for i, _ in city.pairs], [j for _, j in city.pairs])
    some = st.sets(st.integers(0, len(city.headcount) - 1)) if city.headcount else st.just(set())
    additions = draw(st.lists(st.tuples(some, st.integers(0, 12)), max_size=5))
    return market, [Addition(np.array(sorted(demands), np.int64), amount) for demands, amount in additions]


def solved_again(market, addition):
    return split_market(market).gap_total - split_market(extended(market, [addition], filled=True)).gap_total


@given(with_additions())
def test_an_effect_is_solving_again(instance):
    market, additions = instance
    assert effects(market, additions) == [solved_again(market, one) for one in additions]


@given(with_additions())
def test_an_effect_does_not_depend_on_what_else_is_asked(instance):
    market, additions = instance
    assert effects(market, additions) == [effects(market, [one])[0] for one in additions]


@settings(max_examples=60, deadline=None)
@given(cities())
def test_adopting_a_recruitment_item_lowers_the_gap_by_exactly_its_effect(city):
    report = gap_report(city.snapshot())
    items = responses(report).recruitment
    for wish, item in zip(wishes(report) if report.computed else [], items, strict=True):
        assert item.target == wish.wanted.to_json() | {"tier": wish.tier}
        assert item.effect.closes == solved_again(report.allocation.market, wish.addition)
        # People are whole: the last one may be more than these posts need, and may serve others.
        assert wish.posts <= item.effect.closes <= 1000 * item.quantity < wish.posts + 1000


@settings(max_examples=60, deadline=None)
@given(cities())
def test_recruitment_and_what_goes_to_review_are_the_whole_gap(city):
    report = gap_report(city.snapshot())
    if report.computed:
        posts = sum((one.posts for one in wishes(report)), Fraction(0))
        assert posts + report.totals["unlinked"] == report.split.gap_total
        parts = [part for item in responses(report).recruitment for part in item.effect.bands]
        for band in report.bands:
            mine = sum((part.posts for part in parts if part.id == band.id), Fraction(0))
            members = band.members.tolist()
            assert mine == sum(report.gaps[k] for k in members if report.classes[k] != "unlinked")


@settings(max_examples=60, deadline=None)
@given(cities())
def test_all_recruits_together_leave_nobody_short_but_what_goes_to_review(city):
    report = gap_report(city.snapshot())
    if report.computed:
        everybody = [one.addition for one in wishes(report)]
        left = split_market(extended(report.allocation.market, everybody, filled=True)).gap_total
        assert left <= report.totals["unlinked"]


@settings(max_examples=60, deadline=None)
@given(cities())
def test_what_programmes_share_is_never_more_than_what_competes(city):
    report = gap_report(city.snapshot())
    if report.computed:
        parts = shares(report)
        assert sum(posts for bands in parts.values() for posts in bands.values()) <= report.totals["competed"]


@settings(max_examples=60, deadline=None)
@given(cities())
def test_every_item_about_a_programme_rests_on_two_signals_and_ids_are_unique(city):
    found = responses(gap_report(city.snapshot()))
    assert len({one.id for one in found}) == len(list(found))
    for item in found.disciplines:
        assert len({one["name"] for one in item.more["signals"]}) >= 2
        assert item.evidence
