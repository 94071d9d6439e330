"""HTTP through the real server: what Django sees, what is refused before it costs anything, and an orderly end."""

import contextlib
import socket
import subprocess
import threading
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.served import Served

MIB = 1 << 20


@pytest.fixture
def site() -> Iterator[Served]:
    """A site that a test may fill and end."""
    with Served("postgresql:///none", module="tests.http.bridge_site") as server:
        yield server


@pytest.fixture(scope="module")
def lasting() -> Iterator[Served]:
    """A site for tests that leave it as it was."""
    with Served("postgresql:///none", module="tests.http.bridge_site") as server:
        yield server


@pytest.fixture
def client(lasting: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=lasting.url, timeout=20, trust_env=False) as client:
        yield client


def until(condition, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.02)


@contextlib.contextmanager
def in_background(*calls) -> Iterator[list]:
    answers: list = []
    threads = [threading.Thread(target=lambda call=call: answers.append(call()), daemon=True) for call in calls]
    for thread in threads:
        thread.start()
    yield answers
    for thread in threads:
        thread.join(20)


class TestRequest:
    def test_method_path_query_headers_and_body_arrive(self, client):
        answer = client.post("/安/b%20c?x=%E5%AE%89&y=1", content=b"abc", headers=[("X-Twice", "1"), ("X-Twice", "2")])
        seen = answer.json()
        assert (seen["method"], seen["path"], seen["query"]) == ("POST", "/安/b c", "x=%E5%AE%89&y=1")
        assert (seen["length"], seen["sum"], seen["declared"]) == (3, sum(b"abc"), "3")
        assert seen["headers"]["X-Twice"] == "1,2"
        assert seen["address"] == "127.0.0.1"

    def test_a_chunked_body_gets_its_true_length(self, client):
        seen = client.post("/any", content=iter([b"a" * 70_000, b"b" * 70_000])).json()
        assert (seen["length"], seen["declared"]) == (140_000, "140000")

    def test_a_header_with_underscore_cannot_pose_as_another(self, client):
        assert "X-Real-Ip" not in client.get("/any", headers={"X_Real_Ip": "10.0.0.1"}).json()["headers"]

    def test_the_peer_is_believed_only_without_proxy_headers(self, client):
        assert client.get("/any", headers={"X-Forwarded-For": "10.9.8.7"}).json()["address"] == "127.0.0.1"

    def test_intake_has_threads_of_its_own(self, client):
        assert client.post("/api/v1/requests").json()["thread"] == "paidan-intake"
        assert client.get("/api/v1/requests").json()["thread"] == "paidan-rest"


class TestAnswer:
    def test_head_has_headers_and_no_body(self, client):
        answer = client.head("/any")
        assert answer.status_code == 200
        assert answer.content == b""
        assert client.get("/any").status_code == 200, "the connection is still in step"

    @pytest.mark.parametrize("size", [0, 10, 3 * MIB])
    def test_files_arrive_whole(self, client, size):
        answer = client.get(f"/file/{size}")
        assert answer.headers["content-length"] == str(size)
        assert answer.content == b"f" * size

    def test_head_of_a_large_file_is_short(self, client):
        answer = client.head(f"/file/{3 * MIB}")
        assert (answer.headers["content-length"], answer.content) == (str(3 * MIB), b"")

    def test_no_content_has_no_body(self, client):
        answer = client.get("/empty")
        assert (answer.status_code, answer.content) == (204, b"")

    def test_a_date_is_told(self, client):
        assert client.get("/any").headers["date"].endswith("GMT")

    def test_a_broken_view_is_a_500_and_not_a_hang(self, client):
        assert client.get("/broken").status_code == 500

    def test_trouble_outside_django_is_a_problem_document(self, client):
        answer = client.get("/raise")
        assert (answer.status_code, answer.json()["code"]) == (500, "internal")

    def test_a_stream_is_made_only_as_fast_as_it_is_read(self, lasting, client):
        already = client.get("/counts").json()["streamed"]
        reader = socket.create_connection(("127.0.0.1", lasting.port))
        reader.sendall(b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
        reader.recv(1000)
        time.sleep(0.5)
        before = client.get("/counts").json()["streamed"]
        assert before - already < 400, "a reader who stopped must stop the source, of 1,024 blocks"
        time.sleep(0.3)
        assert client.get("/counts").json()["streamed"] == before
        reader.close()

    def test_a_stream_ends_when_its_reader_leaves(self, lasting, client):
        reader = socket.create_connection(("127.0.0.1", lasting.port))
        reader.sendall(b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
        reader.recv(1000)
        before = client.get("/counts").json()["streamed"]
        reader.close()
        time.sleep(0.3)
        after = client.get("/counts").json()["streamed"]
        assert after - before < 400, "most of its 1,024 blocks were never made"
        before = after
        time.sleep(0.3)
        assert client.get("/counts").json()["streamed"] == before
        # Both threads are free again.
        with in_background(*[lambda: client.get("/slow").status_code] * 2) as answers:
            pass
        assert answers == [200, 200]


class TestLimits:
    def test_a_body_that_says_it_is_too_large_is_refused(self, client):
        answer = client.post("/any", content=b"a" * (MIB + 1), headers={"Accept-Language": "en"})
        assert (answer.status_code, answer.json()["code"]) == (413, "input.too_large")
        assert answer.headers["content-type"] == "application/problem+json"

    def test_the_limit_itself_is_allowed(self, client):
        assert client.post("/any", content=b"a" * MIB).json()["length"] == MIB

    def test_imports_may_be_larger(self, client):
        assert (
            client.post("/api/v1/coverage/imports?datum=WGS-84", content=b"a" * (5 * MIB)).json()["length"] == 5 * MIB
        )

    def test_a_chunked_body_is_cut_while_it_comes_in(self, lasting, client):
        before = client.get("/counts").json()["resident"]
        sender = socket.create_connection(("127.0.0.1", lasting.port))
        sender.sendall(b"POST /any HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        piece = b"10000\r\n" + b"a" * 65536 + b"\r\n"
        sent = 0
        with contextlib.suppress(ConnectionError):
            while sent < 300 * MIB:
                sender.sendall(piece)
                sent += len(piece)
        assert sent < 64 * MIB
        assert client.get("/counts").json()["resident"] - before < 40 * MIB

    def test_a_huge_declared_length_is_answered_before_it_is_sent(self, lasting):
        sender = socket.create_connection(("127.0.0.1", lasting.port))
        sender.sendall(b"POST /any HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000000\r\n\r\n")
        assert sender.recv(1000).startswith(b"HTTP/1.1 413 ")

    def test_nothing_is_done_for_a_request_that_is_only_half_there(self, lasting, client):
        sender = socket.create_connection(("127.0.0.1", lasting.port))
        sender.sendall(b"POST /wait HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
        sender.close()
        client.get("/any")
        assert client.get("/counts").json()["entered"] == 0, "no test of this site's opens that page"


class TestSockets:
    HELLO = (
        b"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )

    def test_a_writer_waits_for_a_reader_who_stopped_and_goes_on_with_one_who_reads(self, lasting, client):
        reader = socket.create_connection(("127.0.0.1", lasting.port))
        reader.sendall(self.HELLO)
        assert reader.recv(12) == b"HTTP/1.1 101"
        time.sleep(0.5)
        before = client.get("/counts").json()["said"]
        assert before < 16384, "16 MiB of 64 is more than kernel and server may hold for one reader"
        time.sleep(0.3)
        assert client.get("/counts").json()["said"] == before
        for _ in range(200):
            reader.recv(1 << 16)
        until(lambda: client.get("/counts").json()["said"] > before)
        reader.close()


class TestLanes:
    def test_past_the_bound_the_answer_is_503_at_once(self, site):
        def ask() -> httpx.Response:
            return httpx.get(f"{site.url}/wait", timeout=20, trust_env=False)

        with in_background(*[ask] * 4) as answers:
            until(lambda: told(site)["inside"] == 4)
            refused = httpx.get(f"{site.url}/any", trust_env=False)
            assert refused.json()["code"] == "overloaded"
            assert int(refused.headers["retry-after"]) >= 1
            # The other lane does not notice.
            assert httpx.post(f"{site.url}/api/v1/requests", trust_env=False).status_code == 200
            open_gate(site)
        assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200]

    def test_whoever_leaves_the_queue_is_not_served(self, site):
        def ask() -> int:
            return httpx.get(f"{site.url}/wait", timeout=20, trust_env=False).status_code

        with in_background(ask, ask) as answers:
            until(lambda: told(site)["entered"] == 2)
            waiting = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(2)]
            for one in waiting:
                one.sendall(b"GET /wait HTTP/1.1\r\nHost: x\r\n\r\n")
            until(lambda: told(site)["inside"] == 4)
            for one in waiting:
                one.close()
            # Leaving takes a moment to be noticed, and nothing shows when it was.
            time.sleep(0.3)
            open_gate(site)
        assert answers == [200, 200]
        assert httpx.get(f"{site.url}/counts", trust_env=False).json()["entered"] == 2


class TestEnd:
    def test_a_running_request_is_finished(self, site):
        with in_background(lambda: httpx.get(f"{site.url}/slow", trust_env=False)) as answers:
            time.sleep(0.3)
            began = time.monotonic()
            assert site.stop() == 0
        assert answers[0].text == "finished"
        assert answers[0].headers["connection"] == "close"
        assert time.monotonic() - began < 5

    def test_nobody_new_is_let_in(self, site):
        with in_background(lambda: httpx.get(f"{site.url}/slow", trust_env=False)):
            time.sleep(0.3)
            site.process.terminate()
            until(lambda: is_refused(site.port))

    def test_an_idle_connection_does_not_hold_it_up(self, site):
        idle = socket.create_connection(("127.0.0.1", site.port))
        began = time.monotonic()
        assert site.stop() == 0
        assert time.monotonic() - began < 2
        idle.close()

    def test_a_second_signal_ends_it_at_once(self, site):
        held = socket.create_connection(("127.0.0.1", site.port))
        held.sendall(b"GET /wait HTTP/1.1\r\nHost: x\r\n\r\n")
        until(lambda: told(site)["entered"] == 1)
        site.process.terminate()
        with pytest.raises(subprocess.TimeoutExpired):
            site.process.wait(0.5)
        site.process.terminate()
        site.process.wait(5)


def is_refused(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return True
    return False


def open_gate(site: Served) -> None:
    """By the intake lane: the other one is full."""
    httpx.post(f"{site.url}/api/v1/requests?open=1", trust_env=False)


def told(site: Served) -> dict:
    """What the site knows of itself, by the intake lane."""
    return httpx.post(f"{site.url}/api/v1/requests", trust_env=False).json()
