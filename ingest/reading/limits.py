"""How much of a file is read at most. A 2 KB workbook can ask a parser for 100 GB."""

from typing import NamedTuple

MIB = 1 << 20
LAST_ROW = 1_048_576
"""The last row a spreadsheet can have."""


class Limits(NamedTuple):
    """Sizes in bytes, times in seconds. Of processor time a file gets a share for its size, up to a ceiling.

    Titles and the header do not count as rows, and rows of nothing neither.
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
    memory_bytes: int = 1 << 30
    cpu_seconds: int = 2
    cpu_seconds_per_mib: int = 10
    cpu_seconds_ceiling: int = 120
    stall_seconds: int = 150

    def cpu_seconds_for(self, size: int) -> int:
        """Whole seconds that reading a file of `size` bytes may take.

        >>> Limits().cpu_seconds_for(2_048), Limits().cpu_seconds_for(5 * MIB)
        (2, 52)
        """
        return min(self.cpu_seconds + size * self.cpu_seconds_per_mib // MIB, self.cpu_seconds_ceiling)
