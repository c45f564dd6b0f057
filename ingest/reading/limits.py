"""How much of a file is read at most. A 2 KB workbook can ask a parser for 100 GB."""

from typing import NamedTuple

MIB = 1 << 20
LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
"""The last row and column a spreadsheet can have, counted from 1."""


class Limits(NamedTuple):
    """Sizes in bytes, times in seconds. Of processor time a file gets a share for its size, up to a ceiling.

    Titles and the header do not count as rows, and rows of nothing neither. `empty_cells` are those of a sheet that a
    format but no value was given. `shared_texts` may be that many more than their packed bytes could hold if all
    were different. A real list takes about half a second for each MiB, a bomb of 50 KB would take minutes.
    """

    xlsx_bytes: int = 20 * MIB
    csv_bytes: int = 128 * MIB
    entries: int = 2_000
    inflated_bytes: int = 256 * MIB
    rows_per_sheet: int = 200_000
    rows_per_file: int = 400_000
    columns: int = 512
    cell_characters: int = 32_767
    merged_ranges: int = 100_000
    empty_cells: int = 3_000_000
    shared_texts: int = 1_500_000
    memory_bytes: int = 1 << 30
    cpu_seconds: int = 2
    cpu_seconds_per_mib: int = 4
    cpu_seconds_ceiling: int = 120
    stall_seconds: int = 150

    def cpu_seconds_for(self, size: int) -> int:
        """Whole seconds that reading a file of `size` bytes may take.

        >>> Limits().cpu_seconds_for(2_048), Limits().cpu_seconds_for(5 * MIB)
        (2, 22)
        """
        return min(self.cpu_seconds + size * self.cpu_seconds_per_mib // MIB, self.cpu_seconds_ceiling)
