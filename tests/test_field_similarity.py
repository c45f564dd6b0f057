"""How near a taught field lies to a field that is asked for."""

import random

import pytest

from graph.gaps.fields import Fields, Taught, catalogue_of


def u(code):
    return f"field:u:{code}"


def p(code):
    return f"field:p:{code}"


def v(code):
    return f"field:v:{code}"


def catalogue(*pairs, extra=()):
    codes = [u(c) for c in ("08", "0809", "080901", "080902", "0810", "081001", "02", "0203", "020301K")]
    codes += [p(c) for c in ("08", "0812", "081203", "0835", "07")] + [v("51"), v("5102"), v("510201")]
    parents = {p("081203"): [p("0812")]}
    return Fields.of(((key, {}, parents.get(key, ())) for key in [*codes, *extra]), pairs)


def test_the_same_major_is_the_same_field():
    assert catalogue().similarity(u("080901"), u("080901")) == 1000


@pytest.mark.parametrize("asked", [u("0809"), u("08")])
def test_a_major_inside_the_class_or_discipline_asked_for_is_the_same_field(asked):
    assert catalogue().similarity(asked, u("080901")) == 1000


def test_two_majors_of_one_class_are_near():
    assert catalogue().similarity(u("080901"), u("080902")) == 700


def test_taught_by_the_name_of_the_class_and_asked_for_by_major_is_near():
    assert catalogue().similarity(u("080901"), u("0809")) == 700


def test_one_discipline_only_is_far():
    assert catalogue().similarity(u("080901"), u("081001")) == 400
    assert catalogue().similarity(u("080901"), u("08")) == 400


def test_another_discipline_is_nothing():
    assert catalogue().similarity(u("080901"), u("020301K")) == 0


def test_the_letters_behind_a_code_stay_and_the_prefix_holds():
    assert catalogue().similarity(u("0203"), u("020301K")) == 1000


def test_a_code_that_no_catalogue_holds_stands_under_its_longest_prefix():
    assert catalogue().similarity(u("0809"), u("080999T")) == 1000


def test_without_a_crosswalk_two_catalogues_have_nothing_in_common():
    assert catalogue().similarity(p("0812"), u("080901")) == 0


def test_a_major_is_inside_the_twin_of_its_class():
    fields = catalogue((u("0809"), p("0812"), "same"))
    assert fields.similarity(p("0812"), u("080901")) == 1000
    assert fields.similarity(p("081203"), u("080901")) == 700


def test_asking_for_a_major_is_not_asking_for_the_twin_of_its_class():
    fields = catalogue((u("0809"), p("0812"), "same"))
    assert fields.similarity(u("080901"), p("0812")) == 700
    assert fields.similarity(u("0809"), p("0812")) == 1000


def test_a_near_step_is_at_most_near():
    fields = catalogue((u("0809"), p("0812"), "near"))
    assert fields.similarity(p("0812"), u("080901")) == 700
    assert fields.similarity(u("0809"), p("0812")) == 700


def test_several_steps_are_the_same_only_when_every_step_is():
    same = catalogue((v("5102"), u("0809"), "same"), (u("0809"), p("0812"), "same"))
    near = catalogue((v("5102"), u("0809"), "near"), (u("0809"), p("0812"), "same"))
    assert same.similarity(p("0812"), v("510201")) == 1000
    assert near.similarity(p("0812"), v("510201")) == 700


def test_two_fields_of_one_catalogue_do_not_meet_abroad():
    fields = catalogue((u("0809"), p("0812"), "same"), (u("0203"), p("0812"), "near"))
    assert fields.similarity(u("0809"), u("0203")) == 0


def test_a_field_with_two_parents_lies_in_both():
    fields = Fields.of(((u("0809"), {}, ()), (u("0710"), {}, ()), (u("080910"), {}, (u("0809"), u("0710")))), ())
    assert fields.similarity(u("0809"), u("080910")) == 1000
    assert fields.similarity(u("0710"), u("080910")) == 1000


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("least", [400, 700, 1000])
def test_the_index_finds_what_the_definition_says(seed, least):
    chance = random.Random(seed)
    codes = [u(c) for c in ("08", "0809", "080901", "080902", "0810", "081001", "02", "0203", "020301K")]
    codes += [p(c) for c in ("08", "0812", "081203", "0835", "07")] + [v("51"), v("5102"), v("510201")]
    pairs = []
    for _ in range(6):
        one, other = chance.sample(codes, 2)
        if catalogue_of(one) != catalogue_of(other):
            pairs.append((one, other, chance.choice(["same", "near"])))
    fields = catalogue(*pairs)
    taught = Taught(fields, chance.sample(codes, 8), least)
    for asked in codes:
        expected = {s: fields.similarity(asked, s) for s in taught._supplied}
        assert taught.near(asked) == {s: value for s, value in expected.items() if value >= least}
