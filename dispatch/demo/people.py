"""Believable people for the demonstration: names, their pinyin, skills, phone numbers. Nobody real. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from coverage.trade import SKILLS_OF, Skill, Utility

SURNAMES = (
    "王 Wang|李 Li|张 Zhang|刘 Liu|陈 Chen|杨 Yang|赵 Zhao|黄 Huang|周 Zhou|吴 Wu|徐 Xu|孙 Sun|胡 Hu|朱 Zhu|高 Gao|"
    "林 Lin|何 He|郭 Guo|马 Ma|罗 Luo|梁 Liang|宋 Song|郑 Zheng|谢 Xie|韩 Han|唐 Tang|冯 Feng|于 Yu|"
    "董 Dong|萧 Xiao|程 Cheng|曹 Cao|袁 Yuan|邓 Deng|许 Xu|沈 Shen|曾 Zeng|彭 Peng|吕 Lyu"
)
GIVEN = (
    "伟 Wei|强 Qiang|磊 Lei|军 Jun|洋 Yang|勇 Yong|杰 Jie|涛 Tao|明 Ming|超 Chao|刚 Gang|平 Ping|辉 Hui|鹏 Peng|华 Hua|"
    "飞 Fei|鑫 Xin|波 Bo|斌 Bin|宇 Yu|浩 Hao|凯 Kai|建国 Jianguo|志强 Zhiqiang|建军 Jianjun|志远 Zhiyuan|海涛 Haitao|"
    "晓东 Xiaodong|文博 Wenbo|俊峰 Junfeng|永刚 Yonggang|国庆 Guoqing|丽 Li|静 Jing|敏 Min|艳 Yan|娜 Na|晓燕 Xiaoyan|"
    "春梅 Chunmei|红霞 Hongxia|振华 Zhenhua|立新 Lixin|学军 Xuejun|天宇 Tianyu|子豪 Zihao|家豪 Jiahao|新民 Xinmin"
)


def _pairs(words: str) -> list[tuple[str, str]]:
    return [(zh, en) for zh, _, en in (word.partition(" ") for word in words.split("|"))]


@dataclass(frozen=True)
class Person:
    """Name in Chinese and in pinyin, given name first as English readers expect, and a number."""

    zh: str
    en: str
    phone: str


def people(rng: np.random.Generator) -> Iterator[Person]:
    """An endless line of people with different names as long as there are any."""
    surnames, given = _pairs(SURNAMES), _pairs(GIVEN)
    # Surnames are not equally common: the first of the list are borne by far more people.
    weight = 1 / (np.arange(len(surnames)) + 6)
    seen: set[str] = set()
    while True:
        family = surnames[int(rng.choice(len(surnames), p=weight / weight.sum()))]
        first = given[int(rng.integers(len(given)))]
        name = family[0] + first[0]
        if name in seen and len(seen) < 1200:
            continue
        seen.add(name)
        # 199-0000-…: not a number that anybody is likely to have.
        yield Person(name, f"{first[1]} {family[1]}", f"1990000{int(rng.integers(10_000)):04d}")


def skills_for(utility: Utility, place: int) -> list[Skill]:
    """The skills of the station's `place`-th technician: one or more, so that every skill is there several times."""
    known: Sequence[Skill] = SKILLS_OF[utility]
    first = known[place % len(known)]
    second = known[(place + 1) % len(known)]
    return [first, second] if place % 3 != 2 or len(known) == 2 else list(known)


# Local hours from, to: day, middle and night; together they cover the round of the clock.
SHIFTS = ((7, 19), (7, 19), (7, 19), (12, 24), (12, 24), (19, 31), (19, 31), (0, 12))


def shift_for(place: int) -> tuple[int, int]:
    """The daily hours of the station's `place`-th technician; past 24 means the next day."""
    return SHIFTS[place % len(SHIFTS)]
