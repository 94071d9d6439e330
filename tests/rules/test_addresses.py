"""Addresses as people say them: their parts, what is ambiguous, and what is no address at all."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverage.addresses import divisions, parsing
from coverage.addresses.parsing import Reading


def read(text: str, *within: str) -> Reading:
    return divisions.read(text, within)


def named(text: str) -> tuple[str, ...]:
    """The names of the one place that the text means; () where it means none or several."""
    parts = read(text).parts
    return parts.names if parts else ()


def cities(reading: Reading) -> set[str]:
    return {parts.city for parts in reading.ambiguous}


@pytest.mark.parametrize(
    ("text", "names", "detail"),
    [
        ("河南省郑州市中原区建设路18号", ("河南省", "郑州市", "中原区"), "建设路18号"),
        ("中原区建设路18号", ("河南省", "郑州市", "中原区"), "建设路18号"),
        ("郑州中原建设西路", ("河南省", "郑州市", "中原区"), "建设西路"),
        ("河南 郑州 金水 花园路 1号", ("河南省", "郑州市", "金水区"), "花园路 1号"),
        ("河南省中牟县官渡镇李庄村", ("河南省", "郑州市", "中牟县", "官渡镇"), "李庄村"),
        ("郑州市官渡镇李庄", ("河南省", "郑州市", "中牟县", "官渡镇"), "李庄"),
        ("中原区林山寨街道办事处伏牛路3号", ("河南省", "郑州市", "中原区", "林山寨街道"), "伏牛路3号"),
        ("我家住在管城区东大街", ("河南省", "郑州市", "管城回族区"), "东大街"),
        ("地址:郑州市,金水区,花园路", ("河南省", "郑州市", "金水区"), "花园路"),
        ("北京朝阳区建国路", ("北京市", "北京市", "朝阳区"), "建国路"),
        ("广东省东莞市厚街镇", ("广东省", "东莞市", "厚街镇"), ""),
        ("恩施州利川市", ("湖北省", "恩施土家族苗族自治州", "利川市"), ""),
        ("内蒙古呼和浩特市新城区", ("内蒙古自治区", "呼和浩特市", "新城区"), ""),
        ("吉林吉林市", ("吉林省", "吉林市"), ""),
        ("郑州市郑东新区商务内环", ("河南省", "郑州市"), "郑东新区商务内环"),
    ],
)
def test_an_address_is_read_from_the_top_down(text: str, names: tuple[str, ...], detail: str) -> None:
    parts = read(text).parts
    assert parts is not None
    assert (parts.names, parts.detail) == (names, detail)


def test_traditional_characters_and_full_width_digits_are_read_and_kept_as_typed() -> None:
    parts = read("鄭州市中原區建設路１８號").parts
    assert parts is not None
    assert (parts.district, parts.detail, parts.adcode) == ("中原区", "建設路18號", "410102")


def test_the_code_is_that_of_the_lowest_division() -> None:
    codes = {text: parts.adcode for text in ("郑州市", "中原区", "中牟县官渡镇") if (parts := read(text).parts)}
    assert codes == {"郑州市": "410100", "中原区": "410102", "中牟县官渡镇": "410122102"}


def test_a_name_of_several_places_is_shown_as_candidates_and_none_is_chosen() -> None:
    reading = read("鼓楼区中山路3号")
    assert reading.parts is None
    assert cities(reading) == {"南京市", "徐州市", "福州市", "开封市"}
    assert cities(read("江苏鼓楼区")) == {"南京市", "徐州市"}
    assert {parts.names[-1] for parts in read("朝阳建国路88号").ambiguous} == {"朝阳市", "朝阳区", "朝阳县"}


def test_towns_of_one_name_are_counted_and_a_bounded_number_is_shown() -> None:
    reading = read("城关镇3号")
    assert reading.parts is None
    assert reading.count > parsing.SHOWN == len(reading.ambiguous)


def test_a_known_city_chooses_among_candidates_and_the_others_stay_in_sight() -> None:
    reading = read("鼓楼区中山路3号", "410200")
    assert reading.parts is not None
    assert (reading.parts.city, cities(reading)) == ("开封市", {"南京市", "徐州市", "福州市"})
    assert read("鼓楼区中山路3号", "320000").parts is None, "two of them lie in that province"


def test_a_city_that_holds_none_of_the_candidates_chooses_nothing() -> None:
    reading = read("鼓楼区中山路3号", "410100")
    assert (reading.parts, len(reading.ambiguous)) == (None, 4)


def test_an_address_that_names_a_place_and_another_that_is_not_in_it_contradicts_itself() -> None:
    reading = read("郑州市朝阳区建国路")
    assert (reading.parts, reading.contradicts) == (None, True)
    assert {"郑州市", "北京市", "长春市"} == cities(reading)
    assert not read("中原区中原区建设路").contradicts


@pytest.mark.parametrize(
    "text",
    [
        "中原路12号",
        "朝阳路5号",
        "北京路10号",
        "北京大学",
        "南京东路100号",
        "长安街1号",
        "郑州大学",
        "金水桥",
        "湖滨市南岸区",
    ],
)
def test_a_road_or_a_house_that_bears_a_districts_name_is_no_district(text: str) -> None:
    assert read(text) == parsing.NOTHING


def test_a_name_in_the_middle_of_a_text_is_no_address() -> None:
    assert read("我们这里没电了就像上次中原区那样") == parsing.NOTHING


@pytest.mark.parametrize(
    "text", ["", " ", "区", "12345", "18 Jianshe Road, Zhongyuan District", "🔥🔥🔥", "。，；", "市市市市"]
)
def test_what_names_no_place_gives_nothing(text: str) -> None:
    assert read(text) == parsing.NOTHING


@pytest.mark.parametrize(
    "text", ["中原区" * 3400, "郑州市" + "中" * 10_000, "在" * 10_000, "我家住在" * 2500, "a" * 10_000]
)
def test_ten_thousand_characters_are_read_in_a_moment(text: str) -> None:
    divisions.gazetteer()
    began = time.process_time()
    for _ in range(10):
        read(text)
    assert time.process_time() - began < 0.5


_SYLLABLES = st.sampled_from(
    [
        "中原",
        "区",
        "郑州",
        "市",
        "省",
        "河南",
        "朝阳",
        "鼓楼",
        "镇",
        "官渡",
        "路",
        "在",
        " ",
        "，",
        "🔥",
        "1",
        "é",
        "\0",
        "县",
        "族",
        "鄭",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(_SYLLABLES, max_size=12).map("".join)))
def test_whatever_is_typed_is_read_without_loss_and_every_place_given_is_one(text: str) -> None:
    gazetteer = divisions.gazetteer()
    reading = read(text)
    for parts in (*((reading.parts,) if reading.parts else ()), *reading.ambiguous):
        division = gazetteer.by_code[parts.adcode]
        assert parts.names[-1] == division.name
        assert gazetteer.line(division)[0].name == parts.province
    if reading.parts is None and reading.ambiguous:
        assert len({parts.adcode for parts in reading.ambiguous}) > 1, "one candidate alone would be the answer"


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_the_full_name_of_every_division_is_read_as_that_division(data: st.DataObject) -> None:
    gazetteer = divisions.gazetteer()
    division = gazetteer.by_code[data.draw(st.sampled_from(sorted(gazetteer.by_code)))]
    text = "".join(one.name for one in gazetteer.line(division))
    reading = read(text)
    codes = {reading.parts.adcode} if reading.parts else {parts.adcode for parts in reading.ambiguous}
    assert division.code in codes
    assert reading.parts is None or reading.parts.detail == ""
