"""GET /livez: the process answers. GET /readyz: it can also serve, for the store answers."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.envelope import json_answer
from api.query import Nothing
from api.routes.gaps import Held

router = APIRouter(tags=["service"])


@router.get("/livez", summary="The process is alive")
def livez(asked: Nothing) -> Response:
    return json_answer({"alive": True})


@router.get("/readyz", summary="The store answers")
def readyz(reports: Held, asked: Nothing) -> Response:
    head = reports.head()
    return json_answer({"ready": True, "version": head.number if head else None})
