"""Evidence of a visit: announced first, its bytes in pieces that may stop anywhere, judged when they are all here."""

import hashlib
import struct
import uuid
from typing import Any

import pytest
from django.test import Client

from dispatch.kernel import accounts
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import Entry, User
from field.models import Exhibit, ExhibitPiece, Visit
from repairs import policies
from repairs.models import Policy
from tests.commands.lakeside import Lakeside, last, told
from tests.http.test_field_api import Phone, town, zhou
from tests.rules.test_pictures import jpeg, png, segment

__all__ = ["town", "zhou"]
pytestmark = pytest.mark.django_db(transaction=True)

HERE = {"lon": 117.0503, "lat": 31.0502, "accuracy_m": 9}


def gps(lat: float, lon: float) -> bytes:
    """What a camera writes about the place, as an Exif block of a JPEG."""

    def fraction(value: float) -> bytes:
        degrees = int(value)
        minutes = int((value - degrees) * 60)
        seconds = round(((value - degrees) * 60 - minutes) * 60 * 1000)
        return struct.pack(">6I", degrees, 1, minutes, 1, seconds, 1000)

    head = b"MM\0*" + struct.pack(">I", 8) + struct.pack(">HHHII", 1, 0x8825, 4, 1, 26) + struct.pack(">I", 0)
    after = 26 + 2 + 4 * 12 + 4
    fields = struct.pack(">H", 4)
    fields += struct.pack(">HHI", 1, 2, 2) + b"N\0\0\0" + struct.pack(">HHII", 2, 5, 3, after)
    fields += struct.pack(">HHI", 3, 2, 2) + b"E\0\0\0" + struct.pack(">HHII", 4, 5, 3, after + 24)
    return segment(0xE1, b"Exif\0\0" + head + fields + struct.pack(">I", 0) + fraction(lat) + fraction(lon))


PHOTO = jpeg(640, 480, segment(0xDB, bytes(60)))


class Camera(Phone):
    """A phone that announces and sends bytes."""

    def announce(self, visit: Visit, body: bytes = PHOTO, key: str | None = None, **said: Any) -> Any:
        given = {
            "id": str(uuid.uuid4()),
            "kind": "photo",
            "purpose": "before",
            "sha256": hashlib.sha256(body).hexdigest(),
            "size": len(body),
            "device_at": "2026-03-02T01:00:00Z",
            "position": HERE,
        }
        return self.post(f"visits/{visit.pk}/exhibits", {**given, **said}, key)

    def announced(self, visit: Visit, body: bytes = PHOTO, **said: Any) -> str:
        answer = self.announce(visit, body, **said)
        assert answer.status_code == 200, answer.json()
        return answer.json()["exhibit"]["id"]

    def put(self, exhibit: str, piece: bytes, offset: int = 0) -> Any:
        path = f"/api/v1/field/exhibits/{exhibit}/bytes?offset={offset}"
        return self.client.put(path, piece, "application/octet-stream")

    def standing(self, exhibit: str) -> dict[str, Any]:
        return self.client.get(f"/api/v1/field/exhibits/{exhibit}").json()["exhibit"]

    def ended(self, visit: Visit, body: bytes, **said: Any) -> tuple[str, str | None]:
        """How it ends when all bytes are sent at once: the state and the code of the reason."""
        answer = self.put(self.announced(visit, body, **said), body).json()["exhibit"]
        return answer["state"], answer["problem"] and answer["problem"]["code"]


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@pytest.fixture
def camera(town: Lakeside) -> Camera:
    return Camera(town.zhou)


@pytest.fixture
def visit(town: Lakeside) -> Visit:
    return town.give(town.order(), town.zhou)


@pytest.fixture
def desk(town: Lakeside) -> Client:
    client = Client()
    client.force_login(town.he)
    return client


def listed(desk: Client, visit: Visit) -> list[dict[str, Any]]:
    return desk.get(f"/api/v1/board/orders/{visit.order_id}").json()["exhibits"]


class TestTheWay:
    def test_a_photo_is_announced_sent_in_pieces_and_seen_at_the_desk(
        self, camera: Camera, visit: Visit, desk: Client
    ) -> None:
        exhibit = camera.announced(visit)
        (row,) = listed(desk, visit)
        assert (row["state"], row["percent"], row["file"], row["by"]) == ("announced", 0, None, "周强")
        assert camera.put(exhibit, PHOTO[:50]).json()["exhibit"]["received"] == 50
        assert listed(desk, visit)[0]["percent"] == 100 * 50 // len(PHOTO)
        assert camera.put(exhibit, PHOTO[50:], 50).json()["exhibit"]["state"] == "whole"
        (row,) = listed(desk, visit)
        assert (row["state"], row["type"], row["width"], row["height"]) == ("whole", "image/jpeg", 640, 480)
        assert row["away_m"] == pytest.approx(36, abs=3)
        file = desk.get(row["file"])
        assert hashlib.sha256(file.content).digest() == hashlib.sha256(PHOTO).digest()
        assert file["Content-Type"] == "image/jpeg"
        assert "sandbox" in file["Content-Security-Policy"]
        assert file["X-Content-Type-Options"] == "nosniff"
        assert not ExhibitPiece.objects.exists()

    def test_the_log_and_the_boards_hear_of_it(self, camera: Camera, visit: Visit, town: Lakeside) -> None:
        camera.put(camera.announced(visit), PHOTO)
        kinds = [kind for kind in told(f"board:{town.city.pk}") if "exhibit" in kind]
        assert kinds == ["order.exhibit_announced", "order.exhibit_received"]
        assert last(f"order:{visit.order_id}", "order.exhibit_announced")["purpose"] == "before"

    def test_the_phone_goes_on_where_the_server_is(self, camera: Camera, visit: Visit) -> None:
        exhibit = camera.announced(visit)
        camera.put(exhibit, PHOTO[:70])
        assert camera.standing(exhibit)["received"] == 70
        # The answer was lost: the same bytes come again, and some more.
        assert camera.put(exhibit, PHOTO[:90]).json()["exhibit"]["received"] == 90
        answer = camera.put(exhibit, PHOTO[100:], 100)
        assert (*code(answer), answer.json()["facts"]) == (409, "exhibit.gap", {"received": 90})
        assert camera.put(exhibit, PHOTO[90:], 90).json()["exhibit"]["state"] == "whole"
        assert camera.put(exhibit, PHOTO[90:], 90).json()["exhibit"]["state"] == "whole"
        assert bytes(Exhibit.objects.get().content) == PHOTO
        assert Entry.objects.filter(kind="order.exhibit_received", stream__startswith="board").count() == 2

    def test_saying_it_twice_is_once(self, camera: Camera, visit: Visit) -> None:
        said = {"id": str(uuid.uuid4())}
        first = camera.announce(visit, key="k", **said)
        assert camera.announce(visit, key="k", **said).json() == first.json()
        # The key was forgotten: what the phone keeps is still the same thing.
        assert camera.announce(visit, **said).json()["exhibit"]["received"] == 0
        assert Exhibit.objects.count() == 1
        assert code(camera.announce(visit, PHOTO + b"x", **said)) == (409, "exhibit.differs")


class TestWhatIsNotKept:
    def test_bytes_with_another_hash_are_asked_for_again_and_refused_in_the_end(
        self, camera: Camera, visit: Visit, desk: Client
    ) -> None:
        exhibit = camera.announced(visit)
        wrong = PHOTO[:-3] + b"\0\xff\xd9"
        for _ in range(2):
            answer = camera.put(exhibit, wrong).json()["exhibit"]
            assert (answer["state"], answer["received"]) == ("announced", 0)
        answer = camera.put(exhibit, wrong).json()["exhibit"]
        assert (answer["state"], answer["problem"]["code"]) == ("refused", "exhibit.hash_differs")
        (row,) = listed(desk, visit)
        assert (row["state"], row["file"]) == ("refused", None)
        assert row["why"]
        assert last(f"order:{visit.order_id}", "order.exhibit_refused")["problem"] == "exhibit.hash_differs"

    def test_a_line_that_spoils_it_once_does_no_harm(self, camera: Camera, visit: Visit) -> None:
        exhibit = camera.announced(visit)
        camera.put(exhibit, PHOTO[:-1] + b"\0")
        assert camera.put(exhibit, PHOTO).json()["exhibit"]["state"] == "whole"

    @pytest.mark.parametrize(
        ("body", "said", "why"),
        [
            (jpeg(5000, 100), {}, "picture.too_large"),
            (png(60000, 60000), {}, "picture.too_large"),
            (PHOTO + b"PK\x03\x04 and an archive", {}, "picture.not_only"),
            (png() + b"<script>alert(1)</script>", {}, "picture.not_only"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", {}, "picture.unreadable"),
            (b"GIF89a" + bytes(40), {}, "picture.unreadable"),
            (b"\xff\xd8" + segment(0xDA, b"\x01") * 65 + b"\xff\xd9", {}, "picture.unreadable"),
            (PHOTO, {"kind": "voice", "purpose": "note"}, "recording.unreadable"),
            (b"\x1a\x45\xdf\xa3" + bytes(90), {"kind": "voice", "purpose": "note"}, "recording.unreadable"),
        ],
        ids=["wide", "bomb", "archive", "script", "svg", "gif", "scans", "photo-as-voice", "half-webm"],
    )
    def test_bombs_and_files_that_are_more_than_they_say_are_refused_with_a_reason(
        self, camera: Camera, visit: Visit, body: bytes, said: dict[str, str], why: str
    ) -> None:
        assert camera.ended(visit, body, **said) == ("refused", why)
        assert Exhibit.objects.get().content is None

    def test_what_is_too_large_is_refused_before_it_is_sent(self, camera: Camera, visit: Visit) -> None:
        assert code(camera.announce(visit, size=3072 * 1024 + 1)) == (422, "exhibit.too_large")
        assert camera.announce(visit, size=3072 * 1024).status_code == 200
        assert code(camera.announce(visit, size=32 * 1024 * 1024 + 1)) == (422, "input.invalid")

    def test_no_more_bytes_than_announced(self, camera: Camera, visit: Visit) -> None:
        exhibit = camera.announced(visit)
        assert code(camera.put(exhibit, PHOTO + b"x")) == (422, "exhibit.too_long")
        assert camera.standing(exhibit)["received"] == 0

    def test_a_job_has_a_limit(self, camera: Camera, visit: Visit) -> None:
        Policy.objects.filter(code="exhibit.most_of_visit").update(value=2)
        policies.forget()
        for _ in range(2):
            camera.announced(visit)
        assert code(camera.announce(visit)) == (409, "exhibit.too_many")

    @pytest.mark.parametrize("said", [{"purpose": "agreement"}, {"kind": "voice"}, {"purpose": "x"}], ids=str)
    def test_a_purpose_fits_its_kind(self, camera: Camera, visit: Visit, said: dict[str, str]) -> None:
        assert code(camera.announce(visit, **said)) == (422, "exhibit.purpose_unknown")


class TestWhoseItIs:
    def test_another_technicians_visit_and_exhibit_are_not_there(
        self, camera: Camera, visit: Visit, town: Lakeside
    ) -> None:
        other = Camera(town.wu)
        assert code(other.announce(visit)) == (404, "not_found")
        exhibit = camera.announced(visit)
        assert code(other.put(exhibit, PHOTO)) == (404, "not_found")
        assert other.client.get(f"/api/v1/field/exhibits/{exhibit}").status_code == 404
        assert camera.standing(exhibit)["received"] == 0
        # Nor is its id to be had for another visit.
        mine = town.give(town.order(), town.wu)
        assert code(other.announce(mine, id=exhibit)) == (409, "exhibit.differs")

    def test_desks_elsewhere_and_strangers_see_no_file(
        self, camera: Camera, visit: Visit, desk: Client, town: Lakeside
    ) -> None:
        camera.put(camera.announced(visit), PHOTO)
        file = listed(desk, visit)[0]["file"]
        elsewhere = User.objects.create(username="far", display_name="远")
        from dispatch.kernel import organisation

        accounts.grant(elsewhere, Role.DISPATCHER, organisation.add_node(None, "city", "远市", "Far"))
        far = Client()
        far.force_login(elsewhere)
        assert far.get(file).status_code == 404
        assert Client().get(file).status_code == 401
        assert camera.client.get(file).status_code == 403

    def test_what_was_seen_at_the_place_is_kept_after_the_job_was_given_away(
        self, camera: Camera, visit: Visit, desk: Client, town: Lakeside
    ) -> None:
        before = camera.announced(visit)
        town.give(visit.order, town.wu)
        assert camera.put(before, PHOTO).json()["exhibit"]["state"] == "whole"
        late = camera.announce(visit, purpose="after").json()["exhibit"]
        assert late["is_late"]
        assert camera.put(late["id"], PHOTO).json()["exhibit"]["state"] == "whole"
        assert [(row["purpose"], row["is_late"], row["state"]) for row in listed(desk, visit)] == [
            ("before", False, "whole"),
            ("after", True, "whole"),
        ]
        tap = last(f"order:{visit.order_id}", "visit.late_tap")
        assert (tap["action"], tap["technician"]) == ("exhibits", "周强")


class TestWhatTheCameraWrote:
    def test_the_place_is_kept_beside_and_no_longer_in_the_picture(
        self, camera: Camera, visit: Visit, desk: Client
    ) -> None:
        body = jpeg(640, 480, gps(31.0501, 117.0501))
        camera.put(camera.announced(visit, body), body)
        (row,) = listed(desk, visit)
        assert row["camera_away_m"] == pytest.approx(15, abs=3)
        assert Exhibit.objects.get().camera == {"lon": 117.0501, "lat": 31.0501}
        shown = desk.get(row["file"]).content
        assert b"Exif" not in shown
        assert shown == jpeg(640, 480)

    def test_odd_words_of_a_camera_are_no_reason_to_lose_the_photo(self, camera: Camera, visit: Visit) -> None:
        block = gps(31.05, 117.05)
        for cut in range(12, len(block), 7):
            body = jpeg(640, 480, segment(0xE1, block[4:cut] + b"\xff" * 9))
            assert camera.ended(visit, body, id=str(uuid.uuid4())) == ("whole", None)
