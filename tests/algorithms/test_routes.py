"""salient:cut_routes, salient:isolation and salient:on_route on networks drawn for the eye, against pyproj's lengths.

The board: place (x, y) is at 36° + x/10 east and 49° + y/10 north.
"""

from __future__ import annotations

import datetime
import json

import pytest
from pyproj import Geod
from qgis.core import (
    NULL,
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputLayerDefinition,
    QgsRuleBasedRenderer,
    QgsVectorLayer,
)
from shapely.geometry import MultiLineString, MultiPolygon, Point, Polygon

from salient.bridge.cases import case_layers, open_case
from salient.cli import main
from salient.store import cases

GEOD = Geod(ellps="WGS84")
ROUTES, PLACES = "id:string, name:string, mode:string", "name:string, is_supply_base:bool, side:string"
AREAS = "side:string, state:string, as_of:date"


def at(x: float, y: float) -> tuple[float, float]:
    """Return longitude and latitude of a place on the board."""
    return 36 + x / 10, 49 + y / 10


def km(*places: tuple[float, float]) -> float:
    """Return the length by pyproj's own line length."""
    return GEOD.line_length(*zip(*(at(*one) for one in places))) / 1000


def wkt(kind: str, *places: tuple[float, float]) -> str:
    """Return places on the board as a shape."""
    text = ", ".join(f"{lon} {lat}" for lon, lat in (at(*one) for one in places))
    return {"Point": f"POINT({text})", "LineString": f"LINESTRING({text})", "Polygon": f"POLYGON(({text}))"}[kind]


def box(x0: float, y0: float, x1: float, y1: float) -> list[tuple[float, float]]:
    """Return the ring of a box on the board."""
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]


def layer(kind: str, fields: str, *rows: tuple) -> QgsVectorLayer:
    """Return a layer; each row is a shape and its attributes."""
    columns = "&".join(f"field={one.strip()}" for one in fields.split(","))
    made = QgsVectorLayer(f"{kind}?crs=EPSG:4326&{columns}", kind, "memory")
    for shape, *values in rows:
        feature = QgsFeature(made.fields())
        feature.setGeometry(QgsGeometry.fromWkt(wkt(kind, *shape)))
        feature.setAttributes(values)
        made.dataProvider().addFeature(feature)
    return made


def routes(*rows: tuple) -> QgsVectorLayer:
    """Return a layer of roads; each row is an id and the road's places."""
    return layer("LineString", ROUTES, *((shape, name, name.title(), "road") for name, *shape in rows))


def ground(*rings: list) -> QgsVectorLayer:
    """Return a layer of areas without attributes that are asked for."""
    return layer("Polygon", AREAS, *((ring, "B", "assessed_control", "2022-09-09") for ring in rings))


NORTHWARDS = ("north", *((0, y) for y in range(5)))
MIDDLE = box(-1, 1, 1, 3)


def stretches(found: QgsVectorLayer) -> list[tuple]:
    return [(one["state"], one["from_km"], one["to_km"]) for one in found.getFeatures()]


def test_a_road_through_ground_is_open_in_it_and_cut_on_either_side(run):
    values = {"ROUTES": routes(NORTHWARDS), "GROUND": ground(MIDDLE), "SIDE": "B", "TOLERANCE_M": 0}
    found, said = run("cut_routes", OUTPUT="memory:", OUTPUT_CUTS="memory:", **values)
    way_in, way_out, end = km((0, 0), (0, 1)), km((0, 0), (0, 3)), km((0, 0), (0, 4))
    states = stretches(found["OUTPUT"])
    assert [one[0] for one in states] == ["cut", "open", "cut"]
    assert [value for one in states for value in one[1:]] == pytest.approx(
        [0, way_in, way_in, way_out, way_out, end], abs=1e-3
    )
    cuts = list(found["OUTPUT_CUTS"].getFeatures())
    assert [(one["leaves"], one["side"], one["name"]) for one in cuts] == [(False, "B", "North"), (True, "B", "North")]
    assert [one["along_km"] for one in cuts] == pytest.approx([way_in, way_out], abs=1e-3)
    assert cuts[0]["next_km"] == pytest.approx(way_out - way_in, abs=1e-3)
    assert cuts[1]["next_km"] == NULL
    places = [one.geometry().asPoint() for one in cuts]
    assert [(one.x(), one.y()) for one in places] == [pytest.approx(at(0, 1)), pytest.approx(at(0, 3))]
    assert (found["CUTS"], found["ROUTES_CUT"], found["UNKNOWN_KM"]) == (2, 1, 0)
    assert (found["OPEN_KM"], found["CUT_KM"]) == pytest.approx((way_out - way_in, end - way_out + way_in), abs=1e-3)
    assert "cuts: 2" in said.infos[-1]


def test_near_the_edge_nobody_can_say(run):
    values = {"ROUTES": routes(NORTHWARDS), "GROUND": ground(MIDDLE), "TOLERANCE_M": 500}
    found, _ = run("cut_routes", OUTPUT="memory:", OUTPUT_CUTS="memory:", **values)
    assert [one[0] for one in stretches(found["OUTPUT"])] == [
        "cut",
        "unknown",
        "unknown",
        "open",
        *["unknown"] * 2,
        "cut",
    ]
    # Half a kilometre before and behind each of two edges; a band is good to 2 % of its width.
    assert found["UNKNOWN_KM"] == pytest.approx(2.0, abs=0.05)
    assert found["OPEN_KM"] == pytest.approx(km((0, 1), (0, 3)) - 1.0, abs=0.03)
    assert found["CUTS"] == 2


def test_beside_ground_of_others_all_is_open(run):
    values = {"ROUTES": routes(NORTHWARDS), "GROUND": ground(MIDDLE, MIDDLE), "GROUND_IS": "others", "SIDE": "B"}
    found, _ = run("cut_routes", OUTPUT="memory:", OUTPUT_CUTS="memory:", TOLERANCE_M=0, **values)
    assert [one[0] for one in stretches(found["OUTPUT"])] == ["open", "cut", "open"]
    # The side named is that of the others: whose the road is was not said.
    assert [one["side"] for one in found["OUTPUT_CUTS"].getFeatures()] == [NULL, NULL]


def test_a_touch_and_a_run_along_the_edge_cut_nothing(run):
    lines = routes(("touch", (-2, 0), (-1, 1), (-2, 2)), ("edge", (1, 1), (1, 3)))
    found, _ = run("cut_routes", ROUTES=lines, GROUND=ground(MIDDLE), OUTPUT="memory:", TOLERANCE_M=0)
    assert {one["route_id"]: one["state"] for one in found["OUTPUT"].getFeatures()} == {"touch": "cut", "edge": "open"}
    assert found["CUTS"] == 0


def test_only_the_ground_routes_and_day_asked_for(run):
    areas = layer(
        "Polygon",
        AREAS,
        (MIDDLE, "B", "assessed_control", "2022-09-08"),
        (box(-1, 0, 1, 4), "B", "assessed_control", "2022-09-09"),
        (box(-1, 2, 1, 4), "B", "assessed_advance", "2022-09-08"),
        (box(-1, 0, 1, 4), "A", "assessed_control", "2022-09-08"),
    )
    lines = layer(
        "LineString",
        ROUTES,
        ([(0, 0), (0, 4)], "r", "Road", "road"),
        ([(0.5, 0), (0.5, 4)], "r", "Railway", "rail"),
    )
    day = {"SIDE": "B", "STATES": ["assessed_control"], "AS_OF": "2022-09-08", "TOLERANCE_M": 0, "OUTPUT": "memory:"}
    found, said = run("cut_routes", ROUTES=lines, GROUND=areas, MODES=["rail"], **day)
    assert found["OPEN_KM"] == pytest.approx(km((0.5, 1), (0.5, 3)), abs=0.01)
    assert not said.warnings
    # Two routes of one id stay two.
    found, _ = run("cut_routes", ROUTES=lines, GROUND=areas, **day)
    assert (found["CUTS"], found["ROUTES_CUT"]) == (4, 2)
    found, said = run("cut_routes", ROUTES=lines, GROUND=areas, SIDE="B", OUTPUT="memory:", TOLERANCE_M=0)
    assert found["CUT_KM"] == 0
    assert "2 days" in said.warnings[-1]
    with pytest.raises(QgsProcessingException, match="no area of that side"):
        run("cut_routes", ROUTES=lines, GROUND=areas, SIDE="C", OUTPUT="memory:")
    with pytest.raises(QgsProcessingException, match="no column side"):
        run("cut_routes", ROUTES=lines, GROUND=layer("Polygon", "id:string", (MIDDLE, "a")), SIDE="B", OUTPUT="memory:")
    with pytest.raises(QgsProcessingException, match="no route"):
        run("cut_routes", ROUTES=lines, GROUND=areas, MODES=["air"], OUTPUT="memory:")


LADDER = [
    ("low", (0, 0), (1, 0), (2, 0), (3, 0)),
    ("high", (0, 1), (1, 1), (2, 1), (3, 1)),
    *((f"rung{n}", (n, 0), (n, 1)) for n in range(4)),
]
WHOLE = box(-1, -1, 4, 2)
# The lower rail is cut between its second and third rung.
NOTCHED = [(-1, -1), (1.4, -1), (1.4, 0.5), (1.6, 0.5), (1.6, -1), (4, -1), (4, 2), (-1, 2), (-1, -1)]
BASE = ([(0, 0)], "Depot", True, "B")


def isolation(run, lines, areas, places, bases=(BASE,), **values):
    asked = {"PLACES": layer("Point", PLACES, *places), "BASES": layer("Point", PLACES, *bases)}
    outputs = dict.fromkeys(("OUTPUT", "OUTPUT_WAYS", "OUTPUT_LINKS"), "memory:")
    found, said = run("isolation", ROUTES=lines, GROUND=areas, **asked, **outputs, **values)
    return found, {one["name"]: one for one in found["OUTPUT"].getFeatures()}, said


def test_a_ladder_whose_rail_is_cut_leaves_one_way(run):
    far = [([(3, 0)], "Far", False, "B"), ([(3, 8)], "Off", False, "B"), ([(0, 0)], "Here", False, "B")]
    found, whole, _ = isolation(run, routes(*LADDER), ground(WHOLE), far)
    assert (whole["Far"]["access"], whole["Far"]["ways"], whole["Far"]["base"]) == ("several", 2, "Depot")
    assert (whole["Off"]["access"], whole["Here"]["access"]) == ("no_route", "base")
    assert (found["ISOLATED"], found["ONE_WAY"], found["NO_ROUTE"], found["PLACES_ASKED"]) == (0, 0, 1, 3)
    straight = km((0, 0), (1, 0), (2, 0), (3, 0))
    assert whole["Far"]["way_km"] == pytest.approx(straight, abs=1e-3)

    found, cut, said = isolation(run, routes(*LADDER), ground(NOTCHED), far, EARLIER=ground(WHOLE))
    around = km((3, 0), (3, 1), (2, 1), (1, 1), (0, 1), (0, 0))
    one = cut["Far"]
    assert (one["access"], one["ways"], one["last_links"], one["in_ground"]) == ("one_way", 1, "High", True)
    assert (one["way_km"], one["earlier_km"]) == pytest.approx((around, straight), abs=1e-3)
    assert one["detour_km"] == pytest.approx(around - straight, abs=1e-3)
    assert one["detour_factor"] == pytest.approx(around / straight, abs=1e-4)
    assert one["off_km"] == pytest.approx(0, abs=1e-6)
    (way,) = found["OUTPUT_WAYS"].getFeatures()
    assert (way["place"], way["base"], way["ways"]) == ("Far", "Depot", 1)
    assert way["km"] == pytest.approx(around, abs=1e-3)
    drawn = {(round(p.x(), 6), round(p.y(), 6)) for p in way.geometry().vertices()}
    assert drawn == {at(0, 0), at(0, 1), at(1, 1), at(2, 1), at(3, 1), at(3, 0)}
    (link,) = found["OUTPUT_LINKS"].getFeatures()
    assert (link["place"], link["route_id"]) == ("Far", "high")
    assert link["km"] == pytest.approx(km((1, 1), (2, 1)), abs=1e-3)
    assert "1 hang on one way" in said.infos[-1]


def test_a_ladder_cut_through_isolates_what_is_beyond(run):
    through = [box(-1, -1, 1.4, 2), box(1.6, -1, 4, 2)]
    places = [([(3, 0)], "Far", False, ""), ([(1, 1)], "Near", False, "")]
    found, beyond, _ = isolation(run, routes(*LADDER), ground(*through), places, CORRIDOR=True)
    assert [(beyond[name]["access"], beyond[name]["ways"]) for name in ("Far", "Near")] == [
        ("isolated", 0),
        ("several", 2),
    ]
    # The ground is cut as well: no corridor for the one, and half a degree of latitude less its rim for the other.
    assert (beyond["Far"]["corridor_km"], beyond["Far"]["land_contact"]) == (0, False)
    assert beyond["Near"]["land_contact"] is True
    assert beyond["Near"]["corridor_km"] > 10
    assert found["ISOLATED"] == 1
    assert [one["place"] for one in found["OUTPUT_WAYS"].getFeatures()] == ["Near"]
    # Beside ground that others took the same cut is drawn as their strip.
    strip = ground(box(1.4, -2, 1.6, 3))
    _, beside, _ = isolation(run, routes(*LADDER), strip, places, GROUND_IS="others", SIDE="B")
    assert beside["Far"]["access"] == "isolated"


def test_a_base_in_other_ground_does_not_count(run):
    bases = [BASE, ([(3, 1)], "Lost", True, "B"), ([(2, 0)], "Town", False, "B"), ([(2, 1)], "Theirs", True, "A")]
    west = ground(box(-1, -1, 2.5, 2))
    _, found, said = isolation(run, routes(*LADDER), west, [([(2, 0)], "Town", False, "B")], bases, SIDE="B")
    assert found["Town"]["base"] == "Depot"
    assert said.warnings == ["Not in the side's ground, and left out as supply bases: Lost."]
    # None is held: every place is isolated, and a detour from bases that were held is known.
    east = ground(box(0.5, -1, 4, 2))
    earlier = {"EARLIER": ground(WHOLE), "SIDE": "B"}
    _, found, _ = isolation(run, routes(*LADDER), east, [([(2, 0)], "Town", False, "B")], (BASE,), **earlier)
    assert (found["Town"]["access"], found["Town"]["way_km"]) == ("isolated", NULL)
    assert found["Town"]["earlier_km"] == pytest.approx(km((0, 0), (1, 0), (2, 0)), abs=1e-3)
    with pytest.raises(QgsProcessingException, match="none is marked"):
        isolation(run, routes(*LADDER), west, [([(2, 0)], "Town", False, "B")], (bases[2],))


def test_crossings_are_joined_only_if_wanted(run):
    cross = routes(("east", (-1, 0), (1, 0)), ("north", (0, -1), (0, 1)))
    places, base = [([(0, 1)], "Town", False, "")], [([(1, 0)], "Depot", True, "")]
    _, joined, _ = isolation(run, cross, ground(box(-2, -2, 2, 2)), places, base)
    assert joined["Town"]["way_km"] == pytest.approx(km((0, 1), (0, 0), (1, 0)), abs=1e-2)
    _, apart, _ = isolation(run, cross, ground(box(-2, -2, 2, 2)), places, base, CROSSINGS="apart")
    assert apart["Town"]["access"] == "isolated"


@pytest.mark.parametrize("is_open", [True, False])
def test_routes_of_a_case_meet_as_the_case_says(run, project, tmp_path, is_open):
    """The same layer counts as its case's findings do, read from an open case, edits included, or from the file."""
    path = str(tmp_path / "story.gpkg")
    drawn = {"east": [at(-1, 0), at(1, 0)], "north": [at(0, -1), at(0, 1)]}
    rows = [
        {"id": name, "name": name, "mode": "road", "role": "main", "geometry": MultiLineString([coords])}
        for name, coords in drawn.items()
    ]
    said = "joined" if is_open else "apart"
    cases.create(path, {"supply_routes": rows, "settings": [{"id": "route_crossings", "value": said}]})
    source: object = f"{path}|layername=supply_routes"
    if is_open:
        layers = case_layers(project, open_case(project, path).id)
        settings, source = layers["settings"], layers["supply_routes"]
        settings.startEditing()
        (row,) = [one for one in settings.getFeatures() if one["id"] == "route_crossings"]
        settings.changeAttributeValue(row.id(), settings.fields().indexOf("value"), "apart")
    places, base = [([(0, 1)], "Town", False, "")], [([(1, 0)], "Depot", True, "")]
    asked = (source, ground(box(-2, -2, 2, 2)), places, base)
    _, found, listener = isolation(run, *asked)
    assert found["Town"]["access"] == "isolated"
    assert any("joined only where they share a point; what lies within 1 m" in one for one in listener.infos)
    _, found, _ = isolation(run, *asked, CROSSINGS="joined")
    assert found["Town"]["ways"] == 1
    if is_open:
        settings.rollBack()


def point(x: float, y: float) -> str:
    return "{},{} [EPSG:4326]".format(*at(x, y))


def test_a_place_on_every_some_and_no_shortest_way(run):
    # A rhombus: two ways of the same length from west to east, and a straight road further on.
    lines = routes(("up", (0, 0), (1, 1), (2, 0)), ("down", (0, 0), (1, -1), (2, 0)), ("on", (2, 0), (4, 0)))
    ends = {"FROM": point(0, 0), "TO": point(4, 0), "WITHIN_KM": 1, "OUTPUT": "memory:"}
    found, said = run("on_route", ROUTES=lines, PLACE=point(3, 0), **ends)
    assert (found["ANSWER"], found["ON_EVERY"], found["ON_NEARLY"], found["SHARE"]) == ("every", True, True, 1)
    assert said.infos[-1] == "Every shortest way passes the place."
    # North of the middle a degree of longitude is shorter: the upper way is.
    up, on = km((0, 0), (1, 1), (2, 0)), km((2, 0), (4, 0))
    assert found["SHORTEST_KM"] == pytest.approx(up + on, abs=1e-2)
    (way,) = found["OUTPUT"].getFeatures()
    assert at(1, 1) in {(round(p.x(), 6), round(p.y(), 6)) for p in way.geometry().vertices()}
    found, _ = run("on_route", ROUTES=lines, PLACE=point(1, -1), **ends)
    assert (found["ANSWER"], found["ON_EVERY"], found["ON_NEARLY"]) == ("nearly", False, True)
    assert found["THROUGH_KM"] == pytest.approx(km((0, 0), (1, -1), (2, 0)) + on, abs=1e-2)
    found, _ = run("on_route", ROUTES=lines, PLACE=point(1, -1), FACTOR=1.0, **ends)
    assert (found["ANSWER"], found["ON_NEARLY"]) == ("none", False)
    # With ground that the upper way leaves, the lower one is the only one.
    south = ground(box(-1, -2, 5, 0.2))
    found, _ = run("on_route", ROUTES=lines, PLACE=point(1, -1), GROUND=south, **ends)
    assert (found["ANSWER"], found["SHARE"]) == ("every", 1)
    found, _ = run("on_route", ROUTES=lines, PLACE=point(1, -1), GROUND=ground(box(-1, -2, 1, 2)), **ends)
    assert (found["ANSWER"], found["SHORTEST_KM"], found["OUTPUT"].featureCount()) == ("no_way", None, 0)


def test_a_way_needs_two_ends_on_the_network(run):
    lines, place = routes(("on", (0, 0), (4, 0))), {"PLACE": point(2, 0), "OUTPUT": "memory:"}
    with pytest.raises(QgsProcessingException, match=r"The end of the route: no route within 5 km\."):
        run("on_route", ROUTES=lines, FROM=point(0, 0), TO=point(4, 3), **place)
    with pytest.raises(QgsProcessingException, match="choose two places"):
        run("on_route", ROUTES=lines, FROM=point(0, 0), TO=point(0, 0), **place)


def test_what_comes_into_the_project_is_styled(provider, project):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("salient:cut_routes")
    context = QgsProcessingContext()
    context.setProject(project)
    outputs = {name: QgsProcessingOutputLayerDefinition("memory:", project) for name in ("OUTPUT", "OUTPUT_CUTS")}
    values = {"ROUTES": routes(NORTHWARDS), "GROUND": ground(MIDDLE), **outputs}
    results, ok = algorithm.run(values, context, QgsProcessingFeedback(False))
    assert ok
    legends = {}
    for name in outputs:
        made = context.takeResultLayer(results[name])
        renderer = made.renderer()
        assert isinstance(renderer, QgsRuleBasedRenderer)
        legends[name] = [rule.label() for rule in renderer.rootRule().children()]
    assert legends["OUTPUT"] == ["open", "cut", "near the edge: open or cut", "no map of that ground"]
    assert legends["OUTPUT_CUTS"] == ["leaves the ground, along the line", "comes back into it"]


def test_the_layers_of_a_case_give_what_the_command_line_prints(run, project, tmp_path, capsys):
    path, days = tmp_path / "ladder.gpkg", [datetime.date(2022, 9, day) for day in (1, 9)]

    def control(day: datetime.date, ring: list) -> dict:
        drawn = MultiPolygon([Polygon([at(*one) for one in ring])])
        values = {"side": "B", "state": "assessed_control", "issuer": "I", "tolerance_m": 100}
        return {"id": f"day {day.day}", "as_of": day, "geometry": drawn, **values}

    lines = [
        {
            "id": name,
            "name": name,
            "mode": "road",
            "role": "main",
            "geometry": MultiLineString([[at(*p) for p in shape]]),
        }
        for name, *shape in LADDER
    ]
    depot = {"id": "depot", "name": "Depot", "is_supply_base": True, "side": "B", "geometry": Point(at(0, 0))}
    town = {"id": "far", "name": "Far", "geometry": Point(at(3, 0))}
    areas = [control(days[0], WHOLE), control(days[1], NOTCHED)]
    cases.create(path, {"settlements": [depot, town], "supply_routes": lines, "control_areas": areas})
    words = ["--as-of", "2022-09-09", "--from-day", "2022-09-01", "--place", "Far", "--json"]
    assert main(["routes", str(path), *words]) == 0
    (reading,) = json.loads(capsys.readouterr().out)["readings"]
    wanted = {one["id"]: one for one in reading["routes"]}
    (place,) = [one for one in reading["places"] if one["id"] == "far"]

    of_case = case_layers(project, open_case(project, str(path)).id)
    asked = {"ROUTES": of_case["supply_routes"], "GROUND": of_case["control_areas"], "SIDE": "B", "AS_OF": "2022-09-09"}
    cut, _ = run("cut_routes", OUTPUT="memory:", OUTPUT_CUTS="memory:", TOLERANCE_M=0, **asked)
    lengths = {(name, state): 0.0 for name in wanted for state in ("open", "cut")}
    for one in cut["OUTPUT"].getFeatures():
        lengths[one["route_id"], one["state"]] += one["km"]
    for (name, state), length in lengths.items():
        assert length == pytest.approx(wanted[name][f"{state}_km"], abs=1e-3)
    printed = [(name, c["lon"], c["next_km"]) for name, one in wanted.items() for c in one["cuts"]]
    seen = [(c["route_id"], c.geometry().asPoint().x(), c["next_km"]) for c in cut["OUTPUT_CUTS"].getFeatures()]
    assert len(printed) == 2
    assert [(name, lon, None if km == NULL else km) for name, lon, km in seen] == [
        (name, pytest.approx(lon, abs=1e-6), None if km is None else pytest.approx(km, abs=1e-3))
        for name, lon, km in printed
    ]

    places = {"PLACES": of_case["settlements"], "BASES": of_case["settlements"], "OUTPUT": "memory:"}
    earlier = {"EARLIER": of_case["control_areas"], "EARLIER_AS_OF": "2022-09-01", "CORRIDOR": True}
    found, _ = run("isolation", **asked, **places, **earlier)
    by_name = {one["name"]: one for one in found["OUTPUT"].getFeatures()}
    one = by_name["Far"]
    assert (one["ways"], one["base"], by_name["Depot"]["access"]) == (place["ways"], "Depot", "base")
    assert one["way_km"] == pytest.approx(place["shortest_km"], abs=1e-3)
    assert one["detour_factor"] == pytest.approx(place["detour_factor"], abs=1e-3)
    assert one["last_links"].split(", ") == place["last_links"]
    assert one["corridor_km"] == pytest.approx(place["corridor_km"]["best"], abs=0.1)
