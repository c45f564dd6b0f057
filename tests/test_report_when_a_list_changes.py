"""What a changed row does to a report: a post in two rows is the same, supply hurts nobody, posts help none."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.gaps.report import gap_report
from tests.tiny_markets import FIRMS, MAJORS, Offer, Plan, Post

OFFERS = st.builds(
    Offer, st.sampled_from(["东大学", "西大学"]), st.sampled_from([*MAJORS, None]),
    st.sampled_from(["本科", "硕士", None]),
    st.integers(0, 12), st.sampled_from([0, 125_000]), st.sampled_from([10**6, 333_333]),
    st.one_of(st.none(), st.tuples(st.sampled_from(FIRMS), st.integers(1, 8))),
)  # fmt: skip
POSTS = st.builds(
    Post, st.just(""), st.sampled_from(FIRMS),
    st.lists(st.sampled_from([*MAJORS, "0809", "不限"]), max_size=2, unique=True).map(tuple),
    st.sampled_from([("本科", "博士"), ("硕士", "硕士"), None]), st.integers(1, 9),
    st.sampled_from(["特别紧缺", "紧缺", "一般", None]),
)  # fmt: skip


@st.composite
def plans(draw):
    posts = draw(st.lists(POSTS, min_size=1, max_size=6))
    named = tuple(replace(one, name=f"岗位{number}") for number, one in enumerate(posts))
    return Plan(tuple(draw(st.lists(OFFERS, max_size=5))), named)


def told(plan):
    """The total gap, and by post: served ratio, gap, headcount."""
    report = gap_report(plan.rows().snapshot())
    assert sum(report.gaps) == report.totals["joint_gap"]
    posts = {
        str(one.row.body["post"]): (Fraction(*ratio), gap, one.lo)
        for one, ratio, gap in zip(report.demands, report.served, report.gaps, strict=True)
    }
    return report.totals["joint_gap"], posts


@settings(max_examples=60, deadline=None)
@given(plans(), st.data())
def test_one_row_written_as_two_changes_no_ratio_and_no_total(plan, data):
    chosen = data.draw(st.sampled_from(plan.posts))
    first = data.draw(st.integers(0, chosen.headcount - 1))
    if first == 0:
        return
    parts = replace(chosen, headcount=first), replace(chosen, name="另一行", headcount=chosen.headcount - first)
    total, posts = told(plan)
    total_of_two, parted = told(replace(plan, posts=(*(one for one in plan.posts if one is not chosen), *parts)))
    assert total_of_two == total
    assert {name: ratio for name, (ratio, _, _) in parted.items()} == {
        **{name: ratio for name, (ratio, _, _) in posts.items()}, "另一行": posts[chosen.name][0],
    }  # fmt: skip
    assert parted["另一行"][1] + parted[chosen.name][1] == posts[chosen.name][1]


@settings(max_examples=60, deadline=None)
@given(plans(), OFFERS)
def test_another_open_offer_makes_no_post_worse_off(plan, offer):
    total, posts = told(plan)
    more_total, more = told(replace(plan, offers=(*plan.offers, replace(offer, reserved=None))))
    assert more_total <= total
    assert all(more[name][0] >= ratio for name, (ratio, _, _) in posts.items())


@settings(max_examples=60, deadline=None)
@given(plans(), st.data())
def test_a_post_that_accepts_one_field_more_never_raises_the_total(plan, data):
    chosen = data.draw(st.sampled_from(plan.posts))
    wider = replace(chosen, codes=(*chosen.codes, data.draw(st.sampled_from([*MAJORS, "0809", "不限"]))))
    assert told(replace(plan, posts=tuple(wider if one is chosen else one for one in plan.posts)))[0] <= told(plan)[0]


@settings(max_examples=60, deadline=None)
@given(plans(), st.data())
def test_a_raised_headcount_lowers_no_gap(plan, data):
    chosen = data.draw(st.sampled_from(plan.posts))
    raised = replace(chosen, headcount=chosen.headcount + data.draw(st.integers(1, 9)))
    total, posts = told(plan)
    raised_total, after = told(replace(plan, posts=tuple(raised if one is chosen else one for one in plan.posts)))
    assert raised_total >= total
    assert all(after[name][1] >= gap for name, (_, gap, _) in posts.items())
