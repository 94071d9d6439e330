"""A report that is opened in a spreadsheet program must show text as text."""

import csv
import io

import pytest

from dispatch.board.reports import csv_export


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+8613800001111", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\u3000=1", "＝1", '=HYPERLINK("http://x")'],
)
def test_what_a_program_would_take_for_a_formula_is_written_as_text(cell: str) -> None:
    assert csv_export.safe(cell) == "'" + cell


@pytest.mark.parametrize(
    ("value", "cell"), [("湖滨路 8 号", "湖滨路 8 号"), (-2.5, "-2.5"), (None, ""), ("", ""), (0, "0")]
)
def test_plain_text_and_numbers_stay_as_they_are(value: object, cell: str) -> None:
    assert csv_export.safe(value) == cell


def test_a_file_is_read_back_as_it_was_written_whatever_the_text() -> None:
    rows = [["湖滨,供电所", 'said "no"', "two\nlines", 3]]
    text = csv_export.write(["站点", "说明", "备注", "数"], rows)
    assert text.startswith("\ufeff")
    read = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert read == [["站点", "说明", "备注", "数"], ["湖滨,供电所", 'said "no"', "two\nlines", "3"]]
