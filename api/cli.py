"""fourchain, the command line. Parsers only: what a command does is imported when it runs, so help is quick."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from graph.errors import FourchainError

DEFAULT_STORE = "sqlite:///var/fourchain.sqlite"
COPY = (
    "Copy all versions of one store into another; the content hashes are equal after it. A copy that broke off goes on."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit code: 0 done, 1 a fault of ours, 2 bad input, 3 partly taken, 4 the store, 5 a solver."""
    parser = build_parser()
    given = parser.parse_args(arguments)
    if given.command is None:
        parser.print_help()
        return 2
    try:
        run = import_module(f"api.commands.{given.command}").run
        return int(run(given))
    except FourchainError as error:
        print(f"fourchain: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output (head, less) has left
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fourchain",
        description="四链图谱: three demand lists in, provable gaps out. Start with: fourchain demo",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    demo = _command(commands, "demo", "make the sample city 沟渠市, load it, print its gaps, serve its pages")
    demo.add_argument("--port", type=int, default=None, help="default: PORT, else 8000")
    demo.add_argument("--no-serve", action="store_true", help="stop after the report")

    load = _command(commands, "load", "load lists (.xlsx, .csv) as one version")
    load.add_argument("files", nargs="*", metavar="FILE", help="files, or folders of them; --builtin needs none")
    load.add_argument("--list", help="which list it is, where two fit")
    load.add_argument("--sender", help="who sends it (default: what the title rows say)")
    load.add_argument("--period", help="2026, 2026-H1, 2026-Q1 or 2026-03 (default: what the title rows say)")
    load.add_argument("--mapping", action="append", default=[], metavar="FILE", help="what foreign headers mean")
    load.add_argument("--check", action="store_true", help="do everything but publish")
    load.add_argument(
        "--no-annotate", action="store_true", help="write no NAME.回执.xlsx with remarks beside the files"
    )
    load.add_argument("--yes", action="store_true", help="even where a list shrinks to less than half")
    load.add_argument("--builtin", action="store_true", help="load the built-in dictionaries again")
    load.add_argument("--no-builtin", action="store_true", help="leave them out of an empty store")
    load.add_argument("--actor", default=os.environ.get("USER", ""), help="who loads it (default: you)")

    board = _command(commands, "board", "who has sent which list: in time, late, missing; how much of it was accepted")
    board.add_argument("--year", type=int, help="default: the latest year that a list is for")
    board.add_argument("--today", metavar="DAY", help="what is overdue on this day, 2026-04-01 (default: today)")

    review = _command(commands, "review", "names that did not link: as a workbook out and back, or at the keyboard")
    review.add_argument("--export", metavar="FILE", help="write a workbook to fill in (column 判定)")
    review.add_argument("--take", metavar="FILE", help="take a filled-in workbook back as decisions")
    review.add_argument("--check", action="store_true", help="show what the decisions would change, publish nothing")
    review.add_argument("--kind", help="only names of this kind: field, firm, university, lab, technology, segment …")
    review.add_argument("--who", help="who decides (default: what the workbook says, else you)")
    review.add_argument("--sender", default="复核", help="whose decisions they are added to (default: 复核)")
    review.add_argument("--actor", default=os.environ.get("USER", ""), help="who publishes (default: you)")
    review.add_argument("--note", default="", help="a word for the log")

    template = _command(commands, "template", "empty workbooks to fill in: drop-downs, units, an example row")
    template.add_argument("folder", nargs="?", default="清单模板", metavar="DIR", help="default: 清单模板")
    template.add_argument("--list", action="append", help="only this list (again for more); default: all usual ones")

    gaps = _command(commands, "gaps", "the gap report")
    gaps.add_argument("gap", nargs="?", help="one gap: the id of a demand or of a band")
    gaps.add_argument("--year", type=int, help="default: the latest year of the talent demand")
    gaps.add_argument("--kind", choices=("现有空缺", "年度计划"), help="vacancies or the yearly plan")
    gaps.add_argument("--version-number", "-v", type=int, dest="version", help="default: the published version")
    gaps.add_argument("--industry", help="only demands of this industry")
    gaps.add_argument("--district", help="only demands of this district")
    gaps.add_argument("--format", choices=("text", "json", "csv"), default="text")

    explain = _command(commands, "explain", "one gap in one paragraph: why, who competes, what would close it")
    explain.add_argument("gap", metavar="GAP", help="the id of a demand or of a band, as fourchain gaps prints it")
    explain.add_argument("--lang", choices=("zh", "en"), help="default: both")
    explain.add_argument("--year", type=int, help="default: the latest year of the talent demand")
    explain.add_argument("--kind", choices=("现有空缺", "年度计划"), help="vacancies or the yearly plan")
    explain.add_argument("--version-number", "-v", type=int, dest="version", help="default: the published version")

    responses = _command(commands, "responses", "what to do: bring people in, change programmes, give out problems")
    responses.add_argument("list", nargs="?", choices=("recruitment", "disciplines", "projects"), help="default: all")
    _report_of(responses)
    responses.add_argument("--format", choices=("text", "json", "csv"), default="text")

    decide = _command(commands, "decide", "adopt (采纳), reject (驳回) or finish (完成) one proposal")
    decide.add_argument("item", metavar="ITEM", help="its id, as fourchain responses prints it")
    decide.add_argument("status", choices=("采纳", "驳回", "完成"))
    decide.add_argument("--why", required=True, help="the reason; it stands in the log for good")
    decide.add_argument("--actor", default=os.environ.get("USER", ""), help="who decides (default: you)")
    _report_of(decide)

    serve = _command(commands, "serve", "serve pages and API on 127.0.0.1")
    serve.add_argument("--port", type=int, default=None, help="default: PORT, else 8000")
    serve.add_argument("--host", default="127.0.0.1", help="a loopback address")

    log = _command(commands, "log", "the versions, and what each holds; with --receipt what one reading of a list said")
    log.add_argument("--receipt", metavar="REVISION", help="the receipt of this revision")
    log.add_argument("--format", choices=("text", "markdown", "json"), default="text", help="of the receipt")

    diff = _command(commands, "diff", "what changed between two versions, field by field")
    diff.add_argument(
        "before", nargs="?", type=int, metavar="V1", help="default: the one before V2; 0 is the empty store"
    )
    diff.add_argument("after", nargs="?", type=int, metavar="V2", help="default: the published version")
    diff.add_argument("--list", help="only this list")
    diff.add_argument("--sender", help="only what this sender sent")

    withdraw = _command(commands, "withdraw", "take a submission out, or bring an earlier reading of one back")
    withdraw.add_argument("--list", help="the list of the submission")
    withdraw.add_argument("--sender", help="who sent it")
    withdraw.add_argument("--period", help="for which period; dictionary lists have none")
    withdraw.add_argument("--to", metavar="REVISION", help="bring the rows of this revision back")
    withdraw.add_argument("--check", action="store_true", help="show what would change, publish nothing")
    withdraw.add_argument("--actor", default=os.environ.get("USER", ""), help="who does it (default: you)")
    withdraw.add_argument("--note", default="", help="why")

    _command(commands, "doctor", "check the store, clear leftovers")

    schema = _command(commands, "schema", "make constraints and indexes of a Neo4j store; again changes nothing")
    schema.add_argument("--dry-run", action="store_true", help="show what would be run, change nothing")

    copy = commands.add_parser("copy", help="copy all versions into another store", description=COPY)
    copy.add_argument("--from", required=True, dest="source", metavar="URL", help="the store to read")
    copy.add_argument("--to", required=True, dest="target", metavar="URL", help="an empty store, or an earlier copy")
    copy.add_argument("--json", action="store_true", help="answer in JSON, for machines")
    return parser


def _report_of(command: argparse.ArgumentParser) -> None:
    command.add_argument("--year", type=int, help="default: the latest year of the talent demand")
    command.add_argument("--kind", choices=("现有空缺", "年度计划"), help="vacancies or the yearly plan")
    command.add_argument("--version-number", "-v", type=int, dest="version", help="default: the published version")


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, what: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=what, description=what)
    command.add_argument(
        "--store",
        default=os.environ.get("FOURCHAIN_STORE") or DEFAULT_STORE,
        help=f"default: FOURCHAIN_STORE, else {DEFAULT_STORE}",
    )
    command.add_argument("--json", action="store_true", help="answer in JSON, for machines")
    return command


if __name__ == "__main__":
    sys.exit(main())
