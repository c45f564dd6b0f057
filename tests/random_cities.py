"""Small cities of every kind, for properties that hold in all of them."""

from hypothesis import strategies as st

from tests.builders import City

ABC = ["080901", "080902", "081301", "020301K"]


def exact(city):
    """τ = 1: only the field itself."""
    city.parameter("tau", "1")
    return city


@st.composite
def cities(draw):
    """A small city with reserved seats, tiers, rates, intervals, orphans and cuts."""
    city = exact(City())
    firms = ["甲公司", "乙公司"]
    for number in range(draw(st.integers(0, 4))):
        code = draw(st.sampled_from([*ABC, None]))
        rates = draw(
            st.sampled_from([{}, {"retention_ppm": 333_333}, {"further_ppm": 125_000, "retention_ppm": 700_000}])
        )
        seats = draw(st.one_of(st.none(), st.tuples(st.sampled_from(firms), st.integers(1, 9))))
        level = draw(st.sampled_from(["本科", "硕士", None]))
        city.offer(f"{number}大学", code, draw(st.integers(0, 12)), level=level, reserved=seats, **rates)
    for number in range(draw(st.integers(1, 7))):
        codes = draw(st.lists(st.sampled_from([*ABC, "0809", "不限"]), max_size=3, unique=True))
        degree = draw(st.sampled_from([("本科", "博士"), ("硕士", "硕士"), None]))
        place = {"district": draw(st.sampled_from([None, "district:1", "district:2"]))}
        city.demand(
            f"岗位{number}", *codes, degree=degree, headcount=draw(st.integers(1, 9)), links=place,
            firm=draw(st.sampled_from(firms)), urgency=draw(st.sampled_from(["特别紧缺", "紧缺", "一般", None])),
        )  # fmt: skip
    return city
