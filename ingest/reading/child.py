"""The process that opens a stranger's file: takes limits upon itself, reads, answers, goes.

Started as `main(settings)` with the file as standard input and the pipe as standard output.
"""

from __future__ import annotations

import os
import resource

import orjson

from ingest.reading.kinds import recognise
from ingest.reading.limits import Limits
from ingest.reading.outlet import Outlet
from ingest.reading.refusal import CLEAN_COPY, Refused

FILE, PIPE = 0, 1


def main(settings: str) -> int:
    """Read the file and send its frames; 0 also when it was refused, for then that was said."""
    given = orjson.loads(settings)
    limits = Limits(**given["limits"])
    outlet = Outlet(PIPE, limits)
    try:
        before = os.fstat(FILE)
        restrain(limits, before.st_size)
        read(given["suffix"], given["encoding"], before.st_size, limits, outlet)
        after = os.fstat(FILE)
        if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
            raise Refused("somebody wrote to the file while it was read", "close it elsewhere and load it again")
        outlet.send({"type": "end"})
        return 0
    except BrokenPipeError:
        return 0  # the parent has what it wanted, or is gone
    except Refused as caught:
        refused = caught
    except MemoryError:
        refused = Refused("reading it takes more memory than any list needs", CLEAN_COPY)
    except Exception as error:
        # Never the text of the error: it may quote a cell.
        refused = Refused(f"its structure is not one a list has ({_origin(error)})", CLEAN_COPY)
    outlet.refuse(refused)
    return 0


def restrain(limits: Limits, size: int) -> None:
    """From here on: so much memory and processor time, and not one byte written to a file."""
    seconds = limits.cpu_seconds_for(size)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(suffix: str, encoding: str | None, size: int, limits: Limits, outlet: Outlet) -> None:
    """Recognise the kind and hand over to its reader; each is imported only where it is used."""
    kind = recognise(os.pread(FILE, 4096, 0), suffix)
    most = limits.xlsx_bytes if kind != "csv" else limits.csv_bytes
    if size > most:
        raise Refused(
            f"the file has {size / 2**20:.1f} MiB, of this kind at most {most >> 20} are read",
            "split the list into several files; files of one list and sender add up in one load",
        )
    if kind == "csv":
        from ingest.reading.delimited import read_csv

        read_csv(FILE, limits, outlet, encoding)
    else:
        from ingest.reading.xlsx import read_xlsx

        read_xlsx(_whole(FILE, size), limits, outlet)


def _whole(descriptor: int, size: int) -> bytes:
    with os.fdopen(descriptor, "rb", closefd=False) as file:
        return file.read(size)


def _origin(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    line = f" {os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else ""  # noqa: PTH119
    return type(error).__name__ + line
