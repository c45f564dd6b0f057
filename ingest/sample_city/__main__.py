"""python -m ingest.sample_city OUTDIR [SEED]: write the workbooks of the sample city and name them."""

from __future__ import annotations

import sys
from pathlib import Path

from ingest.sample_city import SEED, write_city


def main(arguments: list[str]) -> int:
    if len(arguments) not in (1, 2) or (len(arguments) == 2 and not arguments[1].isdecimal()):
        print("usage: python -m ingest.sample_city OUTDIR [SEED]", file=sys.stderr)
        return 2
    for path in write_city(Path(arguments[0]), int(arguments[1]) if len(arguments) == 2 else SEED):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
