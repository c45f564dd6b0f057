"""Files keep the names that their senders gave them, whatever the machine calls its characters."""

import os
from pathlib import Path

import pytest

from ingest.workbook import file_name
from tests.lists import post, rows_of, store_with_dictionary, take, talent_file


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_name_packed_on_a_chinese_windows_is_read_like_any_other(tmp_path, encoding):
    plain = talent_file(tmp_path / "list.xlsx", [post()])
    packed = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + "人才需求.xlsx".encode(encoding)))
    try:
        plain.rename(packed)
    except OSError:
        pytest.skip("this file system takes only names in UTF-8")
    store = store_with_dictionary(tmp_path)
    assert take(store, packed).exit_code == 0
    assert {row.file for row in rows_of(store)} == {"人才需求.xlsx"}
    store.close()


def test_bytes_that_are_no_text_are_a_name_all_the_same():
    assert file_name(Path(os.fsdecode(b"\xff\xff.csv"))) == "��.csv"
