"""What leaves: frames by the book of RFC 6455, within bounds, and never one message inside another."""

import asyncio

import pytest

from dispatch.realtime import frames, outlet
from dispatch.realtime.frames import FRAGMENT_BYTES, Frame
from dispatch.realtime.outlet import BACKLOG_BYTES, BACKLOG_FRAMES, Outlet


class PatientWire:
    """A wire that takes what it is let to take, and keeps it."""

    def __init__(self) -> None:
        self.is_ready = True
        self.on_ready = lambda: None
        self.taken = b""
        self.closed: int | None = None
        self.is_cut = False
        self.room = 0

    def write(self, frame: Frame, place: int) -> bool:
        self.taken += frame.pieces[place]
        self.room -= 1
        self.is_ready = self.room > 0
        return place == len(frame.pieces) - 1

    def close(self, code: int) -> None:
        self.closed = code

    def abort(self) -> None:
        self.is_cut = True

    def drain(self, pieces: int) -> None:
        self.room, self.is_ready = pieces, True
        self.on_ready()


@pytest.fixture
def wire(monkeypatch) -> PatientWire:
    made = PatientWire()
    monkeypatch.setattr(outlet, "wire_for", lambda send: made)
    return made


async def nowhere(message) -> None:
    raise AssertionError("not used")


def messages(data: bytes) -> list[bytes]:
    """The text messages in a stream of bytes; fails on a fragment that is out of place."""
    found, open_message = [], None
    while data:
        opening, size, head = data[0], data[1], 2
        if size >= 126:
            width = 2 if size == 126 else 8
            size, head = int.from_bytes(data[2 : 2 + width], "big"), 2 + width
        part, data = data[head : head + size], data[head + size :]
        if opening & 0x0F:
            assert open_message is None, "a message begins inside another"
            open_message = b""
        assert open_message is not None
        open_message += part
        if opening & 0x80:
            found.append(open_message)
            open_message = None
    assert open_message is None, "a message was not ended"
    return found


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65535, 65536, 65537, 3 * FRAGMENT_BYTES, 3 * FRAGMENT_BYTES + 1])
def test_a_frame_of_any_size_comes_out_as_one_message(size):
    payload = bytes(65 + place % 26 for place in range(size))
    frame = Frame(payload)
    assert messages(b"".join(frame.pieces)) == [payload]
    assert all(len(piece) <= FRAGMENT_BYTES + 10 for piece in frame.pieces)


async def test_what_a_reader_does_not_take_waits_and_goes_out_in_order(wire):
    out = Outlet(nowhere)
    wire.is_ready = False
    sent = [Frame(str(number).encode()) for number in range(50)]
    assert all(out.offer(frame) for frame in sent)
    assert not out.is_idle
    for _ in range(10):
        wire.drain(7)
    assert messages(wire.taken) == [frame.payload for frame in sent]


async def test_too_many_frames_or_bytes_are_too_much(wire):
    wire.is_ready = False
    out = Outlet(nowhere)
    assert [out.offer(Frame(b"x")) for _ in range(BACKLOG_FRAMES + 1)] == [True] * BACKLOG_FRAMES + [False]
    heavy = Outlet(nowhere)
    assert heavy.offer(Frame(b"x" * (2 * BACKLOG_BYTES))), "one frame may be large: a board's state often is"
    assert not heavy.offer(Frame(b"x"))


async def test_what_was_written_counts_no_more(wire):
    wire.is_ready = False
    out = Outlet(nowhere)
    for _ in range(5):
        assert out.offer(Frame(b"x" * (BACKLOG_BYTES - 10)))
        wire.drain(1000)
        wire.is_ready = False


async def test_the_last_words_do_not_fall_into_a_message_that_has_begun(wire):
    out = Outlet(nowhere)
    wire.room = 1
    large, last = Frame(b"a" * (2 * FRAGMENT_BYTES + 5)), frames.goodbye("slow", 2)
    assert out.offer(large)
    assert out.offer(Frame(b"never sent"))
    out.finish(last, 4013)
    wire.drain(100)
    assert messages(wire.taken) == [large.payload, last.payload]
    assert wire.closed == 4013


async def test_who_does_not_even_take_the_last_words_is_cut(wire, monkeypatch):
    monkeypatch.setattr(outlet, "LINGER_SECONDS", 0.01)
    wire.is_ready = False
    out = Outlet(nowhere)
    out.finish(frames.goodbye("slow", 2), 4013)
    async with asyncio.timeout(2):
        while not wire.is_cut:
            await asyncio.sleep(0.005)
    assert wire.closed is None


async def test_another_servers_send_is_called_one_message_at_a_time():
    under_way, most, texts = 0, 0, []

    async def send(message) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1
        texts.append(message.get("text", message.get("code")))

    out = Outlet(send)
    for number in range(5):
        assert out.offer(Frame(str(number).encode()))
    out.finish(frames.goodbye("restart", 1), 4012)
    async with asyncio.timeout(2):
        while 4012 not in texts:
            await asyncio.sleep(0)
    assert most == 1
    assert texts[0] == "0"
    assert '"goodbye"' in texts[-2]
