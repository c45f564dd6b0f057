"""The sample city 沟渠市: messy workbooks of a city that does not exist, the same for the same seed.

    >>> from ingest.sample_city import write_city
    >>> paths = write_city(Path("city"))        # doctest: +SKIP

Every firm, school, place and person is invented, and every file says so. Codes of regions and schools lie in ranges
that nobody has; contacts are filled with what can belong to nobody. Catalogue codes and names of majors are real.
"""

from pathlib import Path

from ingest.sample_city.city import build_city
from ingest.sample_city.workbooks import write_lists, write_registries

__all__ = ["SEED", "write_city"]

SEED = 2026


def write_city(folder: Path, seed: int = SEED) -> list[Path]:
    """Write the registries and lists of the city into `folder` (made when missing) and return their paths.

    Equal seeds give equal bytes. Load all files in one go: the registries link what the lists name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    city = build_city(seed)
    return [*write_registries(folder, city), *write_lists(folder, seed, city)]
