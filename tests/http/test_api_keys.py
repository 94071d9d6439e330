"""Keys of integrations: shown once, kept as a hash, bound to a node, gone at once when revoked."""

import pytest
from django.test import Client

from dispatch.kernel import accounts, organisation
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import ApiKey

SESSION = "/api/v1/session"

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return organisation.add_node(None, "city", "青禾市", "Qinghe")


@pytest.fixture
def issued(city):
    return accounts.issue_key("SCADA", city)


def ask(secret: str, **headers: str):
    return Client(enforce_csrf_checks=True).get(SESSION, headers={"Authorization": f"Bearer {secret}", **headers})


def test_a_key_opens_with_its_role_at_its_node(issued, city):
    answer = ask(issued[1])
    assert answer.status_code == 200
    assert [(role["role"], role["node_id"]) for role in answer.json()["roles"]] == [("integration", city.pk)]
    assert answer.json()["authenticated"] is False, "a key is not a person"


def test_only_a_hash_is_kept(issued):
    key, secret = issued
    row = str(ApiKey.objects.filter(pk=key.pk).values().get())
    assert secret.rsplit("_", 1)[-1] not in row
    assert secret not in row


def test_a_revoked_key_is_refused_at_once(issued):
    key, secret = issued
    accounts.revoke_key(key)
    answer = ask(secret)
    assert (answer.status_code, answer.json()["code"]) == (401, "access.login_required")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda s: s[:-1],
        lambda s: s + "x",
        lambda s: s.replace("pd_", "px_"),
        lambda s: "pd_",
        lambda s: "",
        lambda s: "pd__",
        lambda s: "pd_\x00_x",
        lambda s: "x" * 100_000,
        lambda s: s.upper(),
    ],
)
def test_a_wrong_key_is_refused_and_never_taken_for_a_customer(issued, spoil):
    assert ask(spoil(issued[1])).status_code == 401


def test_a_key_needs_no_page_token_because_no_browser_sends_it_by_itself(issued):
    client = Client(enforce_csrf_checks=True)
    answer = client.patch(
        SESSION, {"language": "en"}, "application/json", headers={"Authorization": f"Bearer {issued[1]}"}
    )
    assert answer.status_code == 200


def test_the_actor_of_a_key_reaches_its_node_and_no_other(issued, city):
    other = organisation.add_node(None, "city", "另一市", "Elsewhere")
    actor = accounts.actor_of_key(issued[1])
    assert actor.kind == "api_key"
    assert actor.holds(Role.INTEGRATION)
    from dispatch.kernel import access

    assert access.allows(actor, "request.make", city.path)
    assert not access.allows(actor, "request.make", other.path)


def test_a_key_of_a_closed_node_opens_nothing(issued, city):
    city.is_active = False
    city.save()
    assert ask(issued[1]).status_code == 401


@pytest.mark.parametrize("key", ["", "x" * 101])
def test_an_idempotency_key_has_a_length(key):
    from django.test import RequestFactory

    from dispatch.kernel import web
    from dispatch.kernel.errors import Refusal

    with pytest.raises(Refusal) as refusal:
        web.key_of(RequestFactory().post("/", headers={"Idempotency-Key": key}))
    assert refusal.value.code == "input.invalid"
