"""What pages say, in Chinese and English, from one table."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup, escape

LANGUAGES = ("zh", "en")


@lru_cache(maxsize=1)
def catalogue() -> dict[str, dict[str, str]]:
    """Language → name → text."""
    with (Path(__file__).parent / "words.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {language: {row["name"]: row[language] for row in rows} for language in LANGUAGES}


class Words:
    """The texts of one language. Values are put in escaped; the texts themselves may hold markup."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else LANGUAGES[0]
        self._texts = catalogue()[self.language]

    def __call__(self, name: str, /, **values: object) -> Markup:
        """A text for the page. KeyError where the table has no such name."""
        return Markup(self._texts[name].format(**{key: escape(value) for key, value in values.items()}))

    def plain(self, name: str, /, **values: object) -> str:
        """A text without markup, not escaped: for pictures and attributes, which escape it themselves."""
        return self._texts[name].format(**values)

    def known(self, name: str, otherwise: str) -> str:
        """The text of a name that data may hold (未注明 …), else the data as they are."""
        return self._texts.get(name, otherwise)
