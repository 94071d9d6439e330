"""Two tabs of one phone, or a page and its worker, send the same photo at the same time."""

import hashlib
import uuid

import pytest

from dispatch.kernel.models import Entry
from field.models import Exhibit, ExhibitPiece
from tests.commands.lakeside import Lakeside
from tests.http.test_exhibits_api import PHOTO, Camera
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_photo_sent_by_several_at_once_is_whole_once() -> None:
    town = Lakeside()
    visit = town.give(town.order(), town.zhou)
    ids = [str(uuid.uuid4()) for _ in range(3)]

    def send(place: int) -> list[str]:
        camera = Camera(town.zhou)
        states = []
        for exhibit in ids:
            # All announce and send all: in pieces of their own size, from where the server is.
            assert camera.announce(visit, id=exhibit).status_code == 200
            while (standing := camera.standing(exhibit))["state"] == "announced":
                offset = standing["received"]
                answer = camera.put(exhibit, PHOTO[offset : offset + 11 + place], offset)
                assert answer.status_code == 200, answer.json()
            states.append(standing["state"])
        return states

    assert together(4, send) == [["whole"] * 3] * 4
    assert Exhibit.objects.count() == 3
    hashes = {hashlib.sha256(bytes(row.content or b"")).hexdigest() for row in Exhibit.objects.all()}
    assert hashes == {hashlib.sha256(PHOTO).hexdigest()}
    assert not ExhibitPiece.objects.exists()
    board = f"board:{town.city.pk}"
    assert Entry.objects.filter(stream=board, kind="order.exhibit_received").count() == 3
    assert Entry.objects.filter(stream=board, kind="order.exhibit_announced").count() == 3
