// Made by `manage.py export_contract` from the server's tables. Do not edit.

export const CAUSES_OF = {
  "electricity": {
    "equipment": [
      "equipment_failure",
      "ageing",
      "fuse_blown",
      "breaker_tripped",
      "transformer_fault",
      "cable_fault",
      "joint_burnt",
      "meter_defect"
    ],
    "outside": [
      "third_party_damage",
      "animal",
      "tree",
      "vehicle"
    ],
    "nature": [
      "weather",
      "lightning"
    ],
    "running": [
      "overload",
      "phase_imbalance",
      "blockage"
    ],
    "customer": [
      "customer_installation",
      "credit_used_up"
    ],
    "nothing": [
      "no_fault_found"
    ],
    "unclear": [
      "other"
    ]
  },
  "water": {
    "equipment": [
      "equipment_failure",
      "ageing",
      "joint_leak",
      "pipe_corroded",
      "valve_fault",
      "pump_fault",
      "meter_defect"
    ],
    "outside": [
      "third_party_damage",
      "vehicle"
    ],
    "nature": [
      "weather",
      "freezing",
      "subsidence"
    ],
    "running": [
      "overload",
      "blockage",
      "low_supply"
    ],
    "customer": [
      "customer_installation",
      "second_supply",
      "customer_valve"
    ],
    "nothing": [
      "no_fault_found"
    ],
    "unclear": [
      "other"
    ]
  },
  "gas": {
    "equipment": [
      "equipment_failure",
      "ageing",
      "joint_leak",
      "pipe_corroded",
      "valve_fault",
      "regulator_fault",
      "meter_defect"
    ],
    "outside": [
      "third_party_damage",
      "vehicle"
    ],
    "nature": [
      "weather",
      "subsidence"
    ],
    "running": [
      "overload",
      "blockage",
      "low_supply"
    ],
    "customer": [
      "customer_installation",
      "credit_used_up",
      "hose_aged",
      "appliance_fault"
    ],
    "nothing": [
      "no_fault_found"
    ],
    "unclear": [
      "other"
    ]
  },
  "heating": {
    "equipment": [
      "equipment_failure",
      "ageing",
      "joint_leak",
      "pipe_corroded",
      "valve_fault",
      "pump_fault",
      "exchanger_fault",
      "meter_defect"
    ],
    "outside": [
      "third_party_damage"
    ],
    "nature": [
      "weather",
      "freezing",
      "subsidence"
    ],
    "running": [
      "overload",
      "blockage",
      "low_supply",
      "air_lock",
      "flow_imbalance"
    ],
    "customer": [
      "customer_installation",
      "customer_valve"
    ],
    "nothing": [
      "no_fault_found"
    ],
    "unclear": [
      "other"
    ]
  }
} as const

export const HINTS = {
  "equipment": [
    "老化",
    "熔断",
    "跳闸",
    "烧毁",
    "烧坏",
    "锈蚀",
    "腐蚀",
    "aged",
    "burnt",
    "corroded",
    "blown fuse",
    "tripped"
  ],
  "outside": [
    "施工",
    "挖断",
    "挖破",
    "车撞",
    "撞断",
    "小动物",
    "树枝",
    "excavator",
    "digger",
    "squirrel",
    "branch"
  ],
  "nature": [
    "雷击",
    "台风",
    "暴雨",
    "大风",
    "冻裂",
    "结冰",
    "沉降",
    "lightning",
    "typhoon",
    "storm",
    "frozen"
  ],
  "running": [
    "过载",
    "过负荷",
    "堵塞",
    "气堵",
    "超负荷",
    "overload",
    "blocked",
    "air lock"
  ],
  "customer": [
    "用户内部",
    "户内",
    "欠费",
    "表后",
    "自行关闭",
    "indoor wiring",
    "arrears",
    "after the meter"
  ],
  "nothing": [
    "未发现",
    "无故障",
    "一切正常",
    "已自行恢复",
    "no fault",
    "nothing found",
    "works normally"
  ]
} as const

export const RESULTS = [
  "repaired",
  "temporary_repair",
  "made_safe",
  "guided",
  "no_fault_found",
  "handed_over",
  "customer_refused"
] as const

export const WORKED = [
  "repaired",
  "temporary_repair"
] as const

export const OWNERS = [
  "utility",
  "customer",
  "third_party"
] as const

export const CONTACT_OUTCOMES = [
  "reached",
  "no_answer",
  "busy",
  "dead_number",
  "wrong_number",
  "refused"
] as const

export const PROMISE_REASONS = [
  "customer_asks",
  "crew_held_up",
  "parts_awaited",
  "weather",
  "traffic",
  "other"
] as const

export const PROMISES_AT_MOST = 3 as const
