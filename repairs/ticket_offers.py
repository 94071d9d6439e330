"""What customers may do about their request themselves at this moment: say how it was, hurry it, call it off."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch.kernel.errors import Refusal
from repairs import lifecycle, milestones, policies, promises, return_visits, urging, withdrawals
from repairs.models import ReturnVisit, WorkOrder


@dataclass(frozen=True)
class Offers:
    """What the page offers. `urge_from`: not before then, because somebody asked a moment ago."""

    feedback: bool
    answered: ReturnVisit | None
    urge: bool
    urge_from: datetime | None
    still_out: bool
    withdraw: bool
    appoint: bool

    @property
    def signature(self) -> str:
        """Changes when other things are offered; what a person is typing is kept while it stays."""
        names = ("feedback", "urge", "still_out", "withdraw", "appoint")
        shown = [name for name in names if getattr(self, name)]
        return " ".join([*shown, "later" if self.urge_from else ""]).strip() or "none"


def offers(order: WorkOrder, at: datetime) -> Offers:
    """What is open to the customer of `order` at `at`."""
    is_done = order.state in return_visits.DONE or order.state == "merged"
    answered = return_visits.of_round(order) if is_done else None
    urge, urge_from = _urge(order, at)
    return Offers(
        feedback=is_done and return_visits.why_not_by_link(order, at) is None,
        answered=answered if answered is not None and answered.solved is not None else None,
        urge=urge,
        urge_from=urge_from,
        still_out=order.state == "merged" and order.repaired_at is not None,
        withdraw=not order.is_life_safety and "ask_withdrawal" in lifecycle.open_actions(order.state),
        appoint=may_appoint(order, at),
    )


def may_appoint(order: WorkOrder, at: datetime) -> bool:
    """Whether a time may be agreed, as far as the order goes; what is free is the storey's above to say."""
    return (
        order.state in promises.BEFORE_DEPARTURE
        and not order.is_life_safety
        and order.lon is not None
        and order.promises < milestones.PROMISES_AT_MOST
        and bool(policies.number(f"appointment.allowed.{order.work_class}", order, at=at))
    )


def reasons_to_withdraw(order: WorkOrder) -> tuple[list[str], Refusal | None]:
    """The reasons for which the customer may ask to call it off; where there is none, why not."""
    has_used_parts = order.parts_used.exists()
    refused = list(order.withdrawals.filter(verdict="refused").values_list("reason", flat=True))
    reasons, why_not = [], None
    for reason in withdrawals.OF_CUSTOMERS:
        try:
            lifecycle.move("ask_withdrawal", order.state, is_life_safety=order.is_life_safety)
            withdrawals.judge(
                reason, "", state=order.state, by_customer=True, has_used_parts=has_used_parts, refused_before=refused
            )
            reasons.append(reason)
        except Refusal as refusal:
            why_not = refusal
    return reasons, None if reasons else why_not


def _urge(order: WorkOrder, at: datetime) -> tuple[bool, datetime | None]:
    """Whether hurrying is open, and from when on where it was just done. A merged one hurries its parent."""
    worked_on = order.parent if order.state == "merged" and order.parent is not None else order
    if worked_on.state in urging.OVER:
        return False, None
    if not worked_on.urges:
        return True, None
    last = worked_on.urged.order_by("-at").values_list("at", flat=True).first()
    if last is None:
        return True, None
    again = last + timedelta(seconds=policies.seconds("urge.apart", worked_on, at=at))
    return (False, again) if again > at else (True, None)
