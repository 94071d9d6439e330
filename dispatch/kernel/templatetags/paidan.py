"""Template tags: texts, build assets, times in the place's zone."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from dispatch.kernel import assets, texts

register = template.Library()


@register.simple_tag(takes_context=True)
def t(context: dict[str, Any], *key: object, **facts: object) -> str:
    """The text of `key` in the page's language; parts of a key are joined, as in `{% t "utility." order.utility %}`."""
    return texts.say("".join(map(str, key)), context.get("language", texts.DEFAULT), **facts)


@register.simple_tag
def asset(entry: str) -> SafeString:
    """Style sheets and the module script of a build entry."""
    scripts, styles = assets.files_of(entry)
    links = format_html_join("", '<link rel="stylesheet" href="{}">', ((url,) for url in styles))
    return format_html(
        "{}{}", links, format_html_join("", '<script type="module" src="{}"></script>', ((url,) for url in scripts))
    )


@register.simple_tag(takes_context=True)
def localtime(context: dict[str, Any], at: datetime | None, zone: str = "Asia/Shanghai") -> SafeString:
    """An instant in the place's zone, to the minute, with the machine-readable instant beside it."""
    if at is None:
        return SafeString("–")
    local = at.astimezone(ZoneInfo(zone))
    pattern = "%m月%d日 %H:%M" if context.get("language", texts.DEFAULT) == "zh" else "%d %b %H:%M"
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), local.strftime(pattern))
