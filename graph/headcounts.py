"""How far 约10人 reaches: a parameter of the version, applied when a report is made and never when a row is read."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

TOLERANCE = "0.2"
"""Default of the parameter `approx_tolerance`."""


def interval(headcount: Mapping[str, Any], tolerance: Fraction) -> tuple[int, int | None]:
    """[lo, hi] persons of the headcount in a row. Where it says about, ± `tolerance`, outward to whole posts; a post
    that is asked for is at least one. `about` is "both", or "lo" for a number that is an upper end.

    >>> interval({"lo": 11, "hi": 11, "about": "both"}, Fraction("0.2")), interval({"lo": 3, "hi": None}, Fraction(1))
    ((8, 14), (3, None))
    >>> interval({"lo": 100, "hi": 100, "about": "lo"}, Fraction("0.2"))
    (80, 100)
    """
    lo, hi = int(headcount["lo"]), None if headcount["hi"] is None else int(headcount["hi"])
    about = headcount.get("about")
    if about:
        lo = max(min(lo, 1), math.floor(lo * (1 - tolerance)))
    if about == "both" and hi is not None:
        hi = math.ceil(hi * (1 + tolerance))
    return lo, hi
