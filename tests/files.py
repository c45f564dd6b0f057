"""Reads whole files, for tests that look at what came out."""

from ingest.workbook import read_file


def read(path, **how):
    """Sheet name → its rows."""
    with read_file(path, **how) as reading:
        return {sheet.name: list(sheet.rows()) for sheet in reading}


def rows_of(path, **how):
    return next(iter(read(path, **how).values()))


def cells_of(path, **how):
    return [row.cells for row in rows_of(path, **how)]
