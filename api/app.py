"""The server: HTTP interface and pages over one store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from api import problems
from api.description import describe
from api.envelope import RELEASE
from api.given_back import Copies
from api.guard import Guard
from api.reports import Reports
from api.routes import analyses, gaps, pages, receipts, responses, service, submissions, versions
from api.settings import Settings
from graph.store import open_store


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application over the store of the settings.

    Raises:
        StoreError: the store cannot be opened. BadArgument: it is named wrongly.
    """
    chosen = settings or Settings.of()
    store = open_store(chosen.store)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        store.close()

    # The built-in pages about the interface fetch scripts from elsewhere, so they are off; openapi.json stays.
    app = FastAPI(
        title="四链图谱 fourchain",
        version=RELEASE,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        lifespan=lifespan,
    )
    app.state.reports = Reports(store)
    app.state.copies = Copies(chosen.copies)
    app.add_middleware(Guard)
    for part in (gaps, analyses, responses, submissions, receipts, versions, service, pages):
        app.include_router(part.router)
    describe(app)
    problems.install(app)
    return app
