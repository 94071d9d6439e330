"""What is inside a zip, bounded: a few members, none that unpacks to more than an import may be."""

import zipfile
from io import BytesIO

from dispatch.kernel import bounds
from dispatch.kernel.errors import Refusal

MOST_MEMBERS = 40
WANTED = (".shp", ".shx", ".dbf", ".prj", ".cpg", ".kml")


def members(body: bytes) -> dict[str, bytes]:
    """The members that an import may need, by name. Refuses with import.archive, or input.too_large past the bound.

    What a member says of its size is not believed: it is read up to what is left of the bound and no further.
    """
    try:
        with zipfile.ZipFile(BytesIO(body)) as packed:
            wanted = [one for one in packed.infolist() if one.filename.lower().endswith(WANTED)]
            if len(packed.infolist()) > MOST_MEMBERS:
                raise Refusal("import.archive")
            found: dict[str, bytes] = {}
            left = bounds.IMPORT_BYTES
            for one in wanted:
                with packed.open(one) as member:
                    content = member.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise Refusal("input.too_large", limit=bounds.IMPORT_BYTES)
                found[one.filename] = content
            return found
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise Refusal("import.archive") from error
