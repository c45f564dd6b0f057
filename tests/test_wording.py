"""What is said to senders is said in Chinese: every reason, every remedy and every flag that reading can give."""

import ast
import re
from pathlib import Path

import pytest

from ingest.columns import DEMANDS, columns
from ingest.wording import column_of, flag_in_chinese, in_chinese, unknown

SPEAKERS = {"ValueUnreadable", "Problem", "RowProblem"}


def code_of(root: Path, *names: str):
    for name in names:
        for path in sorted((root / "ingest").glob(name)):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def sentence(node: ast.expr) -> str | None:
    """A literal, with a stand-in where a value is put in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "100" for part in node.values)
    return None


def said(root: Path) -> set[str]:
    """Every sentence with a blank in it that a problem of a cell is made of."""
    found = set()
    for _, tree in code_of(root, "*.py", "values/*.py"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SPEAKERS:
                found |= {text for one in node.args if (text := sentence(one)) and " " in text}
    return found


def flags(root: Path) -> set[str]:
    """Every literal that goes into flags: appended to them, or standing where a reading holds them."""
    found = set()
    for _, tree in code_of(root, "values/*.py", "requirements.py", "field_names.py", "link.py", "catalogues.py"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", "") or getattr(node.func, "id", "")
                owner = getattr(getattr(node.func, "value", None), "id", "")
                if owner == "flags" and name in ("append", "add"):
                    found |= {text for one in node.args if (text := sentence(one))}
                if name == "Reading" and len(node.args) > 1:
                    found |= {
                        one.value
                        for one in ast.walk(node.args[1])
                        if isinstance(one, ast.Constant) and isinstance(one.value, str)
                    }
    return {one for one in found if re.fullmatch("[a-z_0-9]+", one) and "_" in one}


def test_every_reason_and_every_remedy_has_a_chinese_wording(root):
    found = said(root)
    assert len(found) > 50
    assert unknown(sorted(found)) == []


def test_every_flag_has_a_chinese_wording(root):
    found = flags(root)
    assert len(found) > 40
    assert unknown(sorted(found)) == []


def test_a_sentence_with_a_value_in_it_keeps_the_value():
    assert in_chinese("more than 500 people in one row") == "一行超过 500 人"
    assert in_chinese("the cell holds #REF!") == "单元格是 #REF!，不是数值"


def test_what_has_no_wording_is_given_as_it_is():
    assert in_chinese("something new") == "something new"
    assert flag_in_chinese("headcount:something_new") == "something_new"


@pytest.mark.parametrize(
    ("flag", "name", "column"),
    [
        ("start:date_asap", "talent", "start"),
        ("budget:money_approx", "technology", "budget_yuan"),
        ("retention:percent_unclear", "training", "retention_ppm"),
        ("firm_code:credit_code_invalid", "talent", "firm_code"),
        ("credit_code_invalid", "firms", "code"),
        ("headcount_unknown", "talent", "headcount"),
        ("graduates_do_not_add_up", "training", "graduates"),
        ("fields_broad", "technology", "fields"),
        ("nothing_known", "talent", None),
    ],
)
def test_a_flag_belongs_to_the_column_it_speaks_of(flag, name, column):
    assert column_of(flag, name) == column


def test_flags_of_links_find_a_column_in_every_demand_list():
    for name in DEMANDS:
        assert column_of("fields_not_stated", name) in columns(name)
