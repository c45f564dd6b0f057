"""An error as whoever asked can read it: a page for a browser that asked for one, problem+json for everybody else."""

from __future__ import annotations

from fastapi import Request, Response

from api.pages.screen import Screen
from api.problems import KINDS, Problem
from api.query import PageParameters
from ingest.wording import in_chinese


def answer(request: Request, problem: Problem) -> Response:
    """The problem in the form that was asked for."""
    page = not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")
    if not page:
        return problem.response()
    english = request.query_params.get("lang") == "en"
    screen = Screen(request, PageParameters(lang="en" if english else "zh"))
    status, title_english, title_chinese = KINDS[problem.name]
    return screen.render(
        "trouble.html",
        status,
        place="",
        context=None,
        problem=problem,
        title=title_english if english else title_chinese,
        detail=problem.detail if english else in_chinese(problem.detail),
        remedy=problem.remedy[0 if english else 1],
    )
