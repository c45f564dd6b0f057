"""How a row is packed into one value of a Neo4j node."""

from __future__ import annotations

import zlib

import pytest

from graph.errors import StoreCorrupt
from graph.rows import Row
from graph.store.neo4j.batch import pack, unpack

ROW = Row("r1", "talent_demand", "abcd", "需求.xlsx", "Sheet1", 3, 0, '{"post":"工程师\\u0000"}', '{"firm":null}')


def test_a_row_comes_back_as_it_was():
    assert unpack("r1", pack(ROW)) == ROW


def test_a_row_that_was_written_compressed_is_read_all_the_same():
    assert unpack("r1", zlib.compress(pack(ROW), 1)) == ROW


@pytest.mark.parametrize("damaged", [b"", pack(ROW)[:9], zlib.compress(pack(ROW), 1)[:20], b"\xff" + pack(ROW)])
def test_damage_is_said(damaged):
    with pytest.raises(StoreCorrupt, match="revision r1"):
        unpack("r1", damaged)
