"""One server, spoken to with deadlines: every call ends, and every write may be called again.

The driver has no read deadline of its own, so each call runs in a thread that can be abandoned; the
server ends the transaction by the same deadline. The driver calls a function again when a transient
error or a broken connection ends its transaction, and we call it again when the connection breaks in
the middle of a commit. So whatever is given to `write` must find out from the store whether it was
done already: then an unknown outcome is settled by the next call, never guessed.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable
from threading import Lock, Thread
from typing import Any, TypeVar

from neo4j import Driver, GraphDatabase, ManagedTransaction, NotificationMinimumSeverity, unit_of_work
from neo4j.exceptions import ClientError, DriverError, IncompleteCommit, Neo4jError, ServiceUnavailable, SessionExpired

from graph.errors import StoreUnavailable
from graph.store.neo4j.credentials import credentials
from graph.store.neo4j.trouble import explained

T = TypeVar("T")

CONNECT_SECONDS = 5.0
READ_SECONDS = 120.0
WRITE_SECONDS = 900.0
RETRY_SECONDS = 20.0
"""How long the driver repeats what failed for a passing reason."""
REVIVAL_SECONDS = 60.0
"""How long a write waits for a server that went away: a restart takes about ten."""

AGAIN = 20
"""How often a unit of work is repeated because something moved under it, a read because its end was lost."""

Transaction = ManagedTransaction


def run(tx: Transaction, cypher: str, **parameters: Any) -> list[list[Any]]:
    """All records of a statement, as lists."""
    return [record.values() for record in tx.run(cypher, parameters)]


class AgainError(Exception):
    """A unit of work met something that moved under it; it is called once more."""


class Connection:
    """A driver that is made at first use and replaced when a call of it hangs. Safe between threads."""

    def __init__(self, url: str) -> None:
        # The driver tells of every retry there; what matters reaches the user as an error.
        logging.getLogger("neo4j").setLevel(logging.CRITICAL)
        self.url = url
        self._auth = credentials(url)
        self._lock = Lock()
        self._driver: Driver | None = None

    def read(self, cypher: str, *, seconds: float = READ_SECONDS, **parameters: Any) -> list[list[Any]]:
        """All records of one query, which is one moment of the store."""

        def work(tx: Transaction) -> list[list[Any]]:
            return run(tx, cypher, **parameters)

        def once(driver: Driver) -> list[list[Any]]:
            with driver.session(default_access_mode="READ") as session:
                return session.execute_read(unit_of_work(timeout=seconds)(work))

        def call(driver: Driver) -> list[list[Any]]:
            for _ in range(AGAIN):
                with contextlib.suppress(IncompleteCommit):  # the one broken connection that the driver gives up at
                    return once(driver)
            return once(driver)

        return self._within(seconds, call)

    def write(self, work: Callable[[Transaction], T], *, seconds: float = WRITE_SECONDS) -> T:
        """The result of `work`, committed. It may be called several times, also after it was committed."""

        def call(driver: Driver) -> T:
            with driver.session() as session:
                return session.execute_write(unit_of_work(timeout=seconds)(work))

        lost: float | None = None
        moved = 0
        while True:
            try:
                return self._within(seconds, call, explain=False)
            except (AgainError, ClientError) as error:
                moved += 1
                if moved > AGAIN or not (isinstance(error, AgainError) or "EntityNotFound" in str(error.code)):
                    raise explained(error, self.url) from error
            except (ServiceUnavailable, SessionExpired, IncompleteCommit) as error:
                now = time.monotonic()
                lost = now if lost is None else lost
                if now - lost > REVIVAL_SECONDS:
                    raise explained(error, self.url) from error
                time.sleep(0.5)
            except (DriverError, Neo4jError, OSError) as error:
                raise explained(error, self.url) from error

    def greet(self) -> None:
        """Fail now, and not after retries, when nobody answers or the password is wrong."""
        self._within(CONNECT_SECONDS * 3, lambda driver: driver.verify_connectivity())

    def close(self) -> None:
        with self._lock:
            driver, self._driver = self._driver, None
        if driver is not None:
            driver.close()

    def _within(self, seconds: float, call: Callable[[Driver], T], *, explain: bool = True) -> T:
        done: list[T] = []
        failed: list[BaseException] = []

        def body() -> None:
            try:
                done.append(call(self._speaking()))
            except BaseException as error:  # carried over to the thread that asked
                failed.append(error)

        worker = Thread(target=body, name="neo4j call", daemon=True)
        worker.start()
        worker.join(seconds + CONNECT_SECONDS)
        if worker.is_alive():
            self._abandon()
            raise StoreUnavailable(
                f"{self.url} did not answer within {seconds:.0f} s",
                remedy="see whether the server is overloaded or the network blocked; then run the command again",
            )
        if not failed:
            return done[0]
        error = failed[0]
        if explain and isinstance(error, DriverError | Neo4jError | OSError):
            raise explained(error, self.url) from error
        raise error

    def _speaking(self) -> Driver:
        with self._lock:
            if self._driver is None:
                self._driver = GraphDatabase.driver(
                    self.url,
                    auth=self._auth,
                    connection_timeout=CONNECT_SECONDS,
                    connection_acquisition_timeout=30.0,
                    max_transaction_retry_time=RETRY_SECONDS,
                    initial_retry_delay=0.2,  # doubled each time
                    notifications_min_severity=NotificationMinimumSeverity.OFF,
                    telemetry_disabled=True,
                )
            return self._driver

    def _abandon(self) -> None:
        with self._lock:
            driver, self._driver = self._driver, None

        def let_go() -> None:
            with contextlib.suppress(Exception):  # it hangs; whatever it says, nobody listens any more
                if driver is not None:
                    driver.close()

        Thread(target=let_go, daemon=True).start()
