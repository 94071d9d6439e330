"""May they? Default deny; a role reaches its node and what lies below, and nothing beside it."""

import pytest

from dispatch.kernel import access, accounts, actors, organisation
from dispatch.kernel.access_table import TABLE, Role
from dispatch.kernel.actors import Actor, Held
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import User


def actor(*held: tuple[Role, str]) -> Actor:
    return Actor("user", 1, "Li Na", grants=tuple(Held(role, 0, path) for role, path in held))


class TestScope:
    def test_a_role_reaches_its_node_and_below_and_nothing_beside_or_above(self):
        li = actor((Role.DISPATCHER, "/1/4/"))
        assert access.allows(li, "order.assign", "/1/4/")
        assert access.allows(li, "order.assign", "/1/4/19/")
        assert not access.allows(li, "order.assign", "/1/")
        assert not access.allows(li, "order.assign", "/1/5/")
        assert not access.allows(li, "order.assign", "/1/44/"), "a path is compared by whole parts"
        assert not access.allows(li, "order.assign")

    def test_the_role_must_be_the_one_held_there(self):
        li = actor((Role.AUDITOR, "/1/"), (Role.COORDINATOR, "/1/4/19/"))
        assert access.allows(li, "order.accept", "/1/4/19/")
        assert not access.allows(li, "order.accept", "/1/4/20/")

    def test_paths_are_the_shortest_prefixes(self):
        li = actor(
            (Role.DISPATCHER, "/1/4/19/"), (Role.DISPATCHER, "/1/4/"), (Role.ADMIN, "/2/"), (Role.TECHNICIAN, "/3/")
        )
        assert access.paths(li, "capacity.edit_day") == ["/2/", "/1/4/"]
        assert access.paths(li, "visit.work") == ["/3/"]
        assert access.paths(li, "coverage.import") == ["/2/"]

    def test_nobody_gets_what_is_open_to_everybody_and_nothing_more(self):
        nobody = actor()
        given = [action for action in TABLE if access.allows(nobody, action, "/1/")]
        assert given == ["catalogue.read", "session.read", "ticket.follow", "manual.read"]
        assert access.allows(actor((Role.TECHNICIAN, "/1/4/19/")), "ticket.follow"), "wherever their role is held"

    def test_a_word_that_is_not_in_the_table_is_a_programming_mistake(self):
        with pytest.raises(KeyError):
            access.allows(actors.SYSTEM, "order.explode")

    def test_a_customer_is_asked_to_log_in_and_a_colleague_is_denied(self):
        with pytest.raises(Refusal) as asked:
            access.require(actors.customer(), "board.watch", "/1/")
        assert (asked.value.code, asked.value.status) == ("access.login_required", 401)
        with pytest.raises(Refusal) as denied:
            access.require(actor((Role.TECHNICIAN, "/1/")), "board.watch", "/1/")
        assert (denied.value.code, denied.value.status) == ("access.denied", 403)
        with pytest.raises(Refusal):
            access.require_anywhere(actor((Role.TECHNICIAN, "/1/")), "board.watch")

    @pytest.mark.parametrize("action", sorted(TABLE))
    def test_every_role_of_every_action_gets_it_at_its_node_and_no_other_role_does(self, action):
        for role in Role:
            assert access.allows(actor((role, "/1/")), action, "/1/2/") == (role in TABLE[action])


class TestTable:
    @pytest.mark.parametrize(
        ("action", "roles"),
        [
            ("coverage.import", {Role.ADMIN}),
            ("order.approve_withdrawal", {Role.DISPATCHER}),
            ("visit.work", {Role.TECHNICIAN}),
            ("order.lapse", {Role.SYSTEM}),
        ],
    )
    def test_what_only_one_role_may_do_stays_so(self, action, roles):
        assert TABLE[action] == roles

    def test_a_station_never_decides_its_own_withdrawal_and_a_customer_sees_no_board(self):
        assert Role.COORDINATOR not in TABLE["order.approve_withdrawal"]
        customer_may = {action for action, roles in TABLE.items() if Role.CUSTOMER in roles}
        assert {
            action for action in customer_may if action.startswith(("board.", "alarm.", "contact.", "coverage."))
        } == set()

    def test_an_auditor_changes_nothing(self):
        # How somebody looks at the queue is their own and changes nothing of the trade.
        may = {action for action, roles in TABLE.items() if Role.AUDITOR in roles} - {"queue_view.keep"}
        assert {action.split(".")[1] for action in may} <= {"read", "watch", "follow", "see_openings"}


@pytest.mark.django_db
class TestGrants:
    @pytest.fixture
    def tree(self):
        city = organisation.add_node(None, "city", "青禾市", "Qinghe")
        north = organisation.add_node(city, "station", "城北站", "North")
        south = organisation.add_node(city, "station", "城南站", "South")
        return city, north, south

    def test_paths_and_streams_follow_the_tree(self, tree):
        city, north, _ = tree
        assert north.path == f"/{city.pk}/{north.pk}/"
        assert north.ancestor_ids == [city.pk, north.pk]
        assert organisation.board_streams(north.path) == [f"board:{city.pk}", f"board:{north.pk}"]
        assert north.time_zone == "Asia/Shanghai"

    def test_a_grant_counts_at_once_and_so_does_its_end(self, tree):
        _, north, south = tree
        li = User.objects.create_user("li", password="x", display_name="Li Na")
        accounts.grant(li, Role.COORDINATOR, north)
        accounts.grant(li, Role.COORDINATOR, north)
        assert access.allows(actors.of_user(li), "order.accept", north.path)
        assert not access.allows(actors.of_user(li), "order.accept", south.path)
        assert li.grants.count() == 1
        accounts.revoke(li, Role.COORDINATOR, north)
        assert not access.allows(actors.of_user(li), "order.accept", north.path)

    def test_every_change_of_access_moves_the_version_that_open_sockets_watch(self, tree):
        li = User.objects.create_user("li", password="x")
        accounts.grant(li, Role.COORDINATOR, tree[1])
        accounts.revoke(li, Role.COORDINATOR, tree[1])
        li.refresh_from_db()
        assert li.access_version == 2

    def test_a_closed_node_gives_no_role(self, tree):
        li = User.objects.create_user("li", password="x")
        accounts.grant(li, Role.COORDINATOR, tree[1])
        tree[1].is_active = False
        tree[1].save()
        assert actors.of_user(li).grants == ()
