"""The session over HTTP: log in, the page's token, counted attempts, the language."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from dispatch.kernel import accounts, clock, organisation
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import User

SESSION = "/api/v1/session"
NOON = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_hashes(settings):
    """The real hash is slow on purpose; nothing here depends on which one it is."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def li():
    city = organisation.add_node(None, "city", "青禾市", "Qinghe", time_zone="Asia/Urumqi")
    user = User.objects.create_user("li", password="right", display_name="李娜", language="en")
    accounts.grant(user, Role.DISPATCHER, city)
    return user


@pytest.fixture
def browser():
    """A client that is held to CSRF as a browser is."""
    return Client(enforce_csrf_checks=True)


def log_in(browser: Client, username: str = "li", password: str = "right"):
    token = browser.get(SESSION).json()["csrf"]
    return browser.post(
        SESSION, {"username": username, "password": password}, "application/json", headers={"X-CSRFToken": token}
    )


class TestLogIn:
    def test_nobody_is_logged_in_at_first(self, browser):
        answer = browser.get(SESSION).json()
        assert (answer["authenticated"], answer["user"], answer["roles"]) == (False, None, [])
        assert answer["csrf"]

    def test_the_answer_to_the_log_in_says_who_it_is(self, browser, li):
        answer = log_in(browser)
        assert answer.status_code == 200
        body = answer.json()
        assert body["authenticated"] is True
        assert body["user"]["name"] == "李娜"
        assert body["roles"][0]["role"] == "dispatcher"
        assert body["roles"][0]["node_name_en"] == "Qinghe"
        assert body["time_zone"] == "Asia/Urumqi"
        assert body["csrf"] == body["csrf"].strip()
        assert browser.get(SESSION).json()["authenticated"] is True

    @pytest.mark.parametrize(
        ("username", "password"),
        [("li", "wrong"), ("li", "x" * 10_000), ("nobody", "right"), ("", ""), ("李" * 500, "x")],
    )
    def test_wrong_names_and_passwords_answer_alike(self, browser, li, username, password):
        answer = log_in(browser, username, password)
        assert answer.status_code == 401
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "access.bad_credentials"

    @pytest.mark.parametrize(
        "body", [{"username": "li\0", "password": "right"}, {"username": "li", "password": "right\0"}]
    )
    def test_a_character_that_no_row_can_hold_is_refused_before_anything_is_asked(self, browser, body):
        assert browser.post(SESSION, body, "application/json").json()["code"] == "input.not_json"

    def test_somebody_who_left_cannot_log_in(self, browser, li):
        User.objects.filter(pk=li.pk).update(is_active=False)
        assert log_in(browser).status_code == 401

    @pytest.mark.parametrize("body", ["{}", '{"username": 3}', "[]", "null", '"x"', ""])
    def test_a_body_of_another_shape_is_refused_with_its_fields(self, browser, body):
        token = browser.get(SESSION).json()["csrf"]
        answer = browser.post(SESSION, body, "application/json", headers={"X-CSRFToken": token})
        assert answer.status_code in {400, 422}
        assert answer.json()["code"] in {"input.invalid", "input.not_json"}

    def test_a_log_in_without_the_pages_token_is_refused(self, browser, li):
        answer = browser.post(SESSION, {"username": "li", "password": "right"}, "application/json")
        assert (answer.status_code, answer.json()["code"]) == (403, "access.csrf")
        assert browser.get(SESSION).json()["authenticated"] is False

    def test_a_log_in_from_another_site_is_refused(self, browser, li):
        token = browser.get(SESSION).json()["csrf"]
        answer = browser.post(
            SESSION,
            {"username": "li", "password": "right"},
            "application/json",
            headers={"X-CSRFToken": token, "Origin": "https://elsewhere.example"},
        )
        assert answer.json()["code"] == "access.csrf"


class TestAttempts:
    def test_attempts_of_a_name_are_counted_and_pass_with_time(self, browser, li):
        with clock.frozen(NOON):
            answers = [log_in(browser, "li", "wrong") for _ in range(21)]
            assert {answer.status_code for answer in answers[:20]} == {401}
            last = answers[20]
            assert (last.status_code, last.json()["code"]) == (429, "access.too_many_attempts")
            assert int(last["Retry-After"]) == 300
            assert log_in(browser).status_code == 429, "the right password does not help within the window"
            clock.advance(timedelta(minutes=5, seconds=1))
            assert log_in(browser).status_code == 200

    def test_one_name_from_many_places_is_counted_too(self, li):
        with clock.frozen(NOON):
            codes = []
            for place in range(22):
                browser = Client(enforce_csrf_checks=True, REMOTE_ADDR=f"10.0.0.{place}")
                codes.append(log_in(browser, "li", "wrong").status_code)
        assert codes == [401] * 20 + [429] * 2


class TestLoggedIn:
    def test_a_change_without_the_token_is_refused(self, browser, li):
        log_in(browser)
        answer = browser.delete(SESSION)
        assert (answer.status_code, answer.json()["code"]) == (403, "access.csrf")
        assert browser.get(SESSION).json()["authenticated"] is True

    def test_log_out_ends_it(self, browser, li):
        log_in(browser)
        token = browser.get(SESSION).json()["csrf"]
        assert browser.delete(SESSION, headers={"X-CSRFToken": token}).status_code == 204
        assert browser.get(SESSION).json()["authenticated"] is False

    def test_a_revoked_role_is_gone_with_the_next_request(self, browser, li):
        log_in(browser)
        accounts.revoke(li, Role.DISPATCHER, li.grants.get().node)
        assert browser.get(SESSION).json()["roles"] == []


class TestLanguage:
    def test_a_refusal_comes_in_the_askers_language(self, browser, li):
        token = browser.get(SESSION).json()["csrf"]
        body = {"username": "li", "password": "wrong"}
        for language, words in (("en-GB", "The user name or the password is wrong."), ("zh-CN", "用户名或密码不对。")):
            headers = {"X-CSRFToken": token, "Accept-Language": language}
            answer = browser.post(SESSION, body, "application/json", headers=headers)
            assert answer.json()["title"] == words
            assert answer["Content-Language"] == language[:2]

    def test_the_accounts_language_beats_the_browsers_and_the_choice_beats_both(self, browser, li):
        log_in(browser)
        assert browser.get(SESSION, headers={"Accept-Language": "zh"}).json()["language"] == "en"
        token = browser.get(SESSION).json()["csrf"]
        answer = browser.patch(SESSION, {"language": "zh"}, "application/json", headers={"X-CSRFToken": token})
        assert answer.json() == {"language": "zh"}
        assert browser.get(SESSION, headers={"Accept-Language": "en"}).json()["language"] == "zh"
        li.refresh_from_db()
        assert li.language == "zh"

    def test_a_language_we_do_not_speak_is_refused(self, browser):
        answer = browser.patch(SESSION, {"language": "fr"}, "application/json")
        assert (answer.status_code, answer.json()["code"]) == (422, "input.invalid")
        assert answer.json()["facts"]["errors"][0]["field"] == "language"

    def test_a_cookie_with_nonsense_changes_nothing(self, browser):
        browser.cookies["language"] = "'; DROP TABLE kernel_user"
        assert browser.get(SESSION, headers={"Accept-Language": "en"}).json()["language"] == "en"


def test_every_answer_carries_the_headers_that_browsers_obey(browser):
    for address in (SESSION, "/api/v1/nothing-here", "/nothing-here"):
        answer = browser.get(address)
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "script-src 'self'" in policy
        assert answer["X-Content-Type-Options"] == "nosniff"
