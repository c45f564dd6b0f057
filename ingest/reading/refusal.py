"""What the child says when it does not read a file; the parent makes the FileRefused of it."""

CLEAN_COPY = "copy the rows into a new workbook, save it as .xlsx and send that"
SAVE_AGAIN = "open it in the spreadsheet programme, save it again as .xlsx and send that"


class Refused(Exception):
    """A file that is not read on. `column` is a 0-based index, the other places are as a planner counts them."""

    def __init__(
        self, message: str, remedy: str, *, sheet: str | None = None, row: int | None = None, column: int | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.sheet = sheet
        self.row = row
        self.column = column


def column_letters(index: int) -> str:
    """The name a spreadsheet shows for a column.

    >>> column_letters(0), column_letters(25), column_letters(26), column_letters(16383)
    ('A', 'Z', 'AA', 'XFD')
    """
    letters = ""
    index += 1
    while index:
        index, letter = divmod(index - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


def column_index(letters: str) -> int | None:
    """The inverse; None where the letters name no column.

    >>> column_index("A"), column_index("XFD"), column_index("?"), column_index("")
    (0, 16383, None, None)
    """
    if not (0 < len(letters) < 4 and letters.isascii() and letters.isalpha()):
        return None
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1
