"""Public numbers and tracking codes.

A number is said over the phone: the place's date, a serial, and a check digit after Damm (every single wrong digit and
every swap of neighbours is caught), thirteen digits read in groups. It is no secret. A tracking code is one: 130
bits in letters and digits that cannot be taken for each other.
"""

import secrets
from base64 import b32encode
from datetime import date

# H. Michael Damm, 2004: a weakly totally anti-symmetric quasigroup of order 10.
_DAMM = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_FROM_BASE32 = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", _ALPHABET)
CODE_LENGTH = 26
SERIALS = 1_000_000


def check_digit(digits: str) -> str:
    """The Damm digit of `digits`."""
    row = 0
    for digit in digits:
        row = int(_DAMM[row][int(digit)])
    return str(row)


def number(day: date, serial: int) -> str:
    """Thirteen digits: YYMMDD of the place's date, six of the serial, one to check."""
    body = f"{day:%y%m%d}{serial % SERIALS:06d}"
    return body + check_digit(body)


def spoken(value: str) -> str:
    """A number in the groups it is read out in: 261123 000 123 4."""
    return f"{value[:6]} {value[6:9]} {value[9:12]} {value[12:]}"


def parse(text: str) -> str | None:
    """The number in what somebody typed, spaces and full-width digits allowed; None where the digit is wrong."""
    digits = "".join(str(int(c)) for c in text if c.isdecimal())
    return digits if len(digits) == 13 and check_digit(digits) == "0" else None


def tracking_code() -> str:
    """An unguessable code: 26 characters of 5 bits each."""
    return b32encode(secrets.token_bytes(20)).decode().translate(_FROM_BASE32)[:CODE_LENGTH]
