"""One family of refusals: a stable dotted code, facts, and one sentence per language.

HTTP turns a refusal into RFC 9457 problem details; the socket and the offline sync answer with the same codes.
Programming mistakes are not refusals: they raise and are never swallowed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from dispatch.kernel import texts


@dataclass(frozen=True)
class Problem:
    """What is known of a code: the HTTP status it answers with. Its words are the text `problem.<code>`."""

    code: str
    status: int


_problems: dict[str, Problem] = {}


def define(code: str, status: int, *, zh: str, en: str) -> None:
    """Add one code to the table. Sentences may name facts in braces."""
    problem = Problem(code, status)
    if _problems.setdefault(code, problem) != problem:
        raise ValueError(f"problem {code!r} is defined twice")
    texts.define(f"problem.{code}", zh=zh, en=en)


def everything() -> Mapping[str, Problem]:
    """The table, for the API description and for the laws."""
    return _problems


class Refusal(Exception):
    """The product says no, and why. `code` must be in the table; `facts` must be JSON-able."""

    def __init__(self, code: str, /, **facts: object) -> None:
        self.problem = _problems[code]
        self.facts = facts
        super().__init__(code, facts)

    @property
    def code(self) -> str:
        return self.problem.code

    @property
    def status(self) -> int:
        return self.problem.status

    @property
    def retry_after(self) -> int | None:
        """Seconds after which to try again, for refusals that pass."""
        value = self.facts.get("retry_after")
        return int(value) if isinstance(value, int | float) else None

    def sentence(self, language: str) -> str:
        """The refusal in words."""
        return texts.say(f"problem.{self.code}", language, **self.facts)

    def as_problem(self, language: str) -> dict[str, object]:
        """Problem details after RFC 9457; facts ride along as extension members."""
        return {
            "type": f"/problems/{self.code}",
            "title": self.sentence(language),
            "status": self.status,
            "code": self.code,
            "facts": self.facts,
        }


define("access.denied", 403, zh="您的角色不能做这一步。", en="Your role may not do this.")
define("access.login_required", 401, zh="请先登录。", en="Please log in first.")
define("access.bad_credentials", 401, zh="用户名或密码不对。", en="The user name or the password is wrong.")
define("access.csrf", 403, zh="页面已过期，请刷新后再试。", en="This page is out of date. Reload it and try again.")
define(
    "access.too_many_attempts",
    429,
    zh="尝试次数过多，请在 {retry_after} 秒后再试。",
    en="Too many attempts. Try again in {retry_after} seconds.",
)
define("not_found", 404, zh="没有找到。", en="There is no such thing here.")
define(
    "input.invalid",
    422,
    zh="有些内容填写不正确，请检查标出的地方。",
    en="Some of this is not right. See the marked fields.",
)
define("input.too_large", 413, zh="内容太大，上限为 {limit} 字节。", en="This is too large: {limit} bytes at most.")
define(
    "input.too_deep",
    413,
    zh="数据嵌套太深，上限为 {limit} 层。",
    en="This is nested too deeply: {limit} levels at most.",
)
define("input.not_json", 400, zh="请求内容不是有效的 JSON。", en="The body is not valid JSON.")
define(
    "command.key_reused",
    409,
    zh="这个幂等键已用于另一个内容不同的请求。",
    en="This idempotency key was used before for a request that says something else.",
)
define(
    "command.stale",
    409,
    zh="{changed_by} 已先一步更改（现在的状态：{state}）。请看过最新内容后再操作。",
    en="{changed_by} changed this first (it is now {state}). Look at it again before you act.",
)
define("busy", 503, zh="系统正忙，请在 {retry_after} 秒后再试。", en="Busy right now. Try again in {retry_after} s.")
define(
    "overloaded",
    503,
    zh="请求太多，请在 {retry_after} 秒后再试；已受理的报修不会丢失。",
    en="Too many requests at once. Try again in {retry_after} s; nothing already taken in is lost.",
)
define(
    "internal",
    500,
    zh="系统出错了，我们已记录。请稍后再试。",
    en="Something broke on our side and was recorded. Try again later.",
)
