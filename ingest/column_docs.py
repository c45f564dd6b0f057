"""docs/columns.md, made from columns.csv: python -m ingest.column_docs > docs/columns.md"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from ingest.columns import CHINESE, DEMANDS, REGISTRIES, TAXONOMIES, columns
from ingest.examples import EITHER

HEAD = """# The columns of every list

Made from `ingest/columns.csv` by `python -m ingest.column_docs > docs/columns.md`; edit the table, not this page.
`fourchain template` writes the same columns as empty workbooks. A header is found by its Chinese name, by any of its
other names, or by the name of the column; blanks, stars, units in brackets and full-width forms do not matter.

*must*: **yes** – a row without it is rejected · **column** – the column must be there, a cell may be blank ·
供给, 需求 – rows of this kind need it. *key*: rows equal in the key columns are one row that changed.
"""
ROOMS = (
    ("The three lists", DEMANDS),
    ("Registries", REGISTRIES),
    ("Taxonomies and parameters", TAXONOMIES),
    ("Review and reporting", ("decisions", "senders")),
)


def markdown() -> str:
    """The whole page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield HEAD
    for title, names in ROOMS:
        yield f"## {title}"
        for name in names:
            yield ""
            yield f"### {CHINESE[name]} `{name}`"
            yield ""
            yield "| header | column | type | unit | must | key | what it holds | choices | example | other headers |"
            yield "|---|---|---|---|---|---|---|---|---|---|"
            for one in columns(name).values():
                personal = {"drop": "; personal", "pseudonym": "; personal, hashed"}.get(one.personal, "")
                cells = (
                    one.chinese,
                    f"`{one.name}`",
                    one.type.replace("_", " "),
                    one.unit,
                    one.required,
                    "key" if one.identifying else "",
                    one.description + personal,
                    "；".join(one.choices),
                    " / ".join(part for part in one.example.split(EITHER) if part),
                    "；".join(one.aliases),
                )
                yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
        yield ""


if __name__ == "__main__":
    sys.stdout.write(markdown())
