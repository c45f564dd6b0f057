"""Re-fits the weights of the context: python -m ingest.fit_context LABELS.csv [--out ingest/context.csv]

LABELS has the columns employer, post_id, level, mention, code: names whose true codes are known, in the order of their
cells. Only the employers of the first half are used (`half_of`); the other half is there to be measured on.

The model is a conditional logit over the candidates of a name (features: ingest.context) with a Gaussian prior, fitted
by Newton's method. The margin is the least that holds the wanted precision in cross-validation over employers.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ingest.builtin import builtin_dictionary
from ingest.context import Feature, Weights
from ingest.dictionary import FIELD_LADDER
from ingest.field_names import FieldNames, Options
from ingest.values import level, mentions

PRECISION = 0.985
PENALTY = 1.0
FOLDS = 5
DAY = "2024-01-01"
Values = dict[Feature, int]
Floats = npt.NDArray[np.float64]


class Case(NamedTuple):
    """A name with several codes: the features of each candidate, and which one is true."""

    employer: str
    candidates: list[Values]
    true: int


def half_of(employer: str) -> int:
    """0: to develop on. 1: to measure on."""
    return _hash(employer) % 2


def _fold_of(employer: str) -> int:
    return _hash(f"fold {employer}") % FOLDS


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")


def cases(labels: Iterable[dict[str, str]]) -> list[Case]:
    """Every name that has several codes at its level and stands once in its section."""
    names = FieldNames(builtin_dictionary())
    posts: dict[tuple[str, str], dict[str, list[dict[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for row in labels:
        posts[row["employer"], row["post_id"]][row["level"]].append(row)
    found: list[Case] = []
    for (employer, _), sections in posts.items():
        options = {title: _options(names, title, rows) for title, rows in sections.items()}
        for title, rows in sections.items():
            others = [[one.keys for one in its if one.keys] for key, its in options.items() if key != title]
            found += _of_section(names, employer, rows, options[title], [keys for keys in others if keys])
    return found


def _options(names: FieldNames, title: str, rows: Sequence[dict[str, str]]) -> list[Options]:
    dictionary = builtin_dictionary()
    interval = (level(title, dictionary.ladders, FIELD_LADDER, True).value or ())[0]
    written = [mentions(row["mention"], dictionary.fields.is_name, coded=True).value for row in rows]
    every = [sections[0].mentions[0] for sections in written if sections]
    return names.options(every, (interval.lo, interval.hi), DAY)


def _of_section(
    names: FieldNames,
    employer: str,
    rows: Sequence[dict[str, str]],
    options: Sequence[Options],
    others: Sequence[Sequence[tuple[str, ...]]],
) -> list[Case]:
    found: list[Case] = []
    for row, one in zip(rows, options, strict=True):
        true = [k for k, key in enumerate(one.keys) if key.endswith(f":{row['code']}")]
        if len(one.keys) > 1 and true and sum(one.asked == other.asked for other in options) == 1:
            neighbours = [other.keys for other in options if other.keys and other.asked != one.asked]
            features = [names.context.features(key, neighbours, others) for key in one.keys]
            found.append(Case(employer, features, true[0]))
    return found


def fit(known: Sequence[Case]) -> dict[Feature, float]:
    """The weights of greatest posterior probability."""
    features = sorted({feature for case in known for values in case.candidates for feature in values})
    column = {feature: k for k, feature in enumerate(features)}
    sizes = np.array([len(case.candidates) for case in known])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    X: Floats = np.zeros((int(sizes.sum()), len(features)))
    for k, values in enumerate(values for case in known for values in case.candidates):
        for feature, value in values.items():
            X[k, column[feature]] = value / 1000
    truth = starts + np.array([case.true for case in known])
    case_of = np.repeat(np.arange(len(known)), sizes)
    w: Floats = np.zeros(len(features))
    for _ in range(100):
        s = X @ w
        e = np.exp(s - np.maximum.reduceat(s, starts)[case_of])
        p = e / np.add.reduceat(e, starts)[case_of]
        gradient = X.T @ p - X[truth].sum(axis=0) + PENALTY * w
        mean = np.add.reduceat(X * p[:, None], starts, axis=0)
        step = np.linalg.solve(X.T @ (X * p[:, None]) - mean.T @ mean + PENALTY * np.eye(len(w)), gradient)
        w -= step
        if np.abs(step).max() < 1e-9:
            break
    return dict(zip(features, w.tolist(), strict=True))


def leads(known: Sequence[Case], weights: Mapping[Feature, float]) -> list[tuple[float, bool]]:
    """(how far the best candidate leads, whether it is the true one) for each case."""
    found: list[tuple[float, bool]] = []
    for case in known:
        scores = [sum(weights.get(f, 0.0) * value / 1000 for f, value in one.items()) for one in case.candidates]
        best, second = sorted(scores, reverse=True)[:2]
        found.append((best - second, scores[case.true] == best))
    return found


def margin_for(precision: float, known: Sequence[Case]) -> tuple[float, float]:
    """(least margin that holds the precision in cross-validation, share of the cases that it decides)."""
    out: list[tuple[float, bool]] = []
    for fold in range(FOLDS):
        held_out = [case for case in known if _fold_of(case.employer) == fold]
        out += leads(held_out, fit([case for case in known if _fold_of(case.employer) != fold]))
    out.sort(reverse=True)
    right, chosen, share = 0, out[0][0], 0.0
    for n, (lead, is_right) in enumerate(out, 1):
        right += is_right
        if right >= precision * n:
            chosen, share = lead, n / len(out)
    return chosen, share


def rounded(weights: dict[Feature, float], margin: float) -> Weights:
    of = {feature: round(weight * 1000) for feature, weight in weights.items()}
    return Weights(round(margin * 1000), {feature: weight for feature, weight in of.items() if weight})


def write(path: Path, found: Weights, remarks: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(f"# {remark}\n" for remark in remarks)
        rows = csv.writer(stream, lineterminator="\n")
        rows.writerow(("feature", "candidate", "neighbour", "weight"))
        rows.writerow(("margin", "", "", found.margin))
        rows.writerows((*feature, weight) for feature, weight in sorted(found.of.items()))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", type=Path, help="csv: employer, post_id, level, mention, code")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("context.csv"))
    given = parser.parse_args(arguments)
    with given.labels.open(encoding="utf-8-sig", newline="") as stream:
        known = cases(row for row in csv.DictReader(stream) if half_of(row["employer"]) == 0)
    margin, share = margin_for(PRECISION, known)
    found = rounded(fit(known), margin)
    remarks = (
        "How far the kinds of the other names in a cell speak for a candidate, in thousandths: see ingest/context.py.",
        f"Made by python -m ingest.fit_context from {given.labels.name}, first half of the employers:",
        f"{len(known)} names with several codes, conditional logit, Gaussian prior of precision {PENALTY:g}.",
        f"The margin holds precision {PRECISION} in {FOLDS}-fold cross-validation and decides {share:.1%} of them.",
    )
    write(given.out, found, remarks)
    print(*remarks[1:], sep="\n")


if __name__ == "__main__":
    main()
