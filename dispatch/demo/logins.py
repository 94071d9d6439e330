"""The demonstration's accounts, one per role, as the landing page and the start-up greeting offer them."""

PASSWORD = "paidan-demo"

LOGINS: list[dict[str, str]] = [
    {
        "username": "dispatcher",
        "password": PASSWORD,
        "role": "dispatcher",
        "zh": "调度员（全市）",
        "en": "Dispatcher (whole city)",
        "path": "/console/",
    },
    {
        "username": "coordinator",
        "password": PASSWORD,
        "role": "coordinator",
        "zh": "站端协调员（一个供电所）",
        "en": "Station coordinator (one power station)",
        "path": "/console/station",
    },
    {
        "username": "technician",
        "password": PASSWORD,
        "role": "technician",
        "zh": "抢修人员",
        "en": "Technician",
        "path": "/technician/",
    },
    {
        "username": "agent",
        "password": PASSWORD,
        "role": "agent",
        "zh": "热线坐席",
        "en": "Hotline agent",
        "path": "/console/agent",
    },
    {
        "username": "quality",
        "password": PASSWORD,
        "role": "quality",
        "zh": "回访员",
        "en": "Return-visit agent",
        "path": "/console/quality",
    },
    {
        "username": "reviewer",
        "password": PASSWORD,
        "role": "reviewer",
        "zh": "审核员",
        "en": "Reviewer",
        "path": "/console/quality",
    },
    {
        "username": "auditor",
        "password": PASSWORD,
        "role": "auditor",
        "zh": "审计员",
        "en": "Auditor",
        "path": "/console/",
    },
    {
        "username": "admin",
        "password": PASSWORD,
        "role": "admin",
        "zh": "管理员",
        "en": "Administrator",
        "path": "/console/",
    },
]
