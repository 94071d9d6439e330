"""What pages show of findings."""

from typing import Any, TypedDict

import numpy as np
import orjson
import shapely

from coverage.analysis.given import Finding, Share

MOST_VERTICES = 2_000
SIMPLIFY_DEGREES = 5e-5
DIGITS = 7


class FindingCard(TypedDict):
    """A finding; `geometry` is to be looked at: of a large shape only what can be seen."""

    key: str
    code: str
    level: str
    utility: str
    station_ids: list[int]
    node_id: int | None
    square_metres: int | None
    requests_90d: int | None
    geometry: dict[str, Any] | None
    bbox: list[float] | None
    facts: dict[str, Any]
    fixes: list[dict[str, Any]]


def finding_card(finding: Finding, requests: int | None = None) -> FindingCard:
    shape = finding.geometry
    return {
        "key": finding.key,
        "code": finding.code,
        "level": finding.level,
        "utility": finding.utility,
        "station_ids": list(finding.station_ids),
        "node_id": finding.node_id,
        "square_metres": None if finding.square_metres is None else round(finding.square_metres),
        "requests_90d": requests,
        "geometry": None if shape is None else shown(shape),
        "bbox": None if shape is None else [round(float(edge), DIGITS) for edge in shapely.bounds(shape)],
        "facts": dict(finding.facts),
        "fixes": [
            {"code": fix.code, **({} if fix.station_id is None else {"station_id": fix.station_id})}
            for fix in finding.fixes
        ],
    }


def shown(shape: shapely.Geometry) -> dict[str, Any]:
    """A shape as GeoJSON; digits are cut, not set on a grid, on which a sliver would vanish."""
    if shapely.get_num_coordinates(shape) > MOST_VERTICES:
        shape = shapely.simplify(shape, SIMPLIFY_DEGREES, preserve_topology=True)
    document: dict[str, Any] = orjson.loads(
        shapely.to_geojson(shapely.transform(shape, lambda xy: np.round(xy, DIGITS)))
    )
    return document


def share_card(share: Share) -> dict[str, Any]:
    return {
        "node_id": share.node_id,
        "utility": share.utility,
        # Rounded down: what is not whole must not look so.
        "share": int(share.share * 1e5) / 1e5 if share.share < 1 - 1e-9 else 1.0,
        "covered_km2": round(share.covered_km2, 3),
        "territory_km2": round(share.territory_km2, 3),
    }
