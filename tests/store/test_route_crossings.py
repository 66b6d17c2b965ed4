"""Roads that meet and roads that only cross: OpenStreetMap's junctions are nodes that ways share, all else is a bridge.

The board, three roads of OpenStreetMap, in tenths of a degree from 36° E 49° N:

    y = 1      N ------ S2 (P-2 runs down x = 2; node 5 is no node of the M-1: a bridge)
    y = 0   W ---J------X------ E    (M-1; J at x = 1 is a node of M-1 and of T-3, X at x = 2 is none)
    y = -1       T      S
"""

from __future__ import annotations

from pathlib import Path

import pytest
from pyproj import Geod
from shapely.geometry import MultiLineString, Point

from osm_files import write_pbf, write_xml
from salient.core.errors import InputError
from salient.core.grounds import Grounds
from salient.core.isolation import access
from salient.core.messages import Message
from salient.core.route_ground import network_on
from salient.store import cases
from salient.store.route_files import RouteOptions, read_routes
from salient.store.route_import import import_routes
from salient.store.route_profiles import read_route_profile

NODES = [
    (1, 36.0, 49.0, {}),  # W
    (2, 36.1, 49.0, {}),  # J
    (3, 36.3, 49.0, {}),  # E
    (4, 36.2, 49.1, {}),  # N
    (5, 36.2, 49.05, {}),
    (6, 36.2, 48.95, {}),
    (7, 36.2, 48.9, {}),  # S
    (8, 36.1, 48.9, {}),  # T
]
WAYS = [
    (1, [1, 2, 3], {"highway": "trunk", "ref": "M-1"}),
    (2, [4, 5], {"highway": "primary", "ref": "P-2"}),
    (3, [5, 6], {"highway": "primary", "ref": "P-2", "bridge": "yes", "layer": "1"}),
    (4, [6, 7], {"highway": "primary", "ref": "P-2"}),
    (5, [2, 8], {"highway": "secondary", "ref": "T-3"}),
]
PLACES = {"west": (36.0, 49.0), "east": (36.3, 49.0), "north": (36.2, 49.1), "south": (36.2, 48.9), "t": (36.1, 48.9)}
GEOD = Geod(ellps="WGS84")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "story.gpkg"
    places = [{"id": name, "name": name, "geometry": Point(*at)} for name, at in PLACES.items()]
    cases.create(path, {"settlements": places})
    return path


def ways_km(path: Path) -> dict[tuple[str, str], float | None]:
    """Return the length of the shortest way between each two places of a case, None where none leads there."""
    case = cases.load(path)
    network = network_on(Grounds(case), None, case.settlements)
    assert not isinstance(network, Message)
    whole = network.on.network
    node = {one.id: network.node(one) for one in case.settlements}
    found: dict[tuple[str, str], float | None] = {}
    for start in node:
        for end in node:
            if start < end:
                (way,) = access(whole, whole.length_m >= 0, [node[start]], [node[end]])
                found[start, end] = None if way is None else way.km
    return found


@pytest.mark.parametrize("write", [write_xml, write_pbf])
def test_a_bridge_is_no_junction_and_a_shared_node_is_one(case: Path, tmp_path: Path, write):
    file = write(tmp_path / ("a.osm" if write is write_xml else "a.osm.pbf"), NODES, WAYS)
    result = import_routes(case, read_routes([file]))
    assert cases.load(case).settings["route_crossings"] == "apart"
    assert "the setting route_crossings of the case becomes apart" in str(result.notes[-1])
    km = ways_km(case)
    # Over the shared node J, by pyproj's own line length.
    assert km["t", "west"] == pytest.approx(GEOD.line_length([36.0, 36.1, 36.1], [49.0, 49.0, 48.9]) / 1000, abs=1e-6)
    assert km["east", "t"] is not None
    # The bridge carries its own road on, and leads to no other.
    length = GEOD.line_length([36.2] * 4, [49.1, 49.05, 48.95, 48.9]) / 1000
    assert km["north", "south"] == pytest.approx(length, abs=1e-6)
    assert [km[pair] for pair in (("east", "north"), ("north", "west"), ("south", "west"), ("south", "t"))] == [
        None
    ] * 4


def test_cut_at_a_frame_the_bridge_stays_one(case: Path, tmp_path: Path):
    from salient.core.shapes import box_of

    file = write_xml(tmp_path / "a.osm", NODES, WAYS)
    import_routes(case, read_routes([file], RouteOptions(frame=box_of(36.0, 48.9, 36.25, 49.1))))
    km = ways_km(case)
    assert km["north", "south"] is not None
    assert km["north", "west"] is None


def test_the_same_roads_joined_where_they_cross_are_one_network(case: Path, tmp_path: Path):
    import_routes(case, read_routes([write_xml(tmp_path / "a.osm", NODES, WAYS)]))
    rows = cases.rows(case)
    for row in rows["settings"]:
        if row["id"] == "route_crossings":
            row["value"] = "joined"
    path = tmp_path / "joined.gpkg"
    cases.create(path, {name: rows[name] for name in ("settlements", "supply_routes", "settings")})
    assert None not in ways_km(path).values()


def test_a_case_that_has_routes_keeps_its_setting_and_is_told(tmp_path: Path):
    path = tmp_path / "drawn.gpkg"
    drawn = {
        "id": "d",
        "name": "d",
        "mode": "road",
        "role": "main",
        "geometry": MultiLineString([[(35, 49), (36, 49)]]),
    }
    cases.create(path, {"supply_routes": [drawn]})
    result = import_routes(path, read_routes([write_xml(tmp_path / "a.osm", NODES, WAYS)]))
    assert "route_crossings" not in cases.load(path).settings
    assert "write apart in its setting route_crossings" in str(result.notes[-1])


def test_what_the_case_says_already_stays(case: Path, tmp_path: Path):
    path = tmp_path / "said.gpkg"
    cases.create(path, {"settings": [{"id": "route_crossings", "value": "joined"}]})
    result = import_routes(path, read_routes([write_xml(tmp_path / "a.osm", NODES, WAYS)]))
    assert cases.load(path).settings["route_crossings"] == "joined"
    assert result.notes == ()


def test_again_says_it_no_more(case: Path, tmp_path: Path):
    file = write_xml(tmp_path / "a.osm", NODES, WAYS)
    import_routes(case, read_routes([file]))
    again = import_routes(case, read_routes([file]))
    assert (again.added, again.notes) == ((), ())
    assert [row["id"] for row in cases.rows(case)["settings"]].count("route_crossings") == 1


def test_lines_without_a_profile_are_joined_as_drawn_ones_are(case: Path, tmp_path: Path):
    from salient.store.vector import ShapeFeature, write_shapes

    path = tmp_path / "roads.gpkg"
    write_shapes(path, [ShapeFeature("a", MultiLineString([[(36, 49), (37, 49)]]), {"name": "M-1"})])
    result = import_routes(case, read_routes([path], RouteOptions(modes=("road",))))
    assert (result.notes, cases.load(case).settings.get("route_crossings")) == ((), None)


def test_a_profile_that_says_neither_is_refused(tmp_path: Path):
    path = tmp_path / "mine.json"
    path.write_text('{"rules": [{"where": {"highway": ["*"]}, "mode": "road", "role": "main"}], "crossings": "maybe"}')
    with pytest.raises(InputError, match='"crossings" must be "joined" or "apart"'):
        read_route_profile(path)
