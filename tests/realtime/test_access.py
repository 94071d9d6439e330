"""Nobody hears what is not theirs: at the door, at hello, and after something was taken away."""

import pytest
from django.contrib.auth.hashers import make_password

from dispatch.board import presence
from dispatch.kernel import accounts, clock
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import Node, User
from dispatch.realtime import asgi, hub, listener, protocol
from field import positions
from field.movement import Fix
from repairs.models import WorkOrder
from tests.realtime.cast import Lakeside, board, cookie_of, log_out
from tests.realtime.client import AsgiClient
from tests.realtime.conftest import in_thread


@pytest.fixture
async def town(town_hub) -> Lakeside:
    return await in_thread(Lakeside)


async def connected(user: User | None = None, **headers: str) -> AsgiClient:
    cookie = await in_thread(cookie_of, user) if user else ""
    return AsgiClient(headers={"cookie": cookie, **headers})


async def answers(client: AsgiClient, *streams: str) -> dict[str, str]:
    """What becomes of a hello: 'state' or the code of the refusal for each stream."""
    client.hello(*streams)
    book = client.book
    await client.until(lambda: all(stream in book.refusals or stream in book.states for stream in streams))
    return {stream: book.refusals[stream]["code"] if stream in book.refusals else "state" for stream in streams}


class TestHello:
    async def test_a_dispatcher_watches_the_boards_at_and_below_the_own_node(self, town):
        async with await connected(town.li) as client:
            streams = board(town.city), board(town.west.node), f"crew:{town.chen.pk}"
            assert set((await answers(client, *streams)).values()) == {"state"}

    async def test_beside_and_above_is_not_found(self, town):
        order = await in_thread(town.report, 117.15)
        await in_thread(town.dispatch)
        async with await connected(town.wang) as client:
            foreign = board(town.city), board(town.east.node), f"crew:{town.zhao.pk}", f"order:{order.pk}"
            nowhere = "board:999999", "crew:999999", "order:999999", "board:x", "ticket:NONE"
            told = await answers(client, board(town.west.node), f"crew:{town.chen.pk}", *foreign, *nowhere)
            assert told.pop(board(town.west.node)) == "state"
            assert told.pop(f"crew:{town.chen.pk}") == "state"
            assert set(told.values()) == {"not_found"}
            problems = [client.book.refusals[stream] for stream in (board(town.east.node), "board:999999")]
            assert problems[0] == problems[1], "not yours and not there look alike"

    async def test_a_technician_follows_the_own_day_and_nothing_else(self, town):
        async with await connected(town.chen.user) as client:
            told = await answers(client, f"crew:{town.chen.pk}", f"crew:{town.zhao.pk}", board(town.west.node))
            assert list(told.values()) == ["state", "not_found", "not_found"]
            assert client.book.states[f"crew:{town.chen.pk}"]["shift"]["on_shift"] is True

    async def test_a_stranger_follows_a_ticket_by_its_code_and_is_asked_to_log_in_for_the_rest(self, town):
        order = await in_thread(town.report)
        ticket = f"ticket:{order.request.tracking_code}"
        async with await connected(**{"accept-language": "en"}) as client:
            told = await answers(client, ticket, board(town.city), f"crew:{town.chen.pk}", f"order:{order.pk}")
            assert told.pop(ticket) == "state"
            assert set(told.values()) == {"access.login_required"}
            assert client.book.refusals[board(town.city)]["title"] == "Please log in first."
            await in_thread(town.dispatch)
            seen = client.book.entries[ticket]
            await client.until(lambda: seen and seen[-1]["data"]["ticket"]["state_key"] == "technician_assigned")
            assert seen[-1]["data"]["ticket"]["technician_given_name"] == "陈师傅"

    async def test_an_integrations_key_reaches_its_node(self, town):
        order = await in_thread(town.report)
        await in_thread(town.dispatch)
        _, key = await in_thread(accounts.issue_key, "er", town.west.node)
        async with await connected(authorization=f"Bearer {key}") as client:
            assert (await answers(client, f"order:{order.pk}", board(town.west.node))) == {
                f"order:{order.pk}": "state",
                board(town.west.node): "not_found",
            }

    async def test_a_wrong_key_or_cookie_is_a_stranger(self, town):
        for headers in ({"authorization": "Bearer pd_12345678_x"}, {"cookie": "sessionid=nonsense"}):
            async with AsgiClient(headers=headers) as client:
                assert await answers(client, board(town.city)) == {board(town.city): "access.login_required"}


class TestTakenAway:
    async def test_a_revoked_role_takes_its_streams_and_leaves_the_rest(self, town):
        await in_thread(accounts.grant, town.li, Role.COORDINATOR, town.west.node)
        async with await connected(town.li) as client:
            await answers(client, board(town.city), board(town.west.node))
            await in_thread(accounts.revoke, town.li, Role.DISPATCHER, town.city)
            await client.until(lambda: board(town.city) in client.book.refusals, seconds=5)
            assert client.book.refusals[board(town.city)]["code"] == "not_found"
            before = client.book.versions[board(town.city)]
            await in_thread(town.report)
            await in_thread(town.dispatch)
            await client.until(lambda: client.book.entries[board(town.west.node)])
            assert client.book.versions[board(town.city)] == before

    async def test_who_logs_out_is_let_go(self, town):
        cookie = await in_thread(cookie_of, town.li)
        async with AsgiClient(headers={"cookie": cookie}) as client:
            await answers(client, board(town.city))
            await in_thread(log_out, cookie)
            await client.until(lambda: client.closed is not None, seconds=5)
            assert client.book.goodbye["reason"] == "access"
            assert client.closed == protocol.CLOSE_CODES["access"]

    @pytest.mark.parametrize("change", [{"is_active": False}, {"password": make_password("other")}])
    async def test_who_leaves_or_gets_another_password_is_let_go(self, town, change):
        async with await connected(town.li) as client:
            await answers(client, board(town.city))
            await in_thread(lambda: User.objects.filter(pk=town.li.pk).update(**change))
            await client.until(lambda: client.closed is not None, seconds=5)
            assert client.book.goodbye["reason"] == "access"

    async def test_a_revoked_key_is_let_go(self, town):
        key, secret = await in_thread(accounts.issue_key, "er", town.city)
        order = await in_thread(town.report)
        async with await connected(authorization=f"Bearer {secret}") as client:
            await answers(client, f"order:{order.pk}")
            await in_thread(accounts.revoke_key, key)
            await client.until(lambda: client.closed is not None, seconds=5)

    async def test_everybody_is_looked_at_anew_now_and_then(self, town, monkeypatch):
        """A node that is closed changes what is reached without touching any account."""
        monkeypatch.setattr(hub, "GUARD_ALL_EVERY", 0.2)
        await hub.stop()
        async with await connected(town.wang) as client:
            await answers(client, board(town.west.node))
            await in_thread(lambda: Node.objects.filter(pk=town.west.node.pk).update(is_active=False))
            await client.until(lambda: board(town.west.node) in client.book.refusals, seconds=5)

    def test_the_interval_keeps_the_promise_of_five_seconds(self):
        assert hub.GUARD_EVERY <= 2.5


class TestPositions:
    async def test_they_reach_who_wants_them_within_the_scope(self, town, monkeypatch):
        async with (
            await connected(town.wang) as wang,
            await connected(town.li) as li,
            await connected(town.li) as quiet,
        ):
            wang.hello(board(town.west.node), live=True)
            li.hello(board(town.city), live=True)
            quiet.hello(board(town.city))
            for client in (wang, li, quiet):
                await client.until(lambda client=client: client.book.resets)
            for technician, lon in ((town.chen, 117.01), (town.zhao, 117.19)):
                fix = Fix(lon, 31.05, clock.now(), 10.0, 90.0)
                await in_thread(positions.keep, technician.pk, fix, clock.now())
            await li.until(lambda: {item["id"] for item in li.book.live} == {town.chen.pk, town.zhao.pk})
            await wang.until(lambda: wang.book.live)
            assert {item["id"] for item in wang.book.live} == {town.chen.pk}
            assert wang.book.live[0]["lon"] == 117.01
            assert quiet.book.live == []

    async def test_who_is_at_an_order_goes_to_the_boards_that_show_it(self, town):
        order = await in_thread(town.report, 117.05)
        await in_thread(town.dispatch)
        order = await in_thread(lambda: WorkOrder.objects.select_related("node").get(pk=order.pk))
        async with (
            await connected(town.wang) as wang,
            await connected(town.li) as li,
            await connected(town.li) as east,
            await connected(town.li) as quiet,
        ):
            wang.hello(board(town.west.node), live=True)
            li.hello(board(town.city), live=True)
            east.hello(board(town.east.node), live=True)
            quiet.hello(board(town.city))
            for client in (wang, li, east, quiet):
                await client.until(lambda client=client: client.book.resets)
            await in_thread(presence.attend, order, town.li.pk, "deciding", "assign")
            fix = Fix(117.19, 31.05, clock.now(), 10.0, 90.0)
            await in_thread(positions.keep, town.zhao.pk, fix, clock.now())
            await wang.until(lambda: wang.book.presence)
            await li.until(lambda: li.book.presence)
            await east.until(lambda: east.book.live)
            [item] = wang.book.presence
            assert (item["order_id"], item["name"], item["about"]) == (order.pk, "李娜", "assign")
            assert li.book.presence == [item]
            assert (east.book.presence, quiet.book.presence) == ([], [])


class TestDoor:
    @pytest.mark.parametrize(
        ("headers", "scheme", "expected"),
        [
            ({"host": "localhost:8000", "origin": "http://localhost:8000"}, "ws", True),
            ({"host": "localhost", "origin": "http://localhost"}, "ws", True),
            ({"host": "localhost", "origin": "https://localhost"}, "wss", True),
            ({"host": "[::1]:8000", "origin": "http://[::1]:8000"}, "ws", True),
            ({"host": "localhost:8000", "origin": "http://localhost:9000"}, "ws", False),
            ({"host": "localhost:8000", "origin": "http://localhost"}, "ws", False),
            ({"host": "localhost", "origin": "https://localhost"}, "ws", False),
            ({"host": "localhost", "origin": "http://localhost"}, "wss", False),
            ({"host": "localhost", "origin": "http://elsewhere.example"}, "ws", False),
            ({"host": "elsewhere.example", "origin": "http://elsewhere.example"}, "ws", False),
            ({"host": "localhost", "origin": "http://localhost.elsewhere.example"}, "ws", False),
            ({"host": "localhost", "origin": "null"}, "ws", False),
            ({"host": "localhost", "origin": ""}, "ws", False),
            ({"host": "", "origin": "http://"}, "ws", False),
            ({"host": "localhost"}, "ws", True),
            ({"host": "localhost", "cookie": "sessionid=abc"}, "ws", False),
            ({"host": "localhost", "cookie": "language=zh"}, "ws", True),
        ],
    )
    def test_only_our_own_pages_bring_a_cookie_in(self, settings, headers, scheme, expected):
        settings.ALLOWED_HOSTS = ["localhost", "[::1]"]
        assert asgi.is_ours({"scheme": scheme}, headers) is expected

    def test_a_trusted_origin_may_differ_as_behind_a_proxy(self, settings):
        settings.CSRF_TRUSTED_ORIGINS = ["https://repair.example"]
        assert asgi.is_ours({"scheme": "ws"}, {"host": "localhost", "origin": "https://repair.example"})

    def test_the_origin_counts_also_where_every_host_is_allowed(self, settings):
        settings.ALLOWED_HOSTS = ["*"]
        assert not asgi.is_ours({"scheme": "ws"}, {"host": "a.example", "origin": "http://b.example"})

    @pytest.mark.parametrize(("path", "origin"), [("/ws/v2", "http://localhost"), ("/ws/v1", "http://evil.example")])
    async def test_who_does_not_belong_here_is_not_let_in(self, town_hub, path, origin):
        async with AsgiClient(path=path, headers={"origin": origin}) as client:
            assert not client.is_accepted

    async def test_who_says_nothing_is_let_go(self, town_hub, monkeypatch):
        monkeypatch.setattr(asgi, "HELLO_WITHIN", 0.05)
        async with AsgiClient() as client:
            await client.until(lambda: client.closed is not None)
            assert client.book.goodbye["reason"] == "protocol"

    @pytest.mark.parametrize("text", ["{", '{"t":"shout"}', "[" * 100, '{"t":"hello","v":1,"streams":{"x":1}}'])
    async def test_who_speaks_another_language_is_let_go(self, town_hub, text):
        async with AsgiClient() as client:
            client.say(text)
            await client.until(lambda: client.closed is not None)
            assert (client.book.goodbye["reason"], client.closed) == ("protocol", 4002)

    async def test_who_talks_without_end_is_let_go(self, town_hub):
        async with AsgiClient() as client:
            for _ in range(int(listener.FRAMES_AT_ONCE) + 5):
                client.say({"t": "ping"})
            await client.until(lambda: client.closed is not None)
            assert client.book.pongs <= listener.FRAMES_AT_ONCE + 1

    async def test_past_the_bound_nobody_is_let_in(self, town_hub, monkeypatch):
        monkeypatch.setattr(hub, "SOCKETS", 1)
        async with AsgiClient() as first, AsgiClient() as second:
            assert (first.is_accepted, second.is_accepted) == (True, False)
