"""Dictionaries that come with the program: fields, levels, industries, parameters and what joins them.

They are lists like any other and enter through the same door, sent by ``BUILTIN_SENDER``. A city or country brings its
own files of the same columns; catalogues live side by side.
"""

from importlib.resources import files
from pathlib import Path

BUILTIN_SENDER = "fourchain"


def builtin_files() -> list[tuple[str, Path]]:
    """The list id and the file of every built-in dictionary, sorted by list id.

    >>> [name for name, _ in builtin_files()][:3]
    ['aliases', 'broad', 'crosswalk']
    """
    room = Path(str(files(__name__)))
    return sorted((file.stem, file) for file in room.glob("*.csv"))
