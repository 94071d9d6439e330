// Made by `manage.py export_contract` from the server's tables. Do not edit.

export const PAUSES = [
  "customer_unreachable",
  "no_access",
  "bad_weather",
  "traffic",
  "unsafe_site",
  "parts_awaited",
  "third_party",
  "second_visit",
  "reappointment"
] as const

export const SYMPTOMS_OF = {
  "electricity": [
    "no_power",
    "partial_power",
    "low_voltage",
    "flickering",
    "downed_line",
    "smoke_or_fire",
    "damaged_equipment",
    "meter_fault"
  ],
  "water": [
    "burst_main",
    "no_water",
    "low_pressure",
    "water_leak",
    "bad_water",
    "manhole_cover",
    "water_meter"
  ],
  "gas": [
    "smell_of_gas",
    "gas_pipe_damaged",
    "no_gas",
    "weak_flame",
    "gas_meter"
  ],
  "heating": [
    "no_heating",
    "low_temperature",
    "heating_leak",
    "radiator_leak"
  ]
} as const

export const DANGERS = [
  "downed_line",
  "smoke_or_fire",
  "smell_of_gas",
  "gas_pipe_damaged"
] as const
