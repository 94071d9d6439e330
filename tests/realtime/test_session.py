"""Whatever is lost, late, doubled or cut, a client ends at the server's state: no gap and nothing twice."""

from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from dispatch.realtime import session as machine
from dispatch.realtime.session import (
    Authorise,
    Batch,
    Deliver,
    DeliverState,
    Join,
    Leave,
    Read,
    Refuse,
    Session,
    TakeState,
    must_reset,
)

BOARD = "board:1"
STREAMS = ("board:1", "crew:7")


def batch(start: int, end: int, stream: str = BOARD, has_more: bool = False) -> Batch:
    return Batch(stream, start, end, list(range(start + 1, end + 1)), has_more)


def live_at(version: int) -> Session:
    session = Session()
    session.hello({BOARD: version})
    session.admitted(BOARD, 1)
    session.read(BOARD, 1, version, batch(version, version))
    return session


def delivered(effects) -> list[int]:
    return [entry for effect in effects if isinstance(effect, Deliver) for entry in effect.batch.entries]


class TestOneSocket:
    def test_it_joins_before_it_reads(self):
        session = Session()
        assert session.hello({BOARD: 5}) == [Authorise((BOARD,), 1)]
        assert session.admitted(BOARD, 1) == [Join(BOARD), Read(BOARD, 5, 1)]

    def test_a_client_that_has_nothing_gets_the_state(self):
        session = Session()
        session.hello({BOARD: None})
        assert session.admitted(BOARD, 1) == [Join(BOARD), TakeState(BOARD, 1)]
        assert session.state(BOARD, 1, 9, "all") == [DeliverState(BOARD, 9, "all")]
        assert session.live() == {BOARD: 9}

    def test_what_came_while_the_log_was_read_follows_without_what_is_known(self):
        session = Session()
        session.hello({BOARD: 5})
        session.admitted(BOARD, 1)
        assert session.told(batch(6, 8)) == []
        assert delivered(session.read(BOARD, 1, 5, batch(5, 7))) == [6, 7, 8]

    def test_a_gap_is_read_and_then_closed(self):
        session = live_at(5)
        assert session.told(batch(7, 8)) == [Read(BOARD, 5, 1)]
        assert delivered(session.read(BOARD, 1, 5, batch(5, 7))) == [6, 7, 8]

    def test_one_that_is_behind_the_follower_reads(self):
        session = live_at(5)
        assert session.heard(BOARD, 5) == []
        assert session.heard(BOARD, 6) == [Read(BOARD, 5, 1)]

    def test_a_long_way_is_read_in_steps(self):
        session = Session()
        session.hello({BOARD: 0})
        session.admitted(BOARD, 1)
        effects = session.read(BOARD, 1, 0, batch(0, 3, has_more=True))
        assert delivered(effects) == [1, 2, 3]
        assert effects[-1] == Read(BOARD, 3, 1)
        assert session.live() == {}

    def test_where_the_log_cannot_lead_on_the_state_is_taken(self):
        session = Session()
        session.hello({BOARD: 99})
        session.admitted(BOARD, 1)
        assert session.read(BOARD, 1, 99, None) == [TakeState(BOARD, 1)]

    def test_answers_for_a_replaced_subscription_are_dropped(self):
        session = Session()
        session.hello({BOARD: 5})
        session.admitted(BOARD, 1)
        assert session.hello({BOARD: 6, "crew:7": None}) == [Authorise((BOARD, "crew:7"), 2)]
        assert session.read(BOARD, 1, 5, batch(5, 7)) == []
        assert session.admitted(BOARD, 1) == []
        assert session.admitted(BOARD, 2) == [Join(BOARD), Read(BOARD, 6, 2)]

    def test_an_answer_that_comes_twice_counts_once(self):
        session = Session()
        session.hello({BOARD: None})
        session.admitted(BOARD, 1)
        assert session.state(BOARD, 1, 9, "all")
        assert session.state(BOARD, 1, 9, "all") == []

    def test_a_step_of_the_log_that_comes_twice_counts_once(self):
        session = Session()
        session.hello({BOARD: 0})
        session.admitted(BOARD, 1)
        session.read(BOARD, 1, 0, batch(0, 3, has_more=True))
        assert session.read(BOARD, 1, 0, batch(0, 3, has_more=True)) == []

    def test_streams_no_longer_wanted_are_left(self):
        session = live_at(5)
        assert session.hello({}) == [Leave(BOARD)]
        assert session.told(batch(5, 6)) == []

    def test_a_refused_stream_says_why_and_gets_nothing(self):
        session = Session()
        session.hello({BOARD: None})
        assert session.refused(BOARD, 1, "not_found") == [Leave(BOARD), Refuse(BOARD, "not_found")]
        assert session.told(batch(0, 1)) == []

    def test_a_stream_that_was_taken_away_is_told_once(self):
        session = live_at(5)
        assert session.lost(BOARD, "not_found") == [Leave(BOARD), Refuse(BOARD, "not_found")]
        assert session.lost(BOARD, "not_found") == []

    def test_more_than_may_wait_is_read_again_and_not_kept(self):
        session = Session()
        session.hello({BOARD: 0})
        session.admitted(BOARD, 1)
        many = machine.WAITING_LIMIT + 5
        for version in range(many):
            session.told(batch(version, version + 1))
        effects = session.read(BOARD, 1, 0, batch(0, 0))
        assert delivered(effects) == list(range(1, machine.WAITING_LIMIT + 1))
        assert effects[-1] == Read(BOARD, machine.WAITING_LIMIT, 1)


@pytest.mark.parametrize(
    ("after", "head", "expected"),
    [(0, 0, False), (5, 5, False), (6, 5, True), (0, 1000, False), (0, 1001, True), (4000, 5000, False)],
)
def test_who_must_start_over(after, head, expected):
    assert must_reset(after, head) is expected


def test_a_batch_with_a_hole_cannot_be_made():
    with pytest.raises(ValueError, match="cannot lead"):
        Batch(BOARD, 1, 4, [2, 4])


@dataclass
class Client:
    """A client by the book of `protocol`: it keeps a version for each stream and refuses to pass over a gap."""

    versions: dict[str, int] = field(default_factory=dict)
    sums: dict[str, int] = field(default_factory=dict)
    inbox: list = field(default_factory=list)

    def take(self) -> None:
        effect = self.inbox.pop(0)
        if isinstance(effect, DeliverState):
            self.versions[effect.stream], self.sums[effect.stream] = effect.version, effect.state
        elif isinstance(effect, Deliver):
            said = effect.batch
            have = self.versions[said.stream]
            assert said.start <= have, f"a gap: the client has {have}, the frame begins after {said.start}"
            for version, entry in zip(range(said.start + 1, said.end + 1), said.entries, strict=True):
                if version > have:
                    self.sums[said.stream] = digest(self.sums[said.stream], entry)
            self.versions[said.stream] = max(have, said.end)


def digest(state: int, entry: int) -> int:
    """Not commutative: order, gaps and doubles all show."""
    return (state * 31 + entry) % 1_000_003


class World(RuleBasedStateMachine):
    """A log, a follower whose doorbells get lost, questions answered late and twice, and a line that is cut."""

    LIMIT = 3
    REPLAY = 6

    @initialize()
    def begin(self) -> None:
        self.log: dict[str, list[int]] = {stream: [] for stream in STREAMS}
        self.follower: dict[str, int | None] = dict.fromkeys(STREAMS)
        self.client = Client()
        self.connect()

    def connect(self, alone: bool = True) -> None:
        """A new socket; when it is not `alone`, others kept the follower going and it stands somewhere."""
        self.session = Session()
        self.joined: set[str] = set()
        self.asked: list = []
        self.client.inbox = []
        if alone:
            self.follower = dict.fromkeys(STREAMS)
        self.say_hello()

    def say_hello(self) -> None:
        self.sent: dict[str, int | None] = {stream: self.client.versions.get(stream) for stream in STREAMS}
        self.perform(self.session.hello(self.sent))

    def perform(self, effects) -> None:
        for effect in effects:
            if isinstance(effect, Deliver):
                assert effect.batch.start == self.sent[effect.batch.stream], "one subscription is told nothing twice"
                self.sent[effect.batch.stream] = effect.batch.end
            elif isinstance(effect, DeliverState):
                self.sent[effect.stream] = effect.version
            if isinstance(effect, Join):
                self.joined.add(effect.stream)
            elif isinstance(effect, Leave):
                self.joined.discard(effect.stream)
            elif isinstance(effect, Deliver | DeliverState):
                self.client.inbox.append(effect)
            else:
                self.asked.append((effect, None))

    def state_of(self, stream: str) -> int:
        total = 0
        for entry in self.log[stream]:
            total = digest(total, entry)
        return total

    def entries(self, stream: str, after: int, limit: int) -> Batch:
        found = self.log[stream][after : after + limit]
        return Batch(stream, after, after + len(found), found, after + len(found) < len(self.log[stream]))

    @rule(
        stream=st.sampled_from(STREAMS),
        entries=st.lists(st.integers(1, 9), min_size=1, max_size=4),
        rings=st.booleans(),
    )
    def write(self, stream: str, entries: list[int], rings: bool) -> None:
        self.log[stream] += entries
        if rings:
            self.follow(stream)

    @rule(stream=st.sampled_from(STREAMS), is_heard=st.sampled_from((True, True, True, False)))
    def follow(self, stream: str, is_heard: bool = True) -> None:
        """The follower wakes, by a doorbell or by its poll; a socket that misses it finds out by the next beat."""
        head = self.follower[stream]
        if head is None:
            return
        found = self.entries(stream, head, self.LIMIT)
        if found.entries:
            self.follower[stream] = found.end
            if stream in self.joined and is_heard:
                self.perform(self.session.told(found))

    @precondition(lambda self: self.asked)
    @rule(data=st.data())
    def look(self, data) -> None:
        """The answer to a question is found now, and brought some time later."""
        place = data.draw(st.integers(0, len(self.asked) - 1))
        question, answer = self.asked[place]
        if answer is None:
            self.asked[place] = (question, self.answer(question))

    def answer(self, question):
        if isinstance(question, Read):
            head = len(self.log[question.stream])
            if must_reset(question.after, head, self.REPLAY):
                return (None,)
            return (self.entries(question.stream, question.after, self.LIMIT),)
        if isinstance(question, TakeState):
            return (len(self.log[question.stream]), self.state_of(question.stream))
        return ()

    @precondition(lambda self: self.asked)
    @rule(data=st.data(), twice=st.booleans())
    def bring(self, data, twice: bool) -> None:
        place = data.draw(st.integers(0, len(self.asked) - 1))
        question, answer = self.asked[place]
        if not twice:
            self.asked.pop(place)
        elif answer is None:
            self.asked[place] = (question, self.answer(question))
        self.bring_answer(question, self.answer(question) if answer is None else answer)

    def bring_answer(self, question, answer) -> None:
        if isinstance(question, Authorise):
            for stream in question.streams:
                self.perform(self.session.admitted(stream, question.number))
            return
        if isinstance(question, Read):
            (found,) = answer
            self.perform(self.session.read(question.stream, question.number, question.after, found))
            self.settle(question.stream, None if found is None else found.end)
        elif isinstance(question, TakeState):
            version, state = answer
            self.perform(self.session.state(question.stream, question.number, version, state))
            self.settle(question.stream, version)

    def settle(self, stream: str, version: int | None) -> None:
        """The first answer says where the follower begins; later ones are compared with where it stands."""
        if version is None:
            return
        if self.follower[stream] is None:
            self.follower[stream] = version
        self.perform(self.session.heard(stream, self.follower[stream]))

    @precondition(lambda self: self.client.inbox)
    @rule(count=st.integers(1, 5))
    def take(self, count: int) -> None:
        for _ in range(min(count, len(self.client.inbox))):
            self.client.take()

    @rule(
        what=st.sampled_from(("cut", "cut alone", "hello", "restore", "beat", "beat")), stream=st.sampled_from(STREAMS)
    )
    def disturb(self, what: str, stream: str) -> None:
        if what == "hello":
            self.say_hello()
        elif what == "beat":
            self.beat()
        elif what == "restore":
            # The log comes back from a backup, so clients are ahead of it. They reconnect before it overtakes them.
            self.log[stream] = self.log[stream][:-3]
            self.connect()
            self.quiesce()
        else:
            # The line or the server dies; what was under way is lost, what the client has stays.
            self.connect(alone=what == "cut alone")

    def beat(self) -> None:
        for stream in STREAMS:
            head = self.follower[stream]
            if head is not None:
                self.perform(self.session.heard(stream, head))

    @invariant()
    def what_a_client_has_is_what_the_log_says_up_to_there(self) -> None:
        for stream, total in self.client.sums.items():
            version = self.client.versions[stream]
            if version <= len(self.log[stream]):
                expected = 0
                for entry in self.log[stream][:version]:
                    expected = digest(expected, entry)
                assert total == expected, f"{stream} at {version}"

    def quiesce(self) -> None:
        self.beat()
        for _ in range(400):
            if self.asked:
                self.bring_answer(*self.answered(self.asked.pop(0)))
            elif self.client.inbox:
                self.client.take()
            elif any(self.follower[s] is not None and self.follower[s] < len(self.log[s]) for s in STREAMS):
                for stream in STREAMS:
                    self.follow(stream)
            else:
                break
        for stream in STREAMS:
            assert self.client.versions[stream] == len(self.log[stream])
            assert self.client.sums[stream] == self.state_of(stream)
        assert self.session.live() == {stream: len(self.log[stream]) for stream in STREAMS}

    def teardown(self) -> None:
        if hasattr(self, "log"):
            self.quiesce()

    def answered(self, asked):
        question, answer = asked
        return question, self.answer(question) if answer is None else answer


World.TestCase.settings = settings(
    max_examples=200, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnyInterleaving = World.TestCase
