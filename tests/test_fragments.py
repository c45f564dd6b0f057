"""Rows by the short way, fragment by fragment, are the rows that the long way makes of the same cells."""

import csv
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.rows import canonical
from ingest.builtin import builtin_dictionary
from ingest.link import Linker
from ingest.receipt import Receipt
from ingest.survey import Saying, survey
from ingest.table import read_table

LINKER = Linker(builtin_dictionary())
_PLACE = {"firm", "district", "industry", "segment", "flags", "unlinked"}
LINKS = {"talent_demand": {*_PLACE, "alternatives"}, "technology_demand": {*_PLACE, "technology", "fields"}}
TALENT = {
    "序号": ("1", "2", "合计", ""),
    "区市": ("甲区", "乙区", "", "同上"),
    "单位名称": ("沟渠一厂", "沟渠二厂有限公司", "“沟渠”\\三厂", "=1+1", "", "同上", "单位名称", "注：以上"),
    "产业": ("高端装备", "新材料", "", "没有的产业"),
    "岗位名称": ("工程师", "研发 工程师", "设计师", "岗位名称", "", "共计3人"),
    "需求人数": ("1", "3-5", "若干", "约10人", "博士2、硕士5", "很多", "", "0", "#REF!", "需求人数"),
    "学历要求": ("本科及以上", "硕士", "不限", "", "说不清"),
    "专业要求": ("法学、会计学", "不限专业", "本科：法学；研究生：经济学", "没有的专业", "无", ""),
    "年薪(万元)": ("20-30", "面议", "3000", "", "说不清"),
    "紧缺程度": ("特别紧缺", "一般", "", "十分"),
    "到岗时间": ("2026年6月", "尽快", "", "说不清"),
    "需求性质": ("现有空缺", "年度计划", ""),
    "备注": ("", "电话13800001234", "一，二", "１２", "x" * 300),
    "没有的表头": ("", "合 计", "7"),
}
TECHNOLOGY = {
    "需求单位": ("沟渠一厂", "沟渠二厂", "", "同上"),
    "产业": ("高端装备", "新材料"),
    "需求名称": ("伺服电机", "高性能钢", ""),
    "技术领域": ("机械工程", "法学、经济学", "没有的学科", ""),
    "技术指标": ("强度≥800MPa；达到国际先进水平", "良率由92%提升至98%", ""),
    "现TRL": ("3", "三", "10", ""),
    "总投入(万元)": ("100", "1.5亿", "若干", ""),
    "是否涉密": ("否", "是", "", "不知道"),
}
LABS = {
    "平台名称": ("实验室甲", "实验室乙", ""),
    "级别": ("国家级", "省级", ""),
    "依托单位": ("沟渠大学", "沟渠一厂", ""),
    "学科方向": ("机械工程", ""),
}


def read(folder, header, rows, *, list_name, note):
    """(needs without their row number, the receipt's JSON) of a csv with these rows; a note below the header makes
    every row behind it go the long way."""
    path = folder / f"{note}.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([header, *([["注：以下"] + [""] * (len(header) - 1)] if note else []), *rows])
    plan = survey(path, Saying(list=list_name, sender="甲", period="2026"))
    receipt = Receipt(plan.sheets[0].submission, ())
    needs = [
        need for run in read_table(plan, lambda _: True, receipt, lambda *_: "somebody") for need in run.unpacked()
    ]
    shift = bool(note)
    found = [(one.kind, one.data, one.mentions, one.row - shift, one.need) for one in needs]
    said = receipt.to_json()
    problems = [(one["row"] - shift, one["column"], one["reason"]) for one in said["problems"] + said["warnings"]]
    skipped = +(Counter(said["skipped"]) - Counter(note=shift))
    return found, sorted(problems), said["flags"], said["rows"] - shift, said["accepted"], said["rejected"], skipped


@pytest.mark.parametrize(("list_name", "columns"), [("talent", TALENT), ("technology", TECHNOLOGY), ("labs", LABS)])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_short_way_gives_what_the_long_way_gives(list_name, columns, data):
    # Mostly good cells, or no row would be taken: the first of each column twice as often.
    cells = st.tuples(*(st.sampled_from((*one[:2], *one[:2], *one)) for one in columns.values()))
    rows = data.draw(st.lists(cells.filter(lambda row: len(set(row)) > 2), min_size=1, max_size=30))
    with TemporaryDirectory() as folder:
        short = read(Path(folder), list(columns), rows, list_name=list_name, note=False)
        long = read(Path(folder), list(columns), rows, list_name=list_name, note=True)
    assert short == long


BODIES = st.fixed_dictionaries(
    {"need": st.sampled_from(TECHNOLOGY["需求名称"][:2])},
    optional={
        "firm": st.sampled_from(("沟渠一厂", "沟渠“二”厂")),
        "firm_code": st.sampled_from(("91370100123456000X", "1")),
        "district": st.sampled_from(("甲区", "乙区 ")),
        "industry": st.sampled_from(("高端装备", "没有的产业")),
        "segment": st.sampled_from(("伺服电机与数控系统", "别的")),
        "level": st.sampled_from(TALENT["学历要求"]),
        "fields": st.sampled_from(TALENT["专业要求"]),
        "title": st.sampled_from(("中级及以上", "副高及以上或博士")),
        "skill": st.sampled_from(("高级工及以上", "说不清")),
        "urgency": st.sampled_from(("紧缺", "很急")),
    },
)


@pytest.mark.parametrize("kind", ["talent_demand", "technology_demand"])
@given(body=BODIES)
def test_links_joined_of_fragments_are_canonical_json(kind, body):
    text = LINKER.text(kind, body, "2026")
    assert text == canonical(orjson.loads(text))
    assert orjson.loads(text).keys() == LINKS[kind]
