"""The forms by class of work. A changed form is a new row with the next version: rows that stood are never edited.

Sources of ranges: voltage 220 V +7 % −10 % from GB/T 12325; turbidity up to 1 NTU and free chlorine 0.05–2 mg/L at the
tap from GB 5749-2022; 18 °C in the room from the usual contracts of heating, up to 24 °C from GB 50736; the
concentrations of gas (in per cent of the lower explosive limit, LEL) and the pressures are our own definition (general
knowledge of the trade, unverified).
"""

from coverage.trade import Utility, WorkClass
from field.site_forms.shape import Item, SiteForm
from repairs import catalogue

YES_NO = ("yes", "no")
REMARKS = Item("remarks", "text", "leaving", is_needed=False)
METER = Item("meter_number", "code", "leaving", is_needed=False)
LEAK_PLACES = ("meter", "hose", "appliance", "indoor_pipe", "riser", "valve", "buried_pipe", "other")
FAULT_PLACES = ("customer_side", "meter", "service_line", "feeder", "other")
DANGERS = ("downed_line", "burning", "exposed_live_part", "broken_pole", "other")
WATER_PLACES = ("main", "service_pipe", "meter", "valve", "indoor_pipe", "plant", "other")
HEAT_PLACES = ("heat_network", "substation", "riser", "radiator", "valve", "other")

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
    SiteForm(
        code="electrical_danger",
        version=1,
        utility=Utility.ELECTRICITY,
        work_classes=(WorkClass.EMERGENCY,),
        is_duty=True,
        items=(
            Item("second_person", "person", "entering"),
            Item("public_kept_away", "confirm", "entering"),
            Item("power_cut", "choice", "entering", choices=("isolated", "isolated_earthed", "cannot_isolate")),
            Item("voltage_tested", "confirm", "entering", asked_if=("power_cut", ("isolated", "isolated_earthed"))),
            Item("danger_found", "choice", "readings", choices=DANGERS),
            Item("place_is", "choice", "leaving", choices=("safe", "fenced_off", "handed_to_rescue")),
            Item("supply_is", "choice", "leaving", choices=("restored", "temporary", "not_restored")),
            Item("photo_after", "photo", "leaving", purpose="after", least=1),
            REMARKS,
        ),
    ),
    SiteForm(
        code="gas_indoor",
        version=1,
        utility=Utility.GAS,
        work_classes=(WorkClass.PREMISES, WorkClass.QUALITY),
        is_duty=True,
        outside_only=True,
        items=(
            Item("no_phone_inside", "confirm", "entering"),
            Item(
                "gas_on_arrival", "reading", "readings", unit="percent_lel", decimals=1, least=0, most=100,
                usual_from=0, usual_to=1,
            ),
            Item("flame_is", "choice", "readings", choices=("burns_well", "weak", "no_gas_yet")),
            Item("tightness", "choice", "leaving", choices=("tight", "closed_sealed")),
            Item(
                "gas_on_leaving", "reading", "leaving", unit="percent_lel", decimals=1, least=0, most=100,
                usual_from=0, usual_to=1, must_be_usual=True,
            ),
            METER,
            REMARKS,
        ),
    ),
    SiteForm(
        code="water_supply",
        version=1,
        utility=Utility.WATER,
        work_classes=(WorkClass.NETWORK, WorkClass.PREMISES, WorkClass.QUALITY),
        items=(
            Item("place_fenced", "choice", "entering", choices=("yes", "not_needed")),
            Item("fault_place", "choice", "readings", choices=WATER_PLACES),
            Item(
                "water_pressure", "reading", "leaving", unit="megapascal", decimals=2, least=0, most=2.5,
                usual_from=0.14, usual_to=0.6, is_needed=False,
            ),
            Item("water_tested", "choice", "leaving", choices=YES_NO),
            Item(
                "turbidity", "reading", "leaving", unit="ntu", decimals=1, least=0, most=500, usual_from=0, usual_to=1,
                asked_if=("water_tested", ("yes",)),
            ),
            Item(
                "free_chlorine", "reading", "leaving", unit="milligram_per_litre", decimals=2, least=0, most=20,
                usual_from=0.05, usual_to=2, asked_if=("water_tested", ("yes",)),
            ),
            Item("supply_is", "choice", "leaving", choices=("restored", "temporary", "not_restored")),
            METER,
            Item("photo_after", "photo", "leaving", purpose="after", least=1),
            REMARKS,
        ),
    ),
    SiteForm(
        code="heating",
        version=1,
        utility=Utility.HEATING,
        work_classes=(WorkClass.NETWORK, WorkClass.PREMISES, WorkClass.QUALITY),
        items=(
            Item("fault_place", "choice", "readings", choices=HEAT_PLACES),
            Item(
                "room_temperature", "reading", "readings", unit="celsius", decimals=1, least=-10, most=45,
                usual_from=18, usual_to=24, is_needed=False,
            ),
            Item("flow_temperature", "reading", "readings", unit="celsius", decimals=1, least=0, most=150,
                 usual_from=35, usual_to=85, is_needed=False),
            Item("return_temperature", "reading", "readings", unit="celsius", decimals=1, least=0, most=150,
                 usual_from=25, usual_to=70, is_needed=False),
            Item("air_let_out", "choice", "leaving", choices=("yes", "not_needed")),
            Item("heat_is", "choice", "leaving", choices=("restored", "reduced", "not_restored")),
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
