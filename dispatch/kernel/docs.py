"""The page that shows the API's description, from the files that the API framework brings: nothing from outside."""

import json

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dispatch.kernel import texts

texts.define("docs.title", zh="接口说明", en="The API")
texts.define(
    "docs.no_script", zh="这一页需要脚本；机器可读的说明在：", en="This page needs script. The description itself:"
)


@require_GET
@never_cache
def show(request: HttpRequest) -> HttpResponse:
    """Every route, to read and to try with one's own session."""
    settings = {
        "url": reverse("api:openapi-json"),
        "layout": "BaseLayout",
        "deepLinking": True,
        "defaultModelsExpandDepth": 0,
        "displayRequestDuration": True,
        "validatorUrl": None,
    }
    # Shown inside a script element, so nothing in it may close that element.
    text = json.dumps(settings).replace("<", "\\u003c")
    return render(request, "paidan/docs.html", {"swagger_settings": text, "csrf": get_token(request)})
