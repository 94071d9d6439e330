"""What people bring to the demonstration's hotline besides faults: questions, complaints, applications, praise.

The agent's own account takes them in, so that a visitor who logs in as the agent finds what they were first asked.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from dispatch.demo.logins import LOGINS
from dispatch.kernel import actors
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import User
from repairs.cases import taking
from repairs.cases.forms import CaseForm

A_MINUTE = 0.04
AT_FIRST = 7

MATTERS: tuple[dict[str, Any], ...] = (
    {"business_type": "complaint", "utility": "electricity", "subject": "抢修来得太晚",
     "content": "报修后等了三个小时才有人来，中间没有任何电话。", "fields": {"about": "delay"}},
    {"business_type": "complaint", "utility": "water", "subject": "维修后路面没有恢复",
     "content": "水管修好一周了，路面还是坑，老人出行不便。", "fields": {"about": "repair_quality", "unit": "供水站"}},
    {"business_type": "consultation", "utility": "electricity", "subject": "峰谷电价怎么办理",
     "content": "想了解居民峰谷电价的办理条件和时间。", "fields": {"topic": "tariff"}},
    {"business_type": "query", "utility": "gas", "subject": "上月用气量",
     "content": "账单比平时高一倍，请查上月的用气量。",
     "fields": {"looked_up": "usage", "customer_number": "4101-20381"}},
    {"business_type": "appeal", "utility": "heating", "subject": "顶楼室温长期偏低",
     "content": "测得 15 度，希望安排入户检查。", "fields": {"about": "supply_quality", "wish": "入户测温并调平"}},
    {"business_type": "suggestion", "utility": "water", "subject": "停水通知能否早一天",
     "content": "建议计划停水提前一天在小区群里通知。", "fields": {}},
    {"business_type": "opinion", "utility": "electricity", "subject": "营业厅排队太久",
     "content": "只有一个窗口开放，排了四十分钟。", "fields": {"about": "service_attitude", "unit": "营业厅"}},
    {"business_type": "praise", "utility": "gas", "subject": "师傅半夜上门，态度很好",
     "content": "凌晨闻到气味，二十分钟就到了，还教老人怎么关阀。", "fields": {"unit": "燃气站"}},
    {"business_type": "connection_application", "utility": "electricity", "subject": "新店铺用电报装",
     "content": "临街商铺，预计 30 千瓦。",
     "fields": {"applicant": "business", "load": "30 kW", "paper_identity": True}},
    {"business_type": "wrongdoing_report", "utility": "electricity", "subject": "有人上门收取额外费用",
     "content": "自称抢修人员，要求现金支付，不给收据。", "fields": {"wrong": "charges", "unit": "不清楚"},
     "is_anonymous": True},
)  # fmt: skip
NAMES = ("赵", "钱", "孙", "李", "周", "吴", "郑", "王")


@dataclass
class Matters:
    """Takes them in, one after the other, as simulated time goes by."""

    rng: np.random.Generator
    due: float = AT_FIRST
    next_one: int = 0

    def pass_(self, minutes: float) -> None:
        """Let so many simulated minutes pass."""
        self.due += minutes * A_MINUTE
        if self.due < 1:
            return
        self.due -= 1
        agent = User.objects.filter(username=_agent()).first()
        if agent is None:
            return
        told = MATTERS[self.next_one % len(MATTERS)]
        self.next_one += 1
        who = {} if told.get("is_anonymous") else self._somebody()
        taking.take(actors.of_user(agent), CaseForm.model_validate({**told, **who, "channel": "hotline"}))

    def _somebody(self) -> dict[str, str]:
        name = NAMES[int(self.rng.integers(len(NAMES)))] + ("女士" if self.rng.random() < 0.5 else "先生")
        phone = f"139{int(self.rng.integers(10_000_000, 99_999_999))}"
        return {
            "contact_name": name,
            "contact_phone": phone,
            "address": f"金水区文化路{int(self.rng.integers(1, 200))}号",
        }


def _agent() -> str:
    return next(login["username"] for login in LOGINS if login["role"] == Role.AGENT)
