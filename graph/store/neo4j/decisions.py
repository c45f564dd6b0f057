"""The log of decisions on the server: one node each, numbered without holes, never changed.

The number is unique, so of two people who decide on the same log the server lets one in.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, fields, replace

from graph.errors import DecisionMoved
from graph.rows import Decision
from graph.store.neo4j.connection import Connection, Transaction, run

_ALL = "MATCH (d:Decision) RETURN properties(d) ORDER BY d.position"
_LAST = "MATCH (d:Decision) RETURN coalesce(max(d.position), 0)"
_NEXT = """
MERGE (d:Decision {position: $position}) ON CREATE SET d = $decision
RETURN d.token
"""
_NAMES = tuple(one.name for one in fields(Decision))


def read_decisions(connection: Connection) -> list[Decision]:
    """The whole log, oldest first."""
    # A property that is null is not there.
    return [Decision(**{name: stored.get(name) for name in _NAMES}) for (stored,) in connection.read(_ALL)]


def append_decision(connection: Connection, decision: Decision, expected_position: int) -> Decision:
    """Compare and append. Called again after a lost answer it finds its own token and is content.

    Raises:
        DecisionMoved: the log is not as long as expected.
    """
    made = replace(decision, position=expected_position + 1)
    token = secrets.token_hex(8)

    def work(tx: Transaction) -> None:
        [[last]] = run(tx, _LAST)
        if last < expected_position:
            raise _moved(last)
        # Whoever merges the same number at once waits here, and then finds the other's.
        [[found]] = run(tx, _NEXT, position=made.position, decision=asdict(made) | {"token": token})
        if found != token:
            raise _moved(made.position)

    connection.write(work)
    return made


def _moved(last: int) -> DecisionMoved:
    return DecisionMoved(f"decision {last} was made meanwhile", remedy="look at it, then decide again")
