"""The forms by class of work. A changed form is a new row with the next version: rows that stood are never edited.

Sources of ranges: voltage 220 V +7 % −10 % from GB/T 12325; the concentrations of gas are our own definition (general
knowledge of the trade, unverified): what is measured in per cent of the lower explosive limit (LEL).
"""

from coverage.trade import Utility, WorkClass
from field.site_forms.shape import Item, SiteForm
from repairs import catalogue

YES_NO = ("yes", "no")
REMARKS = Item("remarks", "text", "leaving", is_needed=False)
METER = Item("meter_number", "code", "leaving", is_needed=False)
LEAK_PLACES = ("meter", "hose", "appliance", "indoor_pipe", "riser", "valve", "buried_pipe", "other")
FAULT_PLACES = ("customer_side", "meter", "service_line", "feeder", "other")

FORMS: tuple[SiteForm, ...] = (
    SiteForm(
        code="gas_leak",
        version=1,
        utility=Utility.GAS,
        work_classes=(WorkClass.EMERGENCY,),
        is_duty=True,
        outside_only=True,
        items=(
            Item("second_person", "person", "entering"),
            Item("no_ignition", "confirm", "entering"),
            Item("no_phone_inside", "confirm", "entering"),
            Item("people_out", "confirm", "entering"),
            Item(
                "gas_on_arrival", "reading", "readings", unit="percent_lel", decimals=1, least=0, most=100,
                usual_from=0, usual_to=20,
            ),
            Item("leak_found", "choice", "readings", choices=YES_NO),
            Item("leak_place", "choice", "readings", choices=LEAK_PLACES, asked_if=("leak_found", ("yes",))),
            Item("valve_state", "choice", "readings", choices=("open", "closed", "closed_sealed")),
            Item(
                "gas_on_leaving", "reading", "leaving", unit="percent_lel", decimals=1, least=0, most=100,
                usual_from=0, usual_to=1, must_be_usual=True,
            ),
            METER,
            Item("photo_outside", "photo", "leaving", purpose="place", least=1),
            REMARKS,
        ),
    ),
    SiteForm(
        code="power_supply",
        version=1,
        utility=Utility.ELECTRICITY,
        work_classes=(WorkClass.NETWORK, WorkClass.PREMISES, WorkClass.QUALITY),
        items=(
            Item("voltage_tested", "confirm", "entering"),
            Item("fault_place", "choice", "readings", choices=FAULT_PLACES),
            Item("supply_is", "choice", "leaving", choices=("restored", "temporary", "not_restored")),
            Item(
                "voltage_on_leaving", "reading", "leaving", unit="volt", decimals=1, least=0, most=500,
                usual_from=198, usual_to=235.4, asked_if=("supply_is", ("restored", "temporary")),
            ),
            METER,
            Item("photo_after", "photo", "leaving", purpose="after", least=1),
            REMARKS,
        ),
    ),
)  # fmt: skip

_BY_VERSION = {(form.code, form.version): form for form in FORMS}


def form_of(code: str, version: int) -> SiteForm | None:
    """The form as it stood in that version."""
    return _BY_VERSION.get((code, version))


def newest_for(symptom: str) -> SiteForm | None:
    """The form that an order with this symptom asks for, if any."""
    known = catalogue.SYMPTOMS[symptom]
    fitting = [form for form in FORMS if form.utility == known.utility and known.work_class in form.work_classes]
    return max(fitting, key=lambda form: form.version, default=None)
