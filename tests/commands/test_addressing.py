"""A town in Henan: orders without a pin go by their address, and a pin that contradicts its address is asked about."""

from __future__ import annotations

from typing import Any

import pytest
import shapely

from coverage import index
from coverage.addresses import looking, places
from coverage.models import Area, CoverageVersion, Station, Territory
from dispatch.board import engine
from dispatch.board.addressing import conflicts
from dispatch.board.models import AddressConflict, Decision, Offer
from dispatch.kernel import accounts, actors, clock, commands, organisation, outbox
from dispatch.kernel.access_table import Role
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import AuditRecord, Node, User
from repairs import intake, orders
from repairs.intake import Place
from repairs.models import Todo, WorkOrder
from tests.commands.lakeside import last, told

pytestmark = pytest.mark.django_db(transaction=True)

IN_ZHONGYUAN, IN_JINSHUI, NOBODYS = (113.05, 34.05), (113.15, 34.05), (113.55, 34.55)


class Zhengzhou:
    """中原区 has a power station and one for gas, 金水区 two for power (one for 花园路街道), 郑东新区 one."""

    def __init__(self) -> None:
        self.province = organisation.add_node(None, "province", "河南省", "Henan")
        self.city = organisation.add_node(self.province, "city", "郑州市", "Zhengzhou")
        self.zhongyuan = organisation.add_node(self.city, "county", "中原区", "Zhongyuan")
        self.jinshui = organisation.add_node(self.city, "county", "金水区", "Jinshui")
        self.new = organisation.add_node(self.city, "county", "郑东新区", "Zhengdong New District")
        self.version = CoverageVersion.objects.create(state="active", created_at=clock.now())
        self.west = self.station("west", self.zhongyuan, 113.0, ["electricity"])
        self.gas = self.station("gas", self.zhongyuan, 113.0, ["gas"])
        self.east = self.station("east", self.jinshui, 113.1, ["electricity"])
        self.garden = self.station("garden", self.jinshui, 113.2, ["electricity"], name="花园路街道")
        self.far = self.station("far", self.new, 113.3, ["electricity"])
        index.forget()
        self.agent = User.objects.create(username="an", display_name="安宁")
        accounts.grant(self.agent, Role.AGENT, self.city)

    def station(self, code: str, under: Node, lon: float, utilities: list[str], name: str = "") -> Station:
        station = Station.objects.create(
            node=organisation.add_node(under, "station", code, code),
            code=code,
            utilities=utilities,
            skills=["lv_service", "hv_line", "gas_leak", "gas_appliance"],
            lon=lon + 0.05,
            lat=34.05,
        )
        box = shapely.to_wkb(shapely.box(lon, 34.0, lon + 0.1, 34.1))
        Area.objects.create(version=self.version, station=station, geometry=box, vertices=5, name=name)
        return station

    def report(self, address: str, at: tuple[float, float] | None = None, symptom: str = "no_power") -> WorkOrder:
        form = intake.IntakeForm(
            utility="gas" if "gas" in symptom else "electricity",
            symptom=symptom,
            address=address,
            place={"lon": at[0], "lat": at[1]} if at else None,
        )
        return WorkOrder.objects.get(request__number=intake.take(SYSTEM, form)["number"])

    def decided(self, address: str, symptom: str = "no_power") -> tuple[WorkOrder, dict[str, Any]]:
        """The order after the engine has looked at it, and what it decided by."""
        order = self.report(address, symptom=symptom)
        engine.place_waiting()
        return fresh(order), Decision.objects.get(order=order).candidates


@pytest.fixture
def city() -> Zhengzhou:
    return Zhengzhou()


def fresh(order: WorkOrder) -> WorkOrder:
    return WorkOrder.objects.select_related("node", "station").get(pk=order.pk)


def reasons(candidates: dict[str, Any]) -> list[str]:
    return [reason["code"] for row in candidates["rows"] for reason in row["reasons"]]


def read_log() -> None:
    while outbox.run("board.addresses"):
        pass


def decide(city: Zhengzhou, order: WorkOrder, decision: conflicts.Decision, **more: Any) -> None:
    def work(tx: Any) -> None:
        conflicts.decide(tx, orders.locked([order.pk])[order.pk], decision, **more)

    commands.perform(actors.of_user(city.agent), "order.decide_place", lambda tx: work(tx))


# The second route


def test_an_order_without_a_pin_goes_to_the_one_station_of_the_place_that_its_address_names(city: Zhengzhou) -> None:
    order, candidates = city.decided("郑州市中原区建设路18号")
    assert (order.state, order.station) == ("offered", city.west)
    (reason,) = candidates["rows"][0]["reasons"]
    assert (reason["code"], reason["address"], reason["adcode"]) == ("by_address", "河南省郑州市中原区", "410102")
    assert candidates["rows"][0]["distance_m"] is None, "there is no point to measure from"
    assert Offer.objects.get(order=order).way == "by_address"
    assert (order.lon, order.lat) == (None, None), "no point is made up"


def test_the_station_of_the_utility_is_meant(city: Zhengzhou) -> None:
    order, _ = city.decided("郑州市中原区建设路18号", symptom="gas_meter")
    assert order.station == city.gas


def test_an_area_that_bears_the_towns_name_decides_between_two_stations(city: Zhengzhou) -> None:
    order, _ = city.decided("金水区花园路街道1号院")
    assert order.station == city.garden


def test_a_place_of_the_operators_own_is_found_by_its_name(city: Zhengzhou) -> None:
    order, _ = city.decided("郑州市郑东新区商务内环2号")
    assert order.station == city.far


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("郑州市金水区花园路1号", "address_unclear"),
        ("建设路18号", "no_place"),
        ("鼓楼区中山路3号", "address_unclear"),
        ("开封市鼓楼区中山路3号", "address_elsewhere"),
        ("北京市朝阳区建国路88号", "address_elsewhere"),
        ("郑州市朝阳区建国路88号", "address_unclear"),
        ("18 Jianshe Road, Zhongyuan District", "no_place"),
    ],
)
def test_an_address_that_means_no_one_station_waits_for_a_person_and_says_why(
    city: Zhengzhou, address: str, why: str
) -> None:
    order, candidates = city.decided(address)
    assert (order.state, candidates["facts"], candidates["rows"]) == ("hand_queue", [why], [])


def test_a_station_that_may_not_take_it_is_named_and_the_order_waits_for_a_person(city: Zhengzhou) -> None:
    Station.objects.filter(pk=city.west.pk).update(is_active=False, revision=1)
    index.forget()
    order, candidates = city.decided("郑州市中原区建设路18号")
    assert order.state == "hand_queue"
    assert reasons(candidates) == ["by_address", "inactive"]


def test_life_safety_without_a_pin_goes_by_its_address_at_once(city: Zhengzhou) -> None:
    Station.objects.filter(pk=city.gas.pk).update(open_ceiling=0)
    order, candidates = city.decided("中原区建设路18号", symptom="gas_pipe_damaged")
    assert order.station == city.gas
    assert "over_capacity" in reasons(candidates)


def test_a_served_place_chooses_among_places_of_one_name(city: Zhengzhou) -> None:
    kaifeng = organisation.add_node(city.province, "city", "开封市", "Kaifeng")
    drum = organisation.add_node(kaifeng, "county", "鼓楼区", "Gulou")
    station = city.station("drum", drum, 113.4, ["electricity"])
    index.forget()
    order, _ = city.decided("鼓楼区中山路3号")
    assert order.station == station


def test_two_served_places_of_one_name_stay_two(city: Zhengzhou) -> None:
    for name, lon in (("南京市", 113.4), ("徐州市", 113.5)):
        root = organisation.add_node(None, "city", name)
        city.station(name, organisation.add_node(root, "county", "鼓楼区"), lon, ["electricity"])
    index.forget()
    order, candidates = city.decided("鼓楼区中山路3号")
    assert (order.state, candidates["facts"]) == ("hand_queue", ["address_unclear"])


# The conflict


def test_a_pin_that_leads_to_another_district_than_the_address_is_asked_about(city: Zhengzhou) -> None:
    order = city.report("郑州市中原区建设路18号", IN_JINSHUI)
    read_log()
    row = AddressConflict.objects.get(order=order)
    assert (row.code, row.pin_node, row.address_node) == ("other_place", city.jinshui, city.zhongyuan)
    todo = Todo.objects.get(kind="address_conflict", closed_at=None)
    assert (todo.order, todo.role) == (order, "agent")
    assert todo.facts == {"code": "other_place", "pin": "金水区", "address": "河南省郑州市中原区"}


def test_an_address_outside_all_that_is_served_is_asked_about(city: Zhengzhou) -> None:
    order = city.report("北京市朝阳区建国路88号", IN_JINSHUI)
    read_log()
    assert AddressConflict.objects.get(order=order).code == "elsewhere"


@pytest.mark.parametrize(
    ("address", "at"),
    [
        ("郑州市中原区建设路18号", IN_ZHONGYUAN),
        ("郑州市建设路18号", IN_ZHONGYUAN),
        ("建设路18号", IN_ZHONGYUAN),
        ("郑州市中原区建设路18号", NOBODYS),
        ("郑州市中原区建设路18号", None),
        ("", IN_ZHONGYUAN),
        ("郑州市朝阳区建国路88号", IN_ZHONGYUAN),
    ],
)
def test_what_agrees_or_is_not_known_is_not_asked_about(
    city: Zhengzhou, address: str, at: tuple[float, float] | None
) -> None:
    city.report(address, at)
    read_log()
    assert not AddressConflict.objects.exists()


def test_the_outline_of_a_region_knows_better_than_the_stations_that_cover_a_point(city: Zhengzhou) -> None:
    Territory.objects.create(
        node=city.zhongyuan, geometry=shapely.to_wkb(shapely.box(113, 34, 113.2, 34.1)), vertices=5
    )
    city.report("郑州市中原区建设路18号", IN_JINSHUI)
    read_log()
    assert not AddressConflict.objects.exists(), "its station is Jinshui's, the ground is Zhongyuan's"
    Territory.objects.update(geometry=shapely.to_wkb(shapely.box(113, 34, 113.1, 34.1)), revision=1)
    Territory.objects.create(
        node=city.jinshui, geometry=shapely.to_wkb(shapely.box(113.1, 34, 113.3, 34.1)), vertices=5
    )
    order = city.report("郑州市中原区建设路18号", IN_JINSHUI)
    read_log()
    assert AddressConflict.objects.get().order == order


def test_a_conflict_holds_nothing_up_and_life_safety_goes_by_its_pin(city: Zhengzhou) -> None:
    Station.objects.filter(pk=city.gas.pk).update(utilities=["gas", "electricity"])
    order = city.report("郑州市金水区花园路1号", IN_ZHONGYUAN, symptom="gas_pipe_damaged")
    engine.place_waiting()
    assert (fresh(order).state, fresh(order).station) == ("offered", city.gas)
    read_log()
    assert AddressConflict.objects.filter(order=order).exists()


def test_reading_the_log_twice_asks_once(city: Zhengzhou) -> None:
    city.report("郑州市中原区建设路18号", IN_JINSHUI)
    read_log()
    outbox_rewound()
    read_log()
    assert Todo.objects.filter(kind="address_conflict").count() == 1


def outbox_rewound() -> None:
    from dispatch.kernel.models import Cursor

    Cursor.objects.filter(reader="board.addresses").update(seq=0)


def test_the_pin_is_right_closes_the_question_and_moves_nothing(city: Zhengzhou) -> None:
    order = city.report("郑州市中原区建设路18号", IN_JINSHUI)
    engine.place_waiting()
    read_log()
    decide(city, order, "pin_right", note="在单位打的电话")
    order = fresh(order)
    assert ((order.lon, order.lat), order.station, order.state) == (IN_JINSHUI, city.east, "offered")
    assert not Todo.objects.filter(kind="address_conflict", closed_at=None).exists()
    row = AddressConflict.objects.get(order=order)
    assert (row.decision, row.decided_name, row.note) == ("pin_right", "安宁", "在单位打的电话")
    assert AuditRecord.objects.get(action="order.decide_place").subject == f"order:{order.pk}"
    assert last(f"order:{order.pk}", "order.place_decided")["decision"] == "pin_right"


def test_the_address_is_right_takes_the_pin_away_and_stays_where_it_is_unless_somebody_says_so(city: Zhengzhou) -> None:
    order = city.report("郑州市中原区建设路18号", IN_JINSHUI)
    engine.place_waiting()
    read_log()
    decide(city, order, "address_right")
    assert (fresh(order).lon, fresh(order).station) == (None, city.east)
    assert AddressConflict.objects.get(order=order).before == {
        "lon": IN_JINSHUI[0],
        "lat": IN_JINSHUI[1],
        "address": "郑州市中原区建设路18号",
    }
    assert fresh(order).request.lon == IN_JINSHUI[0], "what the customer said stays as it was said"


def test_matched_anew_the_order_goes_by_its_address(city: Zhengzhou) -> None:
    order = city.report("郑州市中原区建设路18号", IN_JINSHUI)
    engine.place_waiting()
    read_log()
    decide(city, order, "address_right", rematch=True)
    assert fresh(order).state == "waiting"
    engine.place_waiting()
    assert (fresh(order).state, fresh(order).station) == ("offered", city.west)
    assert Offer.objects.filter(order=order, answered_at=None).count() == 1


def test_a_corrected_place_is_where_the_order_is_from_then_on(city: Zhengzhou) -> None:
    order = city.report("郑州市中原区建设路18号", IN_JINSHUI)
    read_log()
    place = Place(lon=IN_ZHONGYUAN[0], lat=IN_ZHONGYUAN[1])
    decide(city, order, "corrected", place=place, address="中原区建设西路1号")
    assert ((fresh(order).lon, fresh(order).lat), fresh(order).address) == (IN_ZHONGYUAN, "中原区建设西路1号")
    engine.place_waiting()
    assert fresh(order).station == city.west


def test_an_order_in_the_hand_queue_can_be_matched_anew_at_its_corrected_place(city: Zhengzhou) -> None:
    order = city.report("北京市朝阳区建国路88号", IN_JINSHUI)
    Station.objects.update(is_active=False, revision=9)
    index.forget()
    engine.place_waiting()
    assert fresh(order).state == "hand_queue"
    read_log()
    Station.objects.update(is_active=True, revision=10)
    index.forget()
    decide(city, order, "corrected", address="中原区建设西路1号", place=Place(lon=113.05, lat=34.05), rematch=True)
    engine.place_waiting()
    assert fresh(order).station == city.west
    assert "alarm.cleared" in told(f"order:{order.pk}")


@pytest.mark.parametrize(
    ("decision", "more", "code"),
    [
        ("corrected", {}, "address.place_needed"),
        ("pin_right", {"place": Place(lon=113.0, lat=34.0)}, "address.pin_stays"),
    ],
)
def test_a_decision_that_says_too_little_or_too_much_is_refused(
    city: Zhengzhou, decision: conflicts.Decision, more: dict[str, Any], code: str
) -> None:
    order = city.report("郑州市中原区建设路18号", IN_JINSHUI)
    read_log()
    with pytest.raises(Refusal) as refused:
        decide(city, order, decision, **more)
    assert refused.value.code == code
    assert AddressConflict.objects.get(order=order).decision == ""


def test_what_is_decided_or_never_was_a_question_is_not_decided_again(city: Zhengzhou) -> None:
    order = city.report("郑州市中原区建设路18号", IN_JINSHUI)
    with pytest.raises(Refusal, match=r"address\.nothing_to_decide"):
        decide(city, order, "pin_right")
    read_log()
    decide(city, order, "pin_right")
    with pytest.raises(Refusal, match=r"address\.nothing_to_decide"):
        decide(city, order, "address_right")


def test_an_order_that_a_dispatcher_bound_to_its_station_is_not_matched_anew(city: Zhengzhou) -> None:
    order = city.report("郑州市中原区建设路18号", IN_JINSHUI)
    engine.place_waiting()
    read_log()
    Offer.objects.filter(order=order).update(is_binding=True)
    with pytest.raises(Refusal, match=r"address\.station_bound"):
        decide(city, order, "address_right", rematch=True)
    assert (fresh(order).lon, fresh(order).station) == (IN_JINSHUI[0], city.east)


def test_nobody_is_asked_any_more_about_an_order_that_is_over(city: Zhengzhou) -> None:
    order = city.report("郑州市中原区建设路18号", IN_JINSHUI)
    engine.place_waiting()
    read_log()
    with commands.begun(SYSTEM) as tx:
        locked = orders.locked([order.pk])[order.pk]
        orders.advance(tx, [orders.Change(locked, "ask_withdrawal"), orders.Change(locked, "approve_withdrawal")])
    assert not Todo.objects.filter(kind="address_conflict", closed_at=None).exists()
    shown = conflicts.told(actors.of_user(city.agent), fresh(order))["conflict"]
    assert (shown["is_open"], shown["may_decide"]) == (False, False)


# The look


def test_a_look_shows_parts_places_and_the_conflict_and_no_point(city: Zhengzhou) -> None:
    seen = looking.look("郑州市中原区建设路18号", *IN_JINSHUI).view()
    assert seen["parts"]["district"] == "中原区"
    assert [node["name"] for node in seen["nodes"]] == ["中原区"]
    assert (seen["conflict"]["code"], seen["conflict"]["pin_node"]["name"]) == ("other_place", "金水区")
    assert "lon" not in str(seen)


def test_a_city_that_the_asker_knows_chooses(city: Zhengzhou) -> None:
    assert looking.look("鼓楼区中山路").view()["parts"] is None
    for hint in ("南京市", "南京", "320100"):
        assert looking.look("鼓楼区中山路", city=hint).view()["parts"]["city"] == "南京市"
    assert looking.look("鼓楼区中山路", city="no such city").view()["parts"] is None


def test_a_tree_of_made_up_names_knows_them_and_finds_nobody_elsewhere() -> None:
    root = organisation.add_node(None, "city", "湖滨市", "Lakeside")
    south = organisation.add_node(root, "county", "南岸区", "Southbank")
    tree = places.tree()
    assert tree.by_code == {}, "重庆 has a 南岸区, and this one is not it"
    assert [place.id for place in places.find("南岸区湖滨路8号", tree).places] == [south.pk]
    assert not places.find("北京市朝阳区", tree).is_elsewhere


def test_companies_stand_for_the_places_that_they_are_named_after() -> None:
    province = organisation.add_node(None, "province", "国网河南省电力公司")
    city = organisation.add_node(province, "city", "郑州供电公司")
    west = organisation.add_node(city, "county", "中原供电公司")
    own = organisation.add_node(city, "county", "郑东新区")
    codes = {place.id: place.code for place in places.tree().places}
    assert codes == {province.pk: "410000", city.pk: "410100", west.pk: "410102", own.pk: ""}
