"""Numbers that survive the telephone, codes that survive guessing."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from repairs import numbers

serials = st.integers(0, 999_999)
DAY = date(2026, 11, 23)


@given(serial=serials)
def test_a_number_is_thirteen_digits_that_check(serial: int) -> None:
    made = numbers.number(DAY, serial)
    assert len(made) == 13 and made.startswith("261123")
    assert numbers.parse(numbers.spoken(made)) == made


@given(serial=serials, place=st.integers(0, 12), digit=st.integers(0, 9))
def test_any_one_wrong_digit_is_noticed(serial: int, place: int, digit: int) -> None:
    made = numbers.number(DAY, serial)
    wrong = made[:place] + str(digit) + made[place + 1 :]
    assert (numbers.parse(wrong) == wrong) is (wrong == made)


@given(serial=serials, place=st.integers(0, 11))
def test_any_swap_of_neighbours_is_noticed(serial: int, place: int) -> None:
    made = numbers.number(DAY, serial)
    swapped = made[:place] + made[place + 1] + made[place] + made[place + 2 :]
    assert (numbers.parse(swapped) is None) is (swapped != made)


def test_what_people_type_is_understood() -> None:
    made = numbers.number(DAY, 42)
    assert numbers.parse(f" {made[:6]}-{made[6:9]} {made[9:]} ") == made
    assert numbers.parse("".join(chr(ord(c) + 0xFEE0) for c in made)) == made
    assert numbers.parse("95598") is None
    assert numbers.parse("²" * 13) is numbers.parse("①" * 13) is None, "signs that look like digits are none"


def test_tracking_codes_carry_130_bits_in_unambiguous_signs() -> None:
    codes = {numbers.tracking_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(len(code) == 26 and not set(code) & set("01IO") for code in codes)
