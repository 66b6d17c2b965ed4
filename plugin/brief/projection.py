"""The projection of a map: chosen for its frame, named for the reader, and written for other programs.

All three ways of writing it (PROJ's pipeline, the words under the map, the WKT inside the PDF) come from the same
numbers, and none needs a database of coordinate systems.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..core.messages import Message, message
from .values import Frame

_CONIC_FROM_DEG, _CONIC_TO_DEG = 12.0, 72.0
_WIDEST_CONIC_DEG = 60.0
_WIDEST_PLANE_DEG, _HIGHEST_PLANE_DEG = 120.0, 80.0
_STEEPEST_TRUE_DEG = 60.0
_POLAR_FROM_DEG = 50.0

_ELLIPSOID = (
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)

# The names that the WKT of PDF files uses (ESRI's), by PROJ's: the projection, then its parameters in order.
_WKT_NAMES: Mapping[str, tuple[str, Mapping[str, str]]] = MappingProxyType(
    {
        "lcc": (
            "Lambert_Conformal_Conic",
            {
                "lon_0": "Central_Meridian",
                "lat_1": "Standard_Parallel_1",
                "lat_2": "Standard_Parallel_2",
                "lat_0": "Latitude_Of_Origin",
            },
        ),
        "laea": ("Lambert_Azimuthal_Equal_Area", {"lon_0": "Central_Meridian", "lat_0": "Latitude_Of_Origin"}),
        "cea": ("Cylindrical_Equal_Area", {"lon_0": "Central_Meridian", "lat_ts": "Standard_Parallel_1"}),
    }
)


@dataclass(frozen=True)
class Projection:
    """A projection of the WGS 84 ellipsoid to metres: PROJ's name of it, its parameters in degrees, and its name."""

    kind: str
    parameters: tuple[tuple[str, float], ...]
    name: Message

    @property
    def proj(self) -> str:
        """The projection as PROJ writes it."""
        given = " ".join(f"+{key}={value!r}" for key, value in self.parameters)
        return f"+proj={self.kind} {given} +ellps=WGS84"

    @property
    def pipeline(self) -> str:
        """The whole way from degrees (longitude, latitude) to metres."""
        return f"+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step {self.proj}"

    @property
    def wkt(self) -> str:
        """The projected coordinate system as well-known text, in the dialect that PDF files use."""
        title, names = _WKT_NAMES[self.kind]
        given = dict(self.parameters)
        parameters = [("False_Easting", 0.0), ("False_Northing", 0.0)]
        parameters += [(name, given[key]) for key, name in names.items()]
        written = ",".join(f'PARAMETER["{name}",{value!r}]' for name, value in parameters)
        return f'PROJCS["{title}",{_ELLIPSOID},PROJECTION["{title}"],{written},UNIT["Meter",1.0]]'


def projection_for(frame: Frame) -> Projection:
    """Return the projection that suits a frame (west, south, east, north in degrees; east may be beyond 180).

    Conformal conic for most; equal-area azimuthal at the equator and the poles; equal-area cylindrical for the world.
    """
    west, south, east, north = frame
    lon, lat = round((west + east) / 2, 2), round((south + north) / 2, 2)
    if lon > 180:
        lon = round(lon - 360, 2)
    if min(abs(south), abs(north)) >= _POLAR_FROM_DEG and south * north > 0 and east - west > _WIDEST_CONIC_DEG:
        lat = 90.0 if south > 0 else -90.0
    elif east - west > _WIDEST_PLANE_DEG or north - south > _HIGHEST_PLANE_DEG:
        true = max(min(lat, _STEEPEST_TRUE_DEG), -_STEEPEST_TRUE_DEG)
        text = "Cylindrical equal-area, true along latitude {lat:.2f}°, ellipsoid WGS 84"
        return Projection("cea", (("lat_ts", true), ("lon_0", lon)), message(text, lat=true))
    conic = _CONIC_FROM_DEG < abs(lat) < _CONIC_TO_DEG and east - west < _WIDEST_CONIC_DEG and south * north > 0
    if conic:
        first, second = round(south + (north - south) / 6, 2), round(north - (north - south) / 6, 2)
        name = message(
            "Lambert conformal conic, standard parallels {first:.2f}° and {second:.2f}°, central meridian {lon:.2f}°, "
            "ellipsoid WGS 84",
            first=first,
            second=second,
            lon=lon,
        )
        return Projection("lcc", (("lat_0", lat), ("lon_0", lon), ("lat_1", first), ("lat_2", second)), name)
    name = message("Lambert azimuthal equal-area, centre {lat:.2f}°, {lon:.2f}°, ellipsoid WGS 84", lat=lat, lon=lon)
    return Projection("laea", (("lat_0", lat), ("lon_0", lon)), name)
