"""District outlines of a real city, read from the package geotool-cn, in WGS-84.

The package's own reader decodes its file. The outlines come from Amap by way of Aliyun DataV, "for learning and
exchange only"; they are no official statement of borders. Wherever they are shown, `ATTRIBUTION` is shown with them.
"""

from dataclasses import dataclass

from GeoToolCN import GeoTool
from shapely.geometry import MultiPolygon, Polygon

ATTRIBUTION = (
    "区县轮廓：阿里云 DataV.GeoAtlas／高德开放平台，仅供学习交流使用；经 geotool-cn 转换为 WGS-84，非法定界线。"
    "站点服务区为演示生成（泰森多边形）。"
    " · District outlines: Aliyun DataV.GeoAtlas / Amap open platform, for learning and exchange only; converted to"
    " WGS-84 by geotool-cn; not official borders. Station areas are generated for this demonstration (Voronoi cells)."
)


@dataclass(frozen=True)
class Outline:
    """One district: its administrative code, Chinese name, outline, and its seat (lon, lat)."""

    code: str
    name: str
    shape: MultiPolygon
    seat: tuple[float, float]


def districts_of(city_code: str) -> list[Outline]:
    """The districts and counties of a city, by code."""
    with GeoTool() as tool:
        found = [
            Outline(
                region.code,
                region.name,
                _shape(tool, region.code),
                (region.longitude, region.latitude),
            )
            for region in tool.list_regions("district")
            if region.code[:4] == city_code[:4]
        ]
    return sorted(found, key=lambda outline: outline.code)


def _shape(tool: GeoTool, code: str) -> MultiPolygon:
    data = tool._data
    _, polygons = data.geometry(data.index_of(code, "district"))
    scale = data.scale

    def ring(xs: list[float], ys: list[float]) -> list[tuple[float, float]]:
        return [(x / scale, y / scale) for x, y in zip(xs, ys, strict=True)]

    return MultiPolygon([Polygon(ring(*rings[0]), [ring(*hole) for hole in rings[1:]]) for rings in polygons])
