"""What a form is made of. Pure; the phone gets the same data, made by `manage.py export_contract`."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from coverage.trade import Utility, WorkClass

Kind = Literal["confirm", "choice", "reading", "code", "text", "person", "photo"]


@dataclass(frozen=True)
class Item:
    """One line. Words are texts `site_form_item.<code>` and `site_form_choice.<choice>`.

    - confirm: must be confirmed, or the form is not handed in;
    - choice: one of `choices`;
    - reading: a number in `unit`. Outside `least`…`most` it is a slip of the finger; outside `usual_from`…`usual_to` it
      is a finding, or, where `must_be_usual`, a reason not to leave the place;
    - code: a number on a plate, read by the camera where the browser can, of letters, digits and `-`;
    - person: somebody else than the technician;
    - photo: at least `least` photos of `purpose`, announced before the form.

    `asked_if` names an item and the choices of it for which this one is asked at all.
    """

    code: str
    kind: Kind
    part: str
    is_needed: bool = True
    choices: tuple[str, ...] = ()
    unit: str = ""
    decimals: int = 0
    least: float | None = None
    most: float | None = None
    usual_from: float | None = None
    usual_to: float | None = None
    must_be_usual: bool = False
    purpose: str = ""
    asked_if: tuple[str, tuple[str, ...]] | None = None


@dataclass(frozen=True)
class SiteForm:
    """A version of a form. What was filled in once is read by the version it was filled in with, so versions stay.

    `is_duty`: the phone asks for it before "repaired". `outside_only`: photos are to be taken outside.
    """

    code: str
    version: int
    utility: Utility
    work_classes: tuple[WorkClass, ...]
    items: tuple[Item, ...]
    is_duty: bool = False
    outside_only: bool = False

    def as_json(self) -> dict[str, Any]:
        """For the phone and the console."""
        return asdict(self)
