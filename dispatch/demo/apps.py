from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "dispatch.demo"
    label = "demo"

    def ready(self) -> None:
        from dispatch.demo import problems  # noqa: F401  (defines codes and texts)
        from dispatch.demo.logins import LOGINS
        from dispatch.kernel import texts
        from dispatch.kernel.pages import offer_demo_login

        for login in LOGINS:
            label = f"demo.login.{login['role']}"
            texts.define(label, zh=login["zh"], en=login["en"])
            offer_demo_login(login["username"], login["password"], label)
