"""Technology gaps: who works on what, who could, and who should."""

import json

from graph.gaps.technologies import technology_gaps
from tests.innovation import InnovationCity


def coverages(city):
    gaps = technology_gaps(city.snapshot())
    return {one.row.body["need"]: gaps.coverage_of(one).name for one in gaps.demands}


def both_lists():
    """A city in which somebody sent labs and talents, none of whom works on anything."""
    city = InnovationCity()
    city.lab("空实验室", "沟渠大学")
    city.talent("p0", "沟渠大学")
    return city


def demand(gaps, need):
    return next(one for one in gaps.demands if one.row.body["need"] == need)


# -- coverage ----------------------------------------------------------------------------------------


def test_nobody_is_uncovered_one_is_single_source_and_two_houses_cover():
    city = both_lists()
    for need in ("无人", "一家", "两家"):
        city.need(need)
    city.lab("甲实验室", "沟渠大学", "一家", "两家")
    city.lab("乙实验室", "沟渠理工大学", "两家")
    assert coverages(city) == {"无人": "uncovered", "一家": "single_source", "两家": "covered"}


def test_two_labs_of_one_host_are_one_source():
    city = both_lists()
    city.need("膜分离")
    city.lab("甲实验室", "沟渠大学", "膜分离")
    city.lab("乙实验室", "沟渠大学", "膜分离")
    assert coverages(city) == {"膜分离": "single_source"}


def test_a_talent_counts_for_the_legal_entity_of_the_main_affiliation():
    city = both_lists()
    city.need("膜分离")
    city.lab("甲实验室", "沟渠大学", "膜分离")
    city.talent("p1", "甲实验室", "膜分离", share=80)  # the lab is the university's
    city.talent("p1", "泊泰软件", "膜分离", mode="双聘", share=20)
    assert coverages(city) == {"膜分离": "single_source"}
    city.talent("p2", "泊泰软件", "膜分离")
    assert coverages(city) == {"膜分离": "covered"}


def test_a_loose_tie_counts_as_here_and_is_flagged_where_the_answer_rests_on_it():
    city = both_lists()
    city.need("膜分离")
    city.lab("甲实验室", "沟渠大学", "膜分离")
    city.talent("p1", "泊泰软件", "膜分离", mode="柔性", share=20)
    gaps = technology_gaps(city.snapshot())
    assert gaps.coverage_of(gaps.demands[0]).name == "covered"
    assert "rests_on_flexible" in gaps.flags_of(gaps.demands[0])


def test_a_lab_in_another_city_is_no_coverage_but_the_last_candidate():
    city = both_lists()
    city.district("东渠区")
    city.need("膜分离", fields=("081301",))
    city.lab("外地实验室", "远方大学", "膜分离", district="远方市")
    city.lab("本地实验室", "沟渠大学", fields=("0813",), district="东渠区")
    gaps = technology_gaps(city.snapshot())
    assert gaps.coverage_of(gaps.demands[0]).name == "uncovered"
    names = [one.innovator.key for one in gaps.proposals(gaps.demands[0]).labs]
    assert names == ["lab:本地实验室", "lab:外地实验室"]


def test_a_field_makes_a_candidate_and_no_coverage():
    city = both_lists()
    city.need("膜分离", fields=("081301",))
    city.lab("甲实验室", "沟渠大学", fields=("081301",))
    assert coverages(city) == {"膜分离": "uncovered"}


def test_only_the_firm_itself_at_work_is_flagged():
    city = both_lists()
    city.need("膜分离", "泊泰软件")
    city.lab("甲实验室", "泊泰软件", "膜分离")
    gaps = technology_gaps(city.snapshot())
    assert "own_only" in gaps.flags_of(gaps.demands[0])
    assert gaps.proposals(gaps.demands[0]).labs == ()


def test_without_a_metric_that_can_be_tested_a_demand_is_vague():
    city = both_lists()
    city.need("甲")
    city.need("乙", metrics=False)
    city.row("technology_demand", *_bare("丙"))
    gaps = technology_gaps(city.snapshot())
    assert {one.row.body["need"]: one.vague for one in gaps.demands} == {"甲": False, "乙": True, "丙": True}
    assert gaps.totals["vague"] == 2


def _bare(need):
    """A row with nothing but a name."""
    from graph.rows import Submission

    return Submission("technology", "市科技局", "2024"), {"need": need}, {"technology": f"technology:{need}"}


def test_labs_that_host_each_other_are_one_house():
    city = both_lists()
    city.known |= {"一号": "lab:一号", "二号": "lab:二号"}
    city.need("膜分离")
    city.lab("一号", "二号", "膜分离")
    city.lab("二号", "一号", "膜分离")
    assert coverages(city) == {"膜分离": "single_source"}


# -- which demands -----------------------------------------------------------------------------------


def test_rows_are_one_demand_only_with_the_same_firm_and_the_same_name():
    city = both_lists()
    city.need("膜分离", "沟渠化学", sender="甲区")
    city.need("膜分离", "沟渠化学", sender="乙区")
    city.need("膜分离", "泊泰软件", sender="乙区")
    city.need("膜分离", None, sender="乙区")
    city.need("膜分离", None, sender="甲区")
    gaps = technology_gaps(city.snapshot())
    assert sorted(len(one.rows) for one in gaps.demands) == [1, 1, 1, 2]


def test_the_firms_own_row_speaks_for_the_others():
    city = both_lists()
    city.need("膜分离", "沟渠化学", sender="甲区", budget_yuan=1)
    city.need("膜分离", "沟渠化学", sender="沟渠化学", budget_yuan=2)
    gaps = technology_gaps(city.snapshot())
    assert gaps.demands[0].row.body["budget_yuan"] == 2


def test_what_is_accepted_is_closed():
    city = both_lists()
    city.need("膜分离", status="验收")
    city.need("催化", status="流标")
    gaps = technology_gaps(city.snapshot())
    assert [one.row.body["need"] for one in gaps.demands] == ["催化"]
    assert gaps.totals["closed"] == 1


def test_the_year_is_that_of_the_latest_talent_list_and_of_one_sender_the_latest_period_counts():
    city = both_lists()
    city.demand("甲", "080901", period="2024")
    city.need("旧", period="2023")
    city.need("一月", period="2024-01")
    city.need("六月", period="2024-06")
    city.need("后年", period="2025")
    gaps = technology_gaps(city.snapshot())
    assert gaps.year == 2024
    assert [one.row.body["need"] for one in gaps.demands] == ["六月"]


# -- candidates --------------------------------------------------------------------------------------


def test_a_score_joins_field_and_name_and_says_both():
    city = both_lists()
    city.need("分离膜长寿命", fields=("081301",))
    city.lab("甲实验室", "沟渠大学", "分离膜国产化", fields=("0813",))
    gaps = technology_gaps(city.snapshot())
    (found,) = gaps.proposals(gaps.demands[0]).labs
    assert (found.similarity, found.words) == (700, ("分离膜",))
    assert found.score == (600 * 700 + 400 * found.likeness) // 1000
    assert 0 < found.likeness < 1000
    assert not found.works_on_it


def test_the_way_leads_from_the_demand_over_technology_field_lab_and_university_to_a_talent():
    city = both_lists()
    city.technology("分离膜", "081301")
    city.university("沟渠大学")
    city.need("分离膜")
    city.lab("甲实验室", "沟渠大学", fields=("081301",))
    city.talent("p1", "甲实验室", fields=("0813",))
    version = city.snapshot()
    gaps = technology_gaps(version)
    (found,) = gaps.proposals(gaps.demands[0]).labs
    assert [step.type for step in found.path] == ["demand", "technology", "field", "lab", "university", "talent"]
    for step in found.path:
        if step.type != "talent":
            assert all(version.by_id[row] for row in step.sources)
        assert step.sources


def test_people_of_the_same_university_are_no_way():
    city = both_lists()
    city.need("分离膜", fields=("081301",))
    city.lab("甲实验室", "沟渠大学", fields=("081301",))
    city.talent("p1", "沟渠大学", fields=("081301",))
    gaps = technology_gaps(city.snapshot())
    assert [step.type for step in gaps.proposals(gaps.demands[0]).labs[0].path][-1] == "university"


def test_below_the_threshold_nobody_is_named():
    city = both_lists()
    city.need("分离膜", fields=("080901",))
    city.lab("甲实验室", "沟渠大学", fields=("081301",))  # another class of the discipline: 400
    gaps = technology_gaps(city.snapshot())
    assert gaps.proposals(gaps.demands[0]).labs == ()
    assert gaps.to_json()["demands"][0]["candidates"]["abstained"]
    city.parameter("candidate_threshold", "0.2")
    gaps = technology_gaps(city.snapshot())
    assert [one.score for one in gaps.proposals(gaps.demands[0]).labs] == [240]


def test_without_a_field_the_name_alone_decides():
    city = both_lists()
    city.need("耐高温分离膜")
    city.lab("甲实验室", "沟渠大学", "高温分离膜", fields=("081301",))
    gaps = technology_gaps(city.snapshot())
    assert [one.words for one in gaps.proposals(gaps.demands[0]).labs] == [("高温分离膜",)]


# -- placements --------------------------------------------------------------------------------------


def placed(gaps, name):
    (found,) = [one for one in gaps.placements if one.name == name]
    needs = {one.id: one.row.body["need"] for one in gaps.demands}
    matched = {needs[one.demand]: one.innovator.partition(":")[2] for one in found.matched}
    return matched, {needs[one.demand]: one.reason for one in found.unmatched}


def test_as_many_demands_as_possible_find_a_lab_with_room():
    city = both_lists()
    city.need("甲", fields=("081301",))
    city.need("乙", fields=("081301",))
    city.need("丙", fields=("081301",))
    city.lab("一号", "沟渠大学", "甲", "乙", "丙", fields=("081301",), capacity=1)
    city.lab("二号", "沟渠大学", fields=("081301",), capacity=1)
    gaps = technology_gaps(city.snapshot())
    matched, unmatched = placed(gaps, "揭榜")
    assert len(matched) == 2
    assert set(unmatched.values()) == {"capacity"}


def test_a_capacity_that_nobody_gave_is_one_and_counted():
    city = both_lists()
    city.need("甲")
    city.need("乙")
    city.lab("一号", "沟渠大学", "甲", "乙")
    gaps = technology_gaps(city.snapshot())
    assert len(placed(gaps, "揭榜")[0]) == 1
    assert gaps.placements[0].capacity_defaults == 2  # with the empty one


def test_what_somebody_is_at_work_on_needs_no_lab():
    city = both_lists()
    city.need("甲", status="攻关中")
    city.lab("一号", "沟渠大学", "甲")
    gaps = technology_gaps(city.snapshot())
    assert placed(gaps, "揭榜") == ({}, {})
    assert gaps.totals["taken"] == 1


def test_the_reasons_of_those_left_over():
    city = both_lists()
    city.need("自家的", "泊泰软件", fields=("080901",))
    city.need("没人近", fields=("020301K",))
    city.need("没写学科", unlinked=("某学科",))
    city.lab("一号", "泊泰软件", "自家的", fields=("080901",))
    _, unmatched = placed(technology_gaps(city.snapshot()), "揭榜")
    assert unmatched == {"自家的": "own_only", "没人近": "below_threshold", "没写学科": "unlinked"}


def test_a_scholar_goes_to_a_firm_and_an_expert_of_a_firm_to_a_university():
    city = both_lists()
    city.need("甲", "泊泰软件", fields=("080901",))
    city.lab("一号", "沟渠大学", fields=("080901",))
    city.talent("scholar", "沟渠大学", "甲")
    city.talent("expert", "泊泰软件", "甲")
    city.talent("busy", "沟渠大学", "甲", mode="科技副总", share=20)
    gaps = technology_gaps(city.snapshot())
    assert placed(gaps, "科技副总") == ({"甲": "scholar"}, {})
    assert placed(gaps, "产业教授") == ({"甲": "expert"}, {})
    assert gaps.placements[2].matched[0].university == "university:name:沟渠大学"


def test_without_a_university_that_works_near_it_nobody_becomes_a_professor():
    city = both_lists()
    city.need("甲", "泊泰软件", fields=("080901",))
    city.talent("expert", "泊泰软件", "甲")
    assert placed(technology_gaps(city.snapshot()), "产业教授") == ({}, {"甲": "no_university"})


# -- what is absent ----------------------------------------------------------------------------------


def test_an_absent_list_is_no_data_and_never_nobody():
    city = InnovationCity()
    city.need("甲")
    city.lab("一号", "沟渠大学", "甲")
    printed = technology_gaps(city.snapshot()).to_json()
    assert printed["notes"]["absent"] == ["talents"]
    assert printed["totals"]["uncovered"] is None
    assert printed["totals"]["single_source"] is None
    (one,) = printed["demands"]
    assert one["coverage"] is None
    assert one["talents"] is None
    assert [lab["name"] for lab in one["labs"]] == ["一号"]
    assert [each["matched"] is None for each in printed["placements"]] == [False, True, True]


def test_two_houses_cover_even_where_a_list_is_absent():
    city = InnovationCity()
    city.need("甲")
    city.lab("一号", "沟渠大学", "甲")
    city.lab("二号", "沟渠理工大学", "甲")
    assert coverages(city) == {"甲": "covered"}


def test_without_a_technology_list_every_total_is_none():
    printed = technology_gaps(both_lists().snapshot()).to_json()
    assert set(printed["totals"].values()) == {None}
    assert printed["placements"] is None


def test_the_order_of_rows_changes_nothing():
    def printed(backwards):
        city = both_lists()
        for name, host in (("一号", "沟渠大学"), ("二号", "沟渠理工大学"), ("三号", "沟渠大学")):
            city.lab(name, host, "甲", fields=("081301",))
        for k in range(6):
            city.need(f"分离膜{k}", f"厂{k % 2}", fields=("0813",))
        if backwards:
            city.rows = {submission: rows[::-1] for submission, rows in reversed(city.rows.items())}
        return json.dumps(technology_gaps(city.snapshot()).to_json(), sort_keys=True)

    assert printed(True) == printed(False)
