"""What a locked phone shows and what a text message says: never an address, a customer or a number to call."""

from collections.abc import Mapping
from typing import Any

from dispatch.kernel import errors, texts
from repairs import numbers

texts.define("telling.new", zh="新任务：{symptom}", en="New job: {symptom}")
texts.define("telling.new.urgent", zh="人身安全：{symptom}", en="Danger to life: {symptom}")
texts.define("telling.new.text", zh="单号 {number}，点开查看。", en="Number {number}. Open it to see more.")
texts.define(
    "telling.new.urgent.text",
    zh="单号 {number}，请立即打开并点“我看到了”。",
    en="Number {number}. Open it now and say that you have seen it.",
)
texts.define("telling.changed", zh="任务有变化：{symptom}", en="A job has changed: {symptom}")
texts.define("telling.changed.text", zh="单号 {number}", en="Number {number}")
texts.define("telling.withdrawn", zh="任务已取消：{symptom}", en="Job taken back: {symptom}")
texts.define("telling.withdrawn.text", zh="单号 {number}，不用再去。", en="Number {number}. You need not go.")
texts.define("telling.help", zh="求助已有人应答", en="Your call for help was answered")
texts.define("telling.help.text", zh="{names} 已看到", en="{names} has seen it")
texts.define("telling.offered", zh="{giver} 请您接手：{symptom}", en="{giver} asks you to take on: {symptom}")
texts.define("telling.offered.text", zh="单号 {number}，点开答复。", en="Number {number}. Open it to answer.")
texts.define("telling.test", zh="通知已打开", en="Notifications work")
texts.define("telling.test.text", zh="有新任务时会像这样提醒。", en="A new job is announced like this.")
texts.define("telling.sms", zh="【派单】{title}。{body}", en="Paidan: {title}. {body}")

errors.define("push.host_refused", 422, zh="不支持这个推送服务。", en="That push service is not one that we send to.")
errors.define("push.none", 409, zh="还没有为任何手机打开通知。", en="Notifications are not on for any phone yet.")
errors.define("push.keys_invalid", 422, zh="浏览器给出的推送密钥无效。", en="The keys of this browser are not valid.")


def title_and_body(kind: str, is_urgent: bool, facts: Mapping[str, Any], language: str) -> tuple[str, str]:
    """In the person's language."""
    key = f"telling.{kind}" + (".urgent" if is_urgent and kind == "new" else "")
    said = {**facts, "number": numbers.spoken(str(facts.get("number", "")))}
    if symptom := facts.get("symptom"):
        said["symptom"] = texts.say(f"symptom.{symptom}", language)
    return texts.say(key, language, **said), texts.say(f"{key}.text", language, **said)


def sms(title: str, body: str, language: str) -> str:
    """Title and body as one message that says who speaks."""
    return texts.say("telling.sms", language, title=title, body=body)
