"""The nine business types from intake to end: owners, limits, grades, contests, feedback, and being handled again."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from dispatch.kernel import actors, clock, timers
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.errors import Refusal
from repairs import numbers
from repairs.cases import cards
from repairs.models import CalendarDay, Case, CaseClock, CaseNote, ReturnVisit, Todo
from tests.commands.lakeside import last, told
from tests.commands.service import Service, fresh, owed, running

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def service(frozen: object) -> Service:
    return Service()


def end_of(month: int, day: int) -> datetime:
    """The last second of a day in China."""
    return datetime(2026, month, day, 15, 59, 59, tzinfo=UTC)


def refused(service: Service, *step: Any) -> str:
    with pytest.raises(Refusal) as refusal:
        service.do(*step)
    return refusal.value.code


def pass_time(by: timedelta) -> None:
    clock.advance(by)
    while timers.sweep():
        pass


class TestIntake:
    def test_a_case_has_a_number_of_the_same_series_and_a_code_of_its_own(self, service: Service) -> None:
        first, second = service.take("praise"), service.take("query", service.fang)
        assert numbers.parse(first.number) and int(second.number[6:12]) == int(first.number[6:12]) + 1
        assert len(first.tracking_code) == 26 and first.tracking_code != second.tracking_code

    @pytest.mark.parametrize(
        ("kind", "clocks"),
        [
            ("consultation", {"reply": 24}),
            ("query", {"reply": 24}),
            ("praise", {"route": 24}),
            ("opinion", {"route": 48}),
        ],
    )
    def test_limits_in_hours_run_from_the_intake(self, service: Service, kind: str, clocks: dict[str, int]) -> None:
        case = service.take(kind)
        assert running(case) == {name: clock.now() + hours * HOUR for name, hours in clocks.items()}
        assert (case.due_at, case.due_kind) == (min(running(case).values()), min(clocks))

    def test_an_electricity_complaint_has_contact_grade_and_answer_limits_each_with_its_policy(
        self, service: Service
    ) -> None:
        case = service.take("complaint")
        assert case.grade == "ordinary"
        # Monday 5 January: the third working day is Thursday, the fifth the Monday after.
        assert running(case) == {
            "contact": clock.now() + DAY,
            "route": clock.now() + DAY,
            "settle": end_of(1, 8),
            "answer": end_of(1, 12),
        }
        answer = CaseClock.objects.get(case=case, kind="answer").policy
        assert (answer.utility, answer.business_type, answer.unit, answer.mark) == (
            "electricity", "complaint", "workday", "P",
        )  # fmt: skip

    def test_who_owes_it_is_told_on_the_boards_without_a_word_of_what_was_said(self, service: Service) -> None:
        case = service.take("complaint", service.fang, content="老王家的秘密")
        todo = owed(case)
        assert (todo.node, todo.role, todo.due_at) == (service.root, "reviewer", case.due_at)
        opened = last(f"board:{service.root.pk}", "todo.opened")["todo"]
        assert (opened["number"], opened["facts"]["first_asked"]) == (case.number, "方慧")
        assert "秘密" not in str(opened) and case.subject not in str(opened)
        assert told(f"case:{case.pk}") == ["case.taken"]

    def test_a_related_order_is_found_by_its_number(self, service: Service) -> None:
        with pytest.raises(Refusal) as refusal:
            service.take("complaint", related_number="2601050000013")
        assert refusal.value.facts["errors"][0]["code"] == "number_unknown"


class TestQuick:
    def test_an_agent_answers_at_once_and_it_ends(self, service: Service) -> None:
        case = service.do(service.fang, service.take("consultation", service.fang), "answer", "阶梯电价如下")
        assert (case.state, case.closed_at, case.due_at) == ("closed", clock.now(), None)
        assert not Todo.objects.filter(kind="case", closed_at=None).exists()
        assert cards.ticket(case)["answer"] == "阶梯电价如下"

    def test_a_complex_one_has_48_hours_from_the_intake(self, service: Service) -> None:
        case, begun = service.take("query"), clock.now()
        clock.advance(3 * HOUR)
        case = service.do(service.fang, case, "grade", "complex", "涉及三年账单")
        assert running(case) == {"reply": begun + 48 * HOUR}
        assert owed(case).due_at == begun + 48 * HOUR
        assert refused(service, service.fang, case, "grade", "major", "很严重") == "case.grade_unknown"


class TestComplaint:
    def test_a_grade_counts_from_the_intake_in_working_days(self, service: Service) -> None:
        clock.move_to(datetime(2026, 9, 30, 2, tzinfo=UTC))
        case = service.take("complaint")
        assert running(case)["settle"] == end_of(10, 10), "National Day is off, the Saturday after is worked"
        clock.advance(HOUR)
        assert running(service.do(service.rong, case, "grade", "major", "群体事件"))["settle"] == end_of(10, 8)
        assert running(service.do(service.rong, case, "grade", "special", "需第三方检测"))["settle"] == end_of(10, 15)

    def test_an_operators_day_off_moves_the_limit(self, service: Service) -> None:
        CalendarDay.objects.create(date=date(2026, 1, 6), is_working=False)
        assert running(service.take("complaint"))["settle"] == end_of(1, 9)

    def test_a_year_not_announced_yet_is_marked_provisional(self, service: Service) -> None:
        clock.move_to(datetime(2027, 6, 1, 2, tzinfo=UTC))
        case = service.take("complaint")
        assert {row.kind: row.is_provisional for row in case.clocks.all()} == {
            "contact": False, "route": False, "settle": True, "answer": True,
        }  # fmt: skip

    def test_the_unit_gets_it_and_whoever_took_it_stays_named(self, service: Service) -> None:
        case = service.routed()
        assert (case.state, case.owner_node, case.first_asked) == ("routed", service.station, service.fang)
        assert (owed(case).role, owed(case).node) == ("coordinator", service.station)
        case = service.do(service.he, case, "take")
        assert (case.owner, owed(case).owner, case.first_asked) == (service.he, service.he, service.fang)
        assert "route" not in running(case)

    def test_the_customer_is_reached_by_a_call_that_gets_through(self, service: Service) -> None:
        case = service.do(service.he, service.routed(), "contact", "no_answer")
        assert "contact" in running(case) and case.contacted_at is None
        case = service.do(service.he, case, "contact", "reached", "已致歉")
        assert "contact" not in running(case) and case.contacted_at == clock.now()
        assert refused(service, service.he, case, "contact", "shouted") == "case.outcome_unknown"

    def test_answered_the_first_asked_person_owes_the_feedback_within_24_hours(self, service: Service) -> None:
        case = service.answered()
        assert case.state == "answered"
        assert running(case)["feed_back"] == clock.now() + DAY and "settle" not in running(case)
        assert (owed(case).owner, owed(case).role) == (service.fang, "agent")

    @pytest.mark.parametrize(("grade", "days"), [("ordinary", 14), ("special", 14), ("major", 7)])
    def test_fed_back_a_return_visit_is_owed(self, service: Service, grade: str, days: int) -> None:
        case = service.routed()
        if grade != "ordinary":
            case = service.do(service.rong, case, "grade", grade, "核实后")
        case = service.do(service.he, case, "answer", "已整改")
        case = service.do(service.fang, case, "feed_back", "已电话告知")
        visit = ReturnVisit.objects.get(case_id=case.pk)
        assert (case.state, visit.due_at, visit.kind) == ("fed_back", clock.now() + days * DAY, "complaint")
        assert not Todo.objects.filter(kind="case", closed_at=None).exists(), "the visit is owed by its own todo"
        assert Todo.objects.get(kind="return_visit", closed_at=None).role == "quality"

    def test_a_major_one_climbs_the_line_level_by_level_before_it_is_late(self, service: Service) -> None:
        case = service.do(service.rong, service.routed(), "grade", "major", "多户投诉")
        pass_time(timedelta(minutes=31))
        assert (owed(case).level, owed(case).called_node) == (2, service.county)
        pass_time(timedelta(minutes=31))
        assert owed(case).called_node == service.root
        assert fresh(case).due_at > clock.now()

    def test_an_ordinary_one_does_not_climb_before_it_is_late(self, service: Service) -> None:
        case = service.routed()
        pass_time(timedelta(hours=2))
        assert owed(case).level == 0


class TestContest:
    def contested(self, service: Service) -> Case:
        return service.do(service.he, service.routed(), "contest", "当日无此用户来电", "录音编号 7781")

    def test_it_goes_before_the_department_that_owns_the_business(self, service: Service) -> None:
        case = self.contested(service)
        assert (case.state, owed(case).role, owed(case).node) == ("contested", "reviewer", service.root)
        assert running(case)["decide"] == end_of(1, 6)
        assert running(case)["settle"] == end_of(1, 8), "the customer's limit goes on"

    def test_found_justified_the_unit_goes_on_and_may_not_contest_again(self, service: Service) -> None:
        case = service.do(service.rong, self.contested(service), "decide_contest", True, "录音可证")
        assert (case.state, owed(case).role) == ("in_hand", "coordinator")
        assert refused(service, service.he, case, "contest", "仍不认可") == "case.contested_before"

    def test_found_unfounded_the_customer_is_told_why_within_24_hours(self, service: Service) -> None:
        case = service.do(service.rong, self.contested(service), "decide_contest", False, "经核实与本单位无关")
        assert (case.state, case.answer) == ("answered", "经核实与本单位无关")
        assert running(case)["feed_back"] == clock.now() + DAY
        assert "decide" not in running(case) and "settle" not in running(case)

    def test_what_the_unit_said_is_not_shown_to_the_customer(self, service: Service) -> None:
        case = self.contested(service)
        assert "录音" not in str(cards.ticket(case)) and cards.ticket(case)["state_key"] == "contested"
        assert "录音" not in str(last(f"case:{case.pk}", "case.contested"))
        assert CaseNote.objects.get(case=case, kind="contest").text.endswith("录音编号 7781")

    def test_there_is_nothing_to_decide_that_nobody_contested(self, service: Service) -> None:
        assert refused(service, service.rong, service.routed(), "decide_contest", True, "属实") == "case.step_not_open"


class TestHandledAgain:
    def test_not_satisfied_it_comes_one_level_further_up_with_fresh_limits(self, service: Service) -> None:
        case = service.do(service.fang, service.answered(), "feed_back", "已告知")
        clock.advance(2 * DAY)
        case = service.do(service.qiu, case, "handle_again", "用户不认可")
        assert (case.state, case.rounds, case.owner_node, case.owner) == ("routed", 2, service.county, None)
        assert case.first_asked == service.fang
        assert running(case) == {"contact": clock.now() + DAY, "settle": end_of(1, 12), "answer": end_of(1, 14)}
        assert ReturnVisit.objects.get(case_id=case.pk).state == "dropped"
        case = service.do(service.du, case, "answer", "重新整改")
        case = service.do(service.fang, case, "feed_back", "再次告知")
        assert [v.round for v in ReturnVisit.objects.filter(case_id=case.pk).order_by("pk")] == [0, 1]
        case = service.do(service.qiu, case, "handle_again", "仍不认可")
        assert (case.rounds, case.owner_node) == (3, service.root)
        case = service.do(service.qiu, service.do(service.rong, case, "answer", "终审"), "handle_again", "不服")
        assert case.owner_node == service.root, "there is nothing above the top"

    def test_the_customer_may_say_so_themselves_but_not_endlessly_nor_years_later(self, service: Service) -> None:
        customer = actors.customer("10.0.0.1")
        case = service.do(service.fang, service.take("consultation"), "answer", "如下所述")
        clock.advance(31 * DAY)
        assert refused(service, customer, case, "handle_again_by_customer", "没说清楚") == "case.again_too_late"
        case = service.do(service.fang, service.take("consultation"), "answer", "如下所述")
        for _ in range(3):
            case = service.do(customer, case, "handle_again_by_customer", "没说清楚")
            case = service.do(service.fang, case, "answer", "详细如下")
        assert refused(service, customer, case, "handle_again_by_customer", "没说清楚") == "case.again_too_often"

    def test_a_visit_that_finds_it_solved_ends_it_and_one_that_does_not_takes_it_up(self, service: Service) -> None:
        from repairs import return_visits
        from repairs.return_visits import Said

        for solved, state in ((True, "closed"), (False, "routed")):
            case = service.do(service.fang, service.answered(), "feed_back", "已告知")

            def work(tx: Any, case: Case = case, solved: bool = solved) -> None:
                visit = ReturnVisit.objects.select_for_update().get(case_id=case.pk, state="due")
                script = return_visits.return_visit_rules.script(visit.kind, visit.utility)
                given = {question.key: True for question in script if getattr(question, "is_required", False)}
                return_visits.give_result(tx, visit, None, Said(solved, 5 if solved else 1, "", given))

            from dispatch.kernel import commands

            commands.perform(actors.of_user(service.qiu), "visit_back.work", work)
            assert fresh(case).state == state


class TestOpinionAndPraise:
    def test_an_opinion_reaches_the_unit_in_two_days_and_has_measures_in_three(self, service: Service) -> None:
        case = service.take("opinion")
        clock.advance(DAY)
        case = service.do(service.fang, case, "route", service.station)
        assert running(case) == {"measures": clock.now() + 3 * DAY}
        case = service.do(service.he, case, "answer", "增设窗口")
        case = service.do(service.he, case, "feed_back", "已告知")
        assert ReturnVisit.objects.get(case_id=case.pk).due_at == clock.now() + 14 * DAY

    def test_praise_is_passed_on_and_thanked(self, service: Service) -> None:
        case = service.do(service.he, service.routed("praise"), "answer", "已转告周师傅，感谢您")
        assert case.state == "closed"

    def test_without_a_phone_number_the_answer_is_read_by_the_code_and_nothing_more_is_owed(
        self, service: Service
    ) -> None:
        case = service.do(service.he, service.routed("suggestion", contact_phone=""), "answer", "采纳")
        assert (case.state, running(case)) == ("closed", {})
        told_ = service.do(service.he, service.routed("suggestion"), "answer", "采纳")
        assert told_.state == "answered"
        assert refused(service, service.he, case, "contact", "reached") == "case.no_contact"


class TestConnection:
    LACKING = {"applicant": "business", "paper_identity": True}

    def test_what_is_missing_is_said_at_once_by_the_intake_itself(self, service: Service) -> None:
        case = service.take("connection_application", fields=self.LACKING)
        assert (case.state, case.papers) == ("awaiting_papers", ["property", "licence", "load_list"])
        assert cards.ticket(case)["papers"] == case.papers
        assert running(case) == {"papers": clock.now() + 30 * DAY}
        case = service.do(service.fang, case, "complete")
        assert (case.state, case.papers, set(running(case))) == ("taken", [], {"route", "answer"})

    def test_nothing_new_can_be_asked_for_a_second_time(self, service: Service) -> None:
        case = service.take("connection_application", fields={"applicant": "business", "paper_identity": True,
                            "paper_property": True, "paper_licence": True})  # fmt: skip
        case = service.do(service.fang, case, "complete")
        assert refused(service, service.fang, case, "ask_papers", ["property"]) == "case.notice_given"
        assert service.do(service.fang, case, "ask_papers", ["load_list"]).state == "awaiting_papers", "told before"

    def test_papers_asked_for_at_the_unit_come_back_to_the_unit(self, service: Service) -> None:
        case = service.do(service.he, service.routed("connection_application"), "take")
        case = service.do(service.he, case, "ask_papers", ["property"], "房产证复印件不清")
        assert "answer" not in running(case)
        clock.advance(3 * DAY)
        case = service.do(service.he, case, "complete")
        assert (case.state, case.owner) == ("in_hand", service.he)
        assert running(case) == {"answer": end_of(1, 15)}, "five working days from when they were complete"
        assert refused(service, service.he, case, "ask_papers", ["licence"]) == "case.papers_unknown", "of businesses"


class TestDeadlines:
    def test_warned_and_breached_once_each_and_the_first_asked_named_on_the_todo(self, service: Service) -> None:
        case = service.take("consultation", service.fang)
        for hours in (12, 6, 4, 3, 30):
            pass_time(hours * HOUR)
        log = told(f"case:{case.pk}")
        assert log.count("case.due_warned") == 3 and log.count("case.breached") == 1
        todo = owed(case)
        assert (todo.facts["late"], todo.facts["first_asked"], todo.level > 0) == ("reply", "方慧", True)
        assert CaseClock.objects.get(case=case).breached_at is not None

    def test_what_was_done_in_time_fires_nothing(self, service: Service) -> None:
        case = service.do(service.fang, service.take("consultation"), "answer", "如下所述")
        pass_time(3 * DAY)
        assert told(f"case:{case.pk}") == ["case.taken", "case.answered"]

    def test_asleep_over_all_thresholds_only_the_last_is_told(self, service: Service) -> None:
        case = service.take("consultation")
        pass_time(2 * DAY)
        assert told(f"case:{case.pk}")[1:] == ["case.breached"]


class TestWords:
    @pytest.mark.parametrize("verb", ["answer", "note", "contest"])
    def test_words_are_needed_where_words_are_the_deed(self, service: Service, verb: str) -> None:
        assert refused(service, service.he, service.routed(), verb, " ") == "case.text_needed"

    def test_the_record_keeps_every_step_signed_and_the_log_none_of_its_words(self, service: Service) -> None:
        case = service.do(service.fang, service.answered(), "feed_back", "用户接受")
        case = service.do(SYSTEM, case, "close", "回访满意")
        record = list(case.notes.order_by("pk").values_list("kind", "by_name"))
        assert record == [
            ("take_in", "方慧"), ("route", "方慧"), ("take", "何静"), ("answer", "何静"), ("feed_back", "方慧"),
            ("close", "派单 Paidan"),
        ]  # fmt: skip
        said = str([last(f"case:{case.pk}", kind) for kind in told(f"case:{case.pk}")])
        assert "整改" not in said and "接受" not in said
