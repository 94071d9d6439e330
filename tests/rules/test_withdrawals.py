"""What may be asked to be withdrawn: a table over reason, state, asker, parts and what was refused before."""

import pytest

from dispatch.kernel import texts
from dispatch.kernel.errors import Refusal
from repairs import lifecycle, withdrawals

ELSEWHERE = {"duplicate": "withdrawal.merge_instead", "outside_coverage": "withdrawal.redispatch_instead"}
GROUNDS = [reason for reason in withdrawals.REASONS if reason not in ELSEWHERE]


def verdict(
    reason: str,
    note: str = "三次均为空号",
    *,
    state: str = "accepted",
    by_customer: bool = False,
    has_used_parts: bool = False,
    refused_before: tuple[str, ...] = (),
) -> str:
    try:
        withdrawals.judge(
            reason,
            note,
            state=state,
            by_customer=by_customer,
            has_used_parts=has_used_parts,
            refused_before=refused_before,
        )
    except Refusal as refusal:
        return refusal.code
    return "asked"


@pytest.mark.parametrize("state", lifecycle.STATES)
@pytest.mark.parametrize("reason", GROUNDS)
def test_every_ground_may_be_asked_until_the_work_is_done(reason: str, state: str) -> None:
    done = state in ("repaired", "reported", "closed")
    assert verdict(reason, state=state) == ("withdrawal.work_done" if done else "asked")


@pytest.mark.parametrize("reason", ELSEWHERE)
def test_what_has_another_way_is_pointed_to_it_whatever_else_is_wrong(reason: str) -> None:
    assert verdict(reason) == ELSEWHERE[reason]
    assert verdict(reason, "", state="repaired", has_used_parts=True, refused_before=(reason,)) == ELSEWHERE[reason]


@pytest.mark.parametrize("reason", withdrawals.REASONS)
def test_a_customer_may_only_say_what_is_theirs_to_say_and_needs_no_note(reason: str) -> None:
    theirs = reason in withdrawals.OF_CUSTOMERS
    assert verdict(reason, "", by_customer=True) == ("asked" if theirs else "withdrawal.reason_unknown")


@pytest.mark.parametrize("note", ["", "  ", "空", " 空 "])
def test_others_say_what_happened(note: str) -> None:
    assert verdict("dead_number", note) == "withdrawal.note_needed"


def test_parts_stay_where_they_went() -> None:
    assert verdict("customer_cancels", has_used_parts=True) == "withdrawal.parts_used"


def test_a_refused_reason_is_not_asked_again_but_another_is() -> None:
    assert verdict("dead_number", refused_before=("test", "dead_number")) == "withdrawal.asked_before"
    assert verdict("wrong_number", refused_before=("test", "dead_number")) == "asked"


def test_life_safety_is_never_asked_and_every_living_state_may_be() -> None:
    for state in lifecycle.STATES:
        opens = "ask_withdrawal" in lifecycle.open_actions(state)
        assert opens == (state in (*lifecycle.ON_SITE_OR_BEFORE, "suspended")), state
        with pytest.raises(Refusal) as refused:
            lifecycle.move("ask_withdrawal", state, is_life_safety=True)
        assert refused.value.code == ("order.life_safety_stays" if opens else "order.step_not_open")


@pytest.mark.parametrize("state", [*lifecycle.ON_SITE_OR_BEFORE, "suspended"])
def test_a_refusal_leads_back_to_exactly_where_it_was_asked(state: str) -> None:
    before = "accepted" if state == "suspended" else ""
    asked = lifecycle.move("ask_withdrawal", state, state_before=before)
    back = lifecycle.move("refuse_withdrawal", asked.state, state_before=asked.state_before)
    assert (back.state, back.state_before, back.undone) == (state, before, ())


@pytest.mark.parametrize("reason", GROUNDS)
def test_the_customer_reads_each_ground_in_plain_words_of_both_languages(reason: str) -> None:
    told = {language: texts.say(f"ticket_reason.{reason}", language) for language in ("zh", "en")}
    assert told["zh"] != told["en"]
    assert all(texts.say(f"withdrawal_reason.{reason}", language) for language in told)
