"""A receipt as Markdown, in Chinese: what a sender gets by mail or pins to the wall. Holds no cell values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ingest.columns import CHINESE, column_called, columns
from ingest.reading.refusal import column_letters
from ingest.receipt import MARKED_AS_EXAMPLE, OURS, Receipt, RowProblem, SheetReceipt
from ingest.wording import column_of, flag_in_chinese, in_chinese

ROWS_NAMED = 10


def to_markdown(receipt: Receipt) -> str:
    """The receipt of one submission."""
    return "\n".join(_lines(receipt)) + "\n"


def _lines(receipt: Receipt) -> Iterator[str]:
    submission = receipt.submission
    yield f"# 回执：{CHINESE[submission.list]} · {_plain(submission.sender)} {submission.period}".rstrip()
    yield ""
    yield f"**{account(receipt)}**"
    yield ""
    yield "| 文件 | SHA-256 | 编码 |"
    yield "|---|---|---|"
    for file in receipt.files:
        yield f"| {_plain(file.name)} | `{file.sha256}` | {file.encoding or 'xlsx'} |"
    yield ""
    yield "| 文件 | 工作表 | 表头行 | 表中行数 | 采用 | 退回 | 跳过 | 需求条数 |"
    yield "|---|---|---:|---:|---:|---:|---|---:|"
    for sheet in receipt.sheets:
        skipped = "，".join(f"{in_chinese(why)} {count}" for why, count in sorted(sheet.skipped.items())) or "0"
        cells = (sheet.header_row, sheet.rows, sheet.accepted, sheet.rejected, skipped, sheet.needs)
        yield f"| {_plain(sheet.file)} | {_plain(sheet.sheet)} | " + " | ".join(str(one) for one in cells) + " |"
    unread = [(sheet, said) for sheet in receipt.sheets for said in unread_columns(submission.list, sheet)]
    if unread:
        yield ""
        yield "## 没有读取的列"
        yield ""
        for sheet, said in unread:
            yield f"- {_plain(sheet.file)} {_plain(sheet.sheet)}：{_plain(said)}"
    sheets = [(name, title) for name, title in receipt.unread_sheets if title not in OURS]
    if sheets:
        yield ""
        yield "## 没有读取的工作表"
        yield ""
        for name, title in sheets:
            yield f"- {_plain(name)}：“{_plain(title)}”"
    concealed = [(sheet, said) for sheet in receipt.sheets if (said := hidden_parts(sheet))]
    if concealed:
        yield ""
        yield "## 隐藏的内容"
        yield ""
        for sheet, said in concealed:
            yield f"- {_plain(sheet.file)} {_plain(sheet.sheet)}：{said}"
    examples = [one for one in receipt.warnings if one.reason == MARKED_AS_EXAMPLE]
    left_out = [one for one in receipt.warnings if one.reason != MARKED_AS_EXAMPLE]
    yield from _problems("退回的行", receipt.problems)
    yield from _problems("跳过的示例行", examples)
    yield from _problems("未采用的单元格（该行其余内容已采用）", left_out)
    if receipt.flags:
        yield ""
        yield "## 采用时的说明"
        yield ""
        yield "| 列 | 说明 | 条数 |"
        yield "|---|---|---:|"
        known = columns(submission.list)
        for flag, count in sorted(receipt.flags.items(), key=lambda one: (-one[1], one[0])):
            column = column_of(flag, submission.list)
            yield f"| {known[column].chinese if column else ''} | {flag_in_chinese(flag)} | {count} |"


def _problems(title: str, problems: Sequence[RowProblem]) -> Iterator[str]:
    if not problems:
        return
    yield ""
    yield f"## {title}"
    yield ""
    yield "| 文件 | 工作表 | 列 | 原因 | 怎么办 | 处数 | 行 |"
    yield "|---|---|---|---|---|---:|---|"
    for cause, rows in by_cause(problems):
        file, sheet, column, reason, remedy = cause
        named = "、".join(map(str, rows[:ROWS_NAMED])) + (" 等" if len(rows) > ROWS_NAMED else "")
        texts = (file, sheet, column, in_chinese(reason), in_chinese(remedy))
        yield "| " + " | ".join(_plain(text) for text in texts) + f" | {len(rows)} | {named} |"


def unread_columns(list_name: str, sheet: SheetReceipt) -> Iterator[str]:
    """Columns of a sheet that were not read: why, and what to do."""
    for header in sheet.unknown_headers:
        column = column_called(list_name, header)
        yield f"“{header}”" + (
            "：不认识这一列，请改用模板中的列名，或在映射文件中说明或忽略"
            if column is None
            else f"：与“{column.chinese}”重复，只读取了一列；请只保留一列，或在映射文件中说明"
        )
    for place in sheet.headless_columns:
        yield f"{column_letters(place)} 列没有表头；请补写表头，或删除该列"


def hidden_parts(sheet: SheetReceipt) -> str:
    """What is hidden in a sheet and was read all the same; "" where nothing is."""
    found = [f"{sheet.hidden_rows} 行"] if sheet.hidden_rows else []
    found += [f"{sheet.hidden_columns} 列"] if sheet.hidden_columns else []
    found = ["整张工作表"] if sheet.hidden else found
    what = "、".join(found)
    blank = " " if what[:1].isdigit() else ""
    return f"隐藏的{blank}{what}也已读取；不需要的请删除后重新报送" if what else ""


def account(receipt: Receipt) -> str:
    """The sum that a sender checks first: rows = accepted + rejected + skipped."""
    skipped = receipt.skipped
    named = "，".join(f"{in_chinese(why)} {count}" for why, count in sorted(skipped.items()))
    rest = f"跳过 {skipped.total()}" + (f"（{named}）" if named else "")
    review = f"；待复核的名称 {receipt.unlinked} 处" if receipt.unlinked else ""
    if receipt.stale:
        review += f"；与上一期（{receipt.stale_since}）完全相同 {receipt.stale} 条，请确认仍然需要"
    return f"表中 {receipt.rows} 行 = 采用 {receipt.accepted} + 退回 {receipt.rejected} + {rest}{review}"


def by_cause(problems: Sequence[RowProblem]) -> list[tuple[tuple[str, str, str, str, str], list[int]]]:
    """(file, sheet, column, reason, remedy) → rows, the most frequent first."""
    rows: dict[tuple[str, str, str, str, str], list[int]] = {}
    for one in problems:
        rows.setdefault((one.file, one.sheet, one.column, one.reason, one.remedy), []).append(one.row)
    order = Counter({cause: len(found) for cause, found in rows.items()})
    return [(cause, rows[cause]) for cause, _ in sorted(order.items(), key=lambda one: (-one[1], one[0]))]


def _plain(text: str) -> str:
    """A sender's own words in a table: no line ends, no columns, no markup of theirs."""
    bare = " ".join(text.split())
    for sign in "\\`*_[]<>|#":
        bare = bare.replace(sign, f"\\{sign}")
    return bare
