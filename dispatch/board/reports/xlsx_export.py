"""Reports as Excel books: real numbers and local times, and no cell that a program would take for a formula.

Written row by row (constant memory) into a file of the machine, which goes when the answer was read.
"""

import tempfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import IO, Any

import xlsxwriter

from dispatch.board.reports.sheets import Column

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NUMBER = {
    "share": "0.0%",
    "minutes": "0.0",
    "seconds": "0.0",
    "mark": "0.00",
    "ratio": "0.00",
    "index": "0.00000",
    "availability": "0.0000%",
}
WIDTH = 18
NAME_LENGTH = 31


class Book:
    """One book: `sheet` once for each sheet, then `close`, which gives the open file at its beginning."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  closed by the answer that sends it
        self.book = xlsxwriter.Workbook(self.file, OPTIONS)
        self.bold = self.book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.time = self.book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self.numbers = {unit: self.book.add_format({"num_format": said}) for unit, said in _NUMBER.items()}

    def sheet(
        self,
        name: str,
        above: Sequence[tuple[str, str]],
        columns: Sequence[Column],
        rows: Iterable[Sequence[Any]],
        below: str = "",
    ) -> None:
        """Lines above, headings, rows, and a sentence below."""
        sheet = self.book.add_worksheet(name[:NAME_LENGTH])
        sheet.set_column(0, max(0, len(columns) - 1), WIDTH)
        line = 0
        for head, words in above:
            sheet.write_string(line, 0, head, self.bold)
            sheet.write_string(line, 1, words)
            line += 1
        line += bool(above)
        for place, column in enumerate(columns):
            sheet.write_string(line, place, column.heading(self.language), self.bold)
        for row in rows:
            line += 1
            for place, (column, value) in enumerate(zip(columns, row, strict=True)):
                self._write(sheet, line, place, column, value)
        if below:
            sheet.write_string(line + 2, 0, below)

    def close(self) -> IO[bytes]:
        self.book.close()
        self.file.seek(0)
        return self.file

    def _write(self, sheet: Any, line: int, place: int, column: Column, value: Any) -> None:
        if value is None:
            return
        if isinstance(value, datetime):
            sheet.write_datetime(line, place, value, self.time)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            sheet.write_number(line, place, value, self.numbers.get(column.unit))
        else:
            sheet.write_string(line, place, str(value))
