"""The contract with the front end: fresh, true to what is sent, and complete."""

import ast

import jsonschema
import pytest
from django.conf import settings

from dispatch.kernel.errors import Refusal
from dispatch.realtime import contract, protocol, shapes, vocabulary
from tests.architecture.source import calls


@pytest.mark.parametrize(
    "name", ["protocol.schema.json", "protocol.ts", "catalogue.json", "words.ts", "reports.ts", "special.ts"]
)
def test_the_generated_files_are_fresh(name):
    path = settings.BASE_DIR / contract.FOLDER / name
    assert path.read_text() == contract.files()[name], "run `manage.py export_contract`"


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(contract.schema())


def test_the_schema_is_served(client):
    answer = client.get("/api/v1/protocol.schema.json")
    assert answer["Content-Type"] == "application/schema+json"
    assert answer.json() == contract.schema()


def test_every_kind_that_is_recorded_is_in_the_vocabulary():
    """A kind written out in a `record` call, wherever it goes."""
    known = {kind for families in vocabulary.EVENTS.values() for kinds, _ in families for kind in kinds}
    recorded = {
        node.value
        for _, call, name in calls()
        if name.endswith((".record", ".record_all", "_tell", "_tell_crew", "_tell_order"))
        and not name.startswith("audit.")
        for argument in call.args
        for node in ast.walk(argument)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value
    }
    assert recorded - known == set()
    assert {"order.taken", "alarm.raised", "ticket.updated"} <= recorded, "the test looks where kinds are"


class TestReading:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ('{"t":"ping"}', protocol.Ping()),
            ('{"t":"hello","v":1,"streams":{}}', protocol.Hello({}, False)),
            (
                '{"t":"hello","v":1,"streams":{"board:3":12,"ticket:AB-9_z":null},"live":true}',
                protocol.Hello({"board:3": 12, "ticket:AB-9_z": None}, True),
            ),
        ],
    )
    def test_what_can_be_read(self, text, said):
        assert protocol.read(text) == said

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("", "input.not_json"),
            ("{", "input.not_json"),
            ("[]", "socket.bad_frame"),
            ('"hello"', "socket.bad_frame"),
            ("null", "socket.bad_frame"),
            ('{"t":"shout"}', "socket.bad_frame"),
            ('{"t":"hello","v":2,"streams":{}}', "socket.bad_frame"),
            ('{"t":"hello","v":1,"streams":[]}', "socket.bad_frame"),
            ('{"t":"hello","v":1}', "socket.bad_frame"),
            ('{"t":"hello","v":1,"streams":{"board:3":-1}}', "socket.bad_frame"),
            ('{"t":"hello","v":1,"streams":{"board:3":1.5}}', "socket.bad_frame"),
            ('{"t":"hello","v":1,"streams":{"board:3":true}}', "socket.bad_frame"),
            ('{"t":"hello","v":1,"streams":{"board:3":"12"}}', "socket.bad_frame"),
            ('{"t":"hello","v":1,"streams":{"board:3":99999999999999999999}}', "socket.bad_frame"),
            ('{"t":"hello","v":1,"streams":{"kernel:3":1}}', "socket.bad_frame"),
            ('{"t":"hello","v":1,"streams":{"board:":1}}', "socket.bad_frame"),
            ('{"t":"hello","v":1,"streams":{"board:1\\n":1}}', "socket.bad_frame"),
            ('{"t":"hello","v":1,"streams":{"board:１":1}}', "socket.bad_frame"),
            ('{"t":"hello","v":1,"streams":{"board:' + "9" * 61 + '":1}}', "socket.bad_frame"),
            ('{"t":"ping","x":' + "[" * 60 + "]" * 60 + "}", "input.too_deep"),
            ('{"t":"ping","x":"' + "a" * protocol.FRAME_BYTES + '"}', "input.too_large"),
            ('{"t":"ping","x":"' + "灯" * (protocol.FRAME_BYTES // 3) + '"}', "input.too_large"),
            ('{"t":"ping","x":"\\ud800"}', "input.not_json"),
        ],
    )
    def test_what_cannot_be_read_is_refused(self, text, code):
        with pytest.raises(Refusal) as refusal:
            protocol.read(text)
        assert refusal.value.code == code

    def test_more_streams_than_one_connection_may_follow_are_refused(self):
        names = ",".join(f'"board:{number}":null' for number in range(protocol.STREAMS + 1))
        with pytest.raises(Refusal) as refusal:
            protocol.read('{"t":"hello","v":1,"streams":{' + names + "}}")
        assert refusal.value.code == "socket.too_many_streams"
        assert "64" in refusal.value.sentence("zh")


def test_a_type_that_no_frame_can_carry_is_a_mistake():
    with pytest.raises(TypeError):
        shapes.Shapes().of(set[str])
