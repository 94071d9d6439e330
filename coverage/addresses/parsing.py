"""Reading a Chinese address from the left: province, city, district, town, and what is left over. Pure.

A name counts only where an address has one: at its beginning, behind a lead-in ("我家住在"), or right behind the name
above it. So 中原路 is a road and no district, and 朝阳 in the middle of a text is nothing. Whole names (中原区) count
before short ones (中原); of towns only whole names count, because a third of their short ones are common words.

Several places of one name are all given and none is chosen. What is not read is left in `detail`, never guessed.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coverage.addresses.traditional import SIMPLIFIED

READ = 200
"""Characters that are looked at; addresses are shorter, and hostile texts longer."""
SHOWN = 20
PROVINCE, CITY, DISTRICT, TOWN = 1, 2, 3, 4

_LEAD_IN = re.compile(
    r"^[^\w]*(?:(?:您好|你好|喂|我家住在|我家在|我住在|我们在|我在|我家|家住|住在|现在在|位于|坐落在|地址在|地址是|地址|在)[^\w]*)*"
    r"(?:中华人民共和国|中国)?[^\w]*"
)
_BETWEEN = re.compile(r"[^\w]*(?:市辖区)?[^\w]*")
# Behind a short name these say that it is the name of something else: 中原路, 北京大学, 金水桥, 朝阳小区.
_ELSE = re.compile(
    r"^(?:[东西南北中内外前后新老一二三四五六七八九十上下]{0,2}(?:路|街|巷|弄|大道|大街|胡同|里|道|桥|站|村|屯|庄|园|苑|小区|广场|大厦|"
    r"花园|公园|大学|学院|中学|小学|医院|酒店|宾馆|商场|国际|公司|门|山|湖|河|江|寺|庙|省|市|区|县|旗|盟|镇|乡|街道|苏木|地铁|高速))"
)
_PEOPLES = (
    "蒙古族|回族|藏族|维吾尔族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族|哈萨克|傣族|黎族|傈僳族|佤族|畲族|"
    "拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族|柯尔克孜|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族|阿昌族|普米族|塔吉克族|塔吉克|怒族|"
    "鄂温克族|德昂族|保安族|裕固族|独龙族|鄂伦春族|各族|蒙古"
)
_TAILS = {
    PROVINCE: re.compile(r"(?:省|市|特别行政区|(?:壮族|回族|维吾尔)?自治区)$"),
    CITY: re.compile(rf"(?:市|地区|盟|(?:{_PEOPLES})*自治州)$"),
    DISTRICT: re.compile(
        rf"(?:新区|林区|特区|矿区|区|市|县|左旗|右旗|旗|(?:{_PEOPLES})+(?:联合)?自治[县旗]|(?:{_PEOPLES})区)$"
    ),
}
_OF_PEOPLES = re.compile(rf"(?:{_PEOPLES})+(?:联合)?(?:自治)?(?=[区县州旗]$)")


@dataclass(frozen=True, slots=True)
class Division:
    """A division as the state lists it: level 1 province to 4 town, its code, the code above it ('' for none)."""

    level: int
    code: str
    parent: str
    name: str


@dataclass(frozen=True, slots=True)
class Parts:
    """What an address says, from the top down; '' where it says nothing. `adcode` is that of the lowest division."""

    province: str
    city: str
    district: str
    town: str
    detail: str
    adcode: str

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the divisions, from the top down."""
        return tuple(name for name in (self.province, self.city, self.district, self.town) if name)


@dataclass(frozen=True, slots=True)
class Reading:
    """`parts` where one place is meant; else the candidates (SHOWN at most, `count` of them), of which none is chosen.

    `contradicts`: the address names a place and then another one that does not lie in it.
    """

    parts: Parts | None = None
    ambiguous: tuple[Parts, ...] = ()
    count: int = 0
    contradicts: bool = False


NOTHING = Reading()


class Gazetteer:
    """Divisions by name, for reading. About 30 MB and 0.3 s to build, so one is kept per process."""

    def __init__(self, divisions: Iterable[Division]) -> None:
        self.by_code = {division.code: division for division in divisions}
        self.whole: dict[str, list[Division]] = defaultdict(list)
        self.short: dict[str, list[Division]] = defaultdict(list)
        for division in self.by_code.values():
            self.whole[division.name].append(division)
            plain = _OF_PEOPLES.sub("", division.name)
            if plain != division.name and len(plain) > 2:
                self.whole[plain].append(division)
            if (tail := _TAILS.get(division.level)) and len(name := tail.sub("", division.name)) >= 2:
                self.short[name].append(division)
        self.longest = max((len(name) for name in self.whole), default=0)

    def line(self, division: Division) -> tuple[Division, ...]:
        """The division with all above it, from the top."""
        found = [division]
        while (above := self.by_code.get(found[-1].parent)) is not None:
            found.append(above)
        return tuple(reversed(found))

    def lies_in(self, division: Division, above: Division) -> bool:
        """Whether `division` is somewhere below `above`."""
        holder = self.by_code.get(division.parent)
        while holder is not None and holder.level > above.level:
            holder = self.by_code.get(holder.parent)
        return holder is above


@dataclass(frozen=True, slots=True)
class _Chain:
    """Names read so far: the lowest division, where the reading stands, and how much of it were whole names."""

    last: Division
    end: int
    whole: int


def parse(text: str, gazetteer: Gazetteer, within: Sequence[str] = ()) -> Reading:
    """Read an address. `within`: codes of divisions that are known to hold it (the caller's city), to choose by."""
    shown = unicodedata.normalize("NFKC", text[:READ])
    plain = shown.translate(SIMPLIFIED)
    if not any("一" <= sign <= "鿿" for sign in plain):
        return NOTHING
    lead = _LEAD_IN.match(plain)
    # The lead-in may eat the beginning of a name (在, 中国), so both beginnings are read.
    starts = {0, lead.end() if lead else 0}
    chains = _longest(
        [chain for start in sorted(starts) for found in _at(plain, start, None, gazetteer) for chain in found]
    )
    while True:
        further = _longest([one for chain in chains for one in _further(plain, chain, gazetteer)])
        if not further:
            break
        chains = further
    return _reading(plain, shown, chains, gazetteer, within)


def _further(plain: str, chain: _Chain, gazetteer: Gazetteer) -> list[_Chain]:
    gap = _BETWEEN.match(plain, chain.end)
    start = gap.end() if gap else chain.end
    return [one for found in _at(plain, start, chain, gazetteer) for one in found]


def _at(plain: str, start: int, above: _Chain | None, gazetteer: Gazetteer) -> Iterable[list[_Chain]]:
    """The divisions whose name stands at `start`, below `above`; the longest names first."""
    for length in range(min(gazetteer.longest, len(plain) - start), 1, -1):
        name = plain[start : start + length]
        end, before = start + length, above.whole if above else 0
        found = [_Chain(one, end, before + length) for one in gazetteer.whole.get(name, ())]
        if not _ELSE.match(plain[end : end + 6]):
            found += [_Chain(one, end, before) for one in gazetteer.short.get(name, ())]
        if above is not None:
            found = [one for one in found if gazetteer.lies_in(one.last, above.last)]
        if found:
            yield found


def _longest(chains: Sequence[_Chain]) -> list[_Chain]:
    """Those that read furthest, and among them those that read most as whole names; each division once."""
    if not chains:
        return []
    end = max(chain.end for chain in chains)
    whole = max(chain.whole for chain in chains if chain.end == end)
    return list({one.last.code: one for one in chains if one.end == end and one.whole == whole}.values())


def _reading(plain: str, shown: str, chains: Sequence[_Chain], gazetteer: Gazetteer, within: Sequence[str]) -> Reading:
    if not chains:
        return NOTHING
    gap = _BETWEEN.match(plain, chains[0].end)
    rest = gap.end() if gap else chains[0].end
    others = _whole_names(plain, rest, gazetteer)
    if others and not _inside(chains, others, gazetteer):
        found = [*chains, *others]
        return Reading(ambiguous=_listed(found, shown, gazetteer), count=len(found), contradicts=True)
    known = [one for one in chains if any(code in {d.code for d in gazetteer.line(one.last)} for code in within)]
    chosen = known or list(chains)
    if len(chosen) == 1:
        parts = parts_of(chosen[0].last, shown[chosen[0].end :], gazetteer)
        others_of_name = [one for one in chains if one is not chosen[0]]
        return Reading(parts, _listed(others_of_name, shown, gazetteer), len(others_of_name))
    return Reading(ambiguous=_listed(chosen, shown, gazetteer), count=len(chosen))


def _whole_names(plain: str, start: int, gazetteer: Gazetteer) -> list[_Chain]:
    """Whole names of districts and above right behind what was read: they ought to lie in it."""
    for length in range(min(gazetteer.longest, len(plain) - start), 2, -1):
        name = plain[start : start + length]
        found = [one for one in gazetteer.whole.get(name, ()) if one.level <= DISTRICT]
        if found:
            return [_Chain(one, start + length, length) for one in found]
    return []


def _inside(chains: Sequence[_Chain], others: Sequence[_Chain], gazetteer: Gazetteer) -> bool:
    return any(
        other.last in gazetteer.line(one.last) or gazetteer.lies_in(other.last, one.last)
        for other in others
        for one in chains
    )


def _listed(chains: Sequence[_Chain], shown: str, gazetteer: Gazetteer) -> tuple[Parts, ...]:
    ordered = sorted(chains, key=lambda one: (one.last.level, one.last.code))
    return tuple(parts_of(one.last, shown[one.end :], gazetteer) for one in ordered[:SHOWN])


def parts_of(division: Division, rest: str, gazetteer: Gazetteer) -> Parts:
    """The parts of an address in a division. A city without a name of its own (北京市) is its province."""
    names = {one.level: one.name for one in gazetteer.line(division)}
    is_own_city = CITY not in names and names.get(PROVINCE, "").endswith("市")
    return Parts(
        province=names.get(PROVINCE, ""),
        city=names.get(PROVINCE, "") if is_own_city else names.get(CITY, ""),
        district=names.get(DISTRICT, ""),
        town=names.get(TOWN, ""),
        detail=re.sub(r"^(?:办事处|办)?[^\w]*", "", rest) if division.level == TOWN else re.sub(r"^[^\w]+", "", rest),
        adcode=division.code,
    )
