"""Readers of cells: text as written → a typed value. Pure functions; they know no workbook and no store.

Every reader takes the raw text of one cell (null for an empty one) and gives a `Reading`, or raises
`ValueUnreadable` and nothing else, whatever the text. Readers remember distinct cells.
"""

from __future__ import annotations

from ingest.values.codes import credit_code, field_code, institution_code
from ingest.values.consistency import consistency
from ingest.values.counts import count
from ingest.values.dates import date, day
from ingest.values.each import Share, split_each
from ingest.values.firms import firm_key, stripped_firm
from ingest.values.headcount import Headcount, Need, headcount
from ingest.values.levels import Ladders, LevelRange, level, level_name
from ingest.values.masking import mask
from ingest.values.match_keys import AS_PRINTED, RELATED, MatchRules, broad_key, match_key
from ingest.values.mentions import Mention, Section, mentions
from ingest.values.metrics import Metric, metrics
from ingest.values.money import money
from ingest.values.periods import period, period_end, period_in_title, period_rank, period_start
from ingest.values.rates import percent, percent_scale
from ingest.values.reading import MISSING_KINDS, Missing, Reading, ValueUnreadable
from ingest.values.salary import salary
from ingest.values.scalars import boolean, choice, decimal, degree, duration, secret, trl, year
from ingest.values.text import missing, normalise

__all__ = [
    "AS_PRINTED",
    "MISSING_KINDS",
    "RELATED",
    "Headcount",
    "Ladders",
    "LevelRange",
    "MatchRules",
    "Mention",
    "Metric",
    "Missing",
    "Need",
    "Reading",
    "Section",
    "Share",
    "ValueUnreadable",
    "boolean",
    "broad_key",
    "choice",
    "consistency",
    "count",
    "credit_code",
    "date",
    "day",
    "decimal",
    "degree",
    "duration",
    "field_code",
    "firm_key",
    "headcount",
    "institution_code",
    "level",
    "level_name",
    "mask",
    "match_key",
    "mentions",
    "metrics",
    "missing",
    "money",
    "normalise",
    "percent",
    "percent_scale",
    "period",
    "period_end",
    "period_in_title",
    "period_rank",
    "period_start",
    "salary",
    "secret",
    "split_each",
    "stripped_firm",
    "trl",
    "year",
]
