"""The algorithms as links of a chain: a model, a batch, a task in the background, and a run that is called off."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from pyproj import Geod
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingFeedback,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsProcessingUtils,
    QgsVectorLayer,
)

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bridge"))

import day_maps
from salient.bridge.cases import open_case

GEOD = Geod(ellps="WGS84")
Child = QgsProcessingModelChildParameterSource


def layer(kind: str, *shapes: str) -> QgsVectorLayer:
    """Return a layer of numbered shapes in longitude/latitude."""
    made = QgsVectorLayer(f"{kind}?crs=EPSG:4326&field=name:string", kind, "memory")
    for number, wkt in enumerate(shapes, start=1):
        feature = QgsFeature(made.fields())
        feature["name"] = f"n{number}"
        feature.setGeometry(QgsGeometry.fromWkt(wkt))
        made.dataProvider().addFeature(feature)
    return made


def eastwards(*kilometres: float) -> list[str]:
    """Return points so far east of 36 E, 49 N, by pyproj."""
    ends = (GEOD.fwd(36, 49, 90, km * 1000) for km in kilometres)
    return [f"POINT({lon} {lat})" for lon, lat, _ in ends]


def near_model() -> QgsProcessingModelAlgorithm:
    """Return a model: settlements within so many kilometres of points."""
    model = QgsProcessingModelAlgorithm("near", "Settlements near points", "tests")
    for definition in (
        QgsProcessingParameterFeatureSource("centres", "Centres"),
        QgsProcessingParameterFeatureSource("places", "Places"),
        QgsProcessingParameterNumber("km", "Kilometres"),
    ):
        model.addModelParameter(definition, QgsProcessingModelParameter(definition.name()))
    buffer = QgsProcessingModelChildAlgorithm("salient:geodesic_buffer")
    buffer.setChildId("buffer")
    buffer.addParameterSources("INPUT", [Child.fromModelParameter("centres")])
    buffer.addParameterSources("KM", [Child.fromModelParameter("km")])
    model.addChildAlgorithm(buffer)
    inside = QgsProcessingModelChildAlgorithm("salient:settlements_inside")
    inside.setChildId("inside")
    inside.addParameterSources("INPUT", [Child.fromModelParameter("places")])
    inside.addParameterSources("AREAS", [Child.fromChildOutput("buffer", "OUTPUT")])
    inside.addParameterSources("TOLERANCE_M", [Child.fromStaticValue(500)])
    output = QgsProcessingModelOutput("found", "Found")
    output.setChildId("inside")
    output.setChildOutputName("OUTPUT")
    inside.setModelOutputs({"found": output})
    model.addChildAlgorithm(inside)
    return model


def test_a_model_from_buffers_to_settlements_inside(provider, project):
    # 20 km: in; 29.8 and 30.2: within 500 m of the buffer's edge; 31: out.
    places, centres = layer("Point", *eastwards(20, 29.8, 30.2, 31)), layer("Point", "POINT(36 49)")
    project.addMapLayers([places, centres])
    model, context, listener = near_model(), QgsProcessingContext(), QgsProcessingFeedback(False)
    context.setProject(project)
    parameters = {"centres": centres.id(), "places": places.id(), "km": 30, "found": "memory:"}
    assert model.validate() == (True, [])
    fine, reason = model.checkParameterValues(parameters, context)
    assert fine, reason
    results, ok = model.run(parameters, context, listener, {}, False)
    assert ok, listener.textLog()
    found = QgsProcessingUtils.mapLayerFromString(results["found"], context)
    assert [(one["name"], one["membership"]) for one in found.getFeatures()] == [
        ("n1", "in"),
        ("n2", "maybe"),
        ("n3", "maybe"),
    ]
    inner = results["CHILD_RESULTS"]["inside"]
    assert [inner[f"COUNT_{end}"] for end in ("LOW", "BEST", "HIGH")] == [1, 2, 3]


def test_a_model_of_ours_survives_a_file(provider, tmp_path):
    path = str(tmp_path / "near.model3")
    assert near_model().toFile(path)
    read = QgsProcessingModelAlgorithm()
    assert read.fromFile(path)
    assert read.canExecute() == (True, "")
    assert {child.algorithmId() for child in read.childAlgorithms().values()} == {
        "salient:geodesic_buffer",
        "salient:settlements_inside",
    }


def routes_model() -> QgsProcessingModelAlgorithm:
    """Return a model of the three: what is open, the ways left to places, and what lies along those ways."""
    model = QgsProcessingModelAlgorithm("access", "Access", "tests")
    for name in ("roads", "ground", "places", "bases"):
        definition = QgsProcessingParameterFeatureSource(name, name)
        model.addModelParameter(definition, QgsProcessingModelParameter(name))
    own = {"ROUTES": Child.fromModelParameter("roads"), "GROUND": Child.fromModelParameter("ground")}
    asked = {"PLACES": Child.fromModelParameter("places"), "BASES": Child.fromModelParameter("bases")}
    ends = {"FROM": "36,49", "TO": "36.2,49", "PLACE": "36.1,49.1"}
    children = {
        "cut_routes": own,
        "isolation": {**own, **asked, "CROSSINGS": Child.fromStaticValue("apart")},
        "on_route": {
            "ROUTES": Child.fromChildOutput("isolation", "OUTPUT_WAYS"),
            **{name: Child.fromStaticValue(f"{place} [EPSG:4326]") for name, place in ends.items()},
        },
    }
    for name, sources in children.items():
        child = QgsProcessingModelChildAlgorithm(f"salient:{name}")
        child.setChildId(name)
        for key, source in sources.items():
            child.addParameterSources(key, [source])
        output = QgsProcessingModelOutput(f"of_{name}", name)
        output.setChildId(name)
        output.setChildOutputName("OUTPUT")
        child.setModelOutputs({f"of_{name}": output})
        model.addChildAlgorithm(child)
    return model


def test_a_model_of_the_three_route_algorithms(provider, project):
    # A square of roads from the base at 36 E to the town at 36.2 E; the southern side is cut between 36.05 and 36.15 E.
    south, north = "LINESTRING(36 49, 36.2 49)", "LINESTRING(36 49, 36 49.1, 36.2 49.1, 36.2 49)"
    crossing = "LINESTRING(36.1 48.95, 36.1 49.15)"  # It meets none of them: crossings are apart.
    notch = "36.05 48.9, 36.05 49.05, 36.15 49.05, 36.15 48.9"
    held = f"POLYGON((35.9 48.9, {notch}, 36.3 48.9, 36.3 49.2, 35.9 49.2, 35.9 48.9))"
    given = {
        "roads": layer("LineString", south, north, crossing),
        "ground": layer("Polygon", held),
        "places": layer("Point", "POINT(36.2 49)"),
        "bases": layer("Point", "POINT(36 49)"),
    }
    project.addMapLayers(list(given.values()))
    model, context, listener = routes_model(), QgsProcessingContext(), QgsProcessingFeedback(False)
    context.setProject(project)
    assert model.validate() == (True, [])
    parameters = {name: one.id() for name, one in given.items()}
    outputs = {one.name(): "memory:" for one in model.destinationParameterDefinitions()}
    assert len(outputs) == 3
    results, ok = model.run({**parameters, **outputs}, context, listener, {}, False)
    assert ok, listener.textLog()
    inner = results["CHILD_RESULTS"]
    assert (inner["cut_routes"]["ROUTES_CUT"], inner["isolation"]["ONE_WAY"]) == (2, 1)
    # The only way left goes round by the north, and so past the place asked about.
    length_km = GEOD.line_length([36, 36, 36.2, 36.2], [49, 49.1, 49.1, 49]) / 1000
    assert inner["on_route"]["SHORTEST_KM"] == pytest.approx(length_km, abs=1e-3)
    assert inner["on_route"]["ANSWER"] == "every"


def test_a_batch_of_distances(provider, project):
    places, centre = layer("Point", *eastwards(5, 15, 25)), layer("Point", "POINT(36 49)")
    rows = [{"INPUT": centre, "KM": km, "OUTPUT": "memory:"} for km in (10, 20, 30)]
    registry = QgsApplication.processingRegistry()
    context = QgsProcessingContext()
    context.setProject(project)
    counted = []
    for row in rows:
        buffered, ok = registry.createAlgorithmById("salient:geodesic_buffer").run(
            row, context, QgsProcessingFeedback(False)
        )
        assert ok
        areas = QgsProcessingUtils.mapLayerFromString(buffered["OUTPUT"], context)
        asked = {"INPUT": places, "AREAS": areas, "OUTPUT": "memory:"}
        found, ok = registry.createAlgorithmById("salient:settlements_inside").run(
            asked, context, QgsProcessingFeedback(False)
        )
        assert ok
        counted.append(found["COUNT_LOW"])
    assert counted == [1, 2, 3]


def test_only_the_selected_features_of_a_layer(run, project):
    places = layer("Point", *eastwards(5, 15, 25))
    project.addMapLayer(places)
    places.selectByIds([2, 3])
    areas = layer("Polygon", "POLYGON((35 48, 37 48, 37 50, 35 50, 35 48))")
    chosen = QgsProcessingFeatureSourceDefinition(places.id(), True)
    results, _ = run("settlements_inside", INPUT=chosen, AREAS=areas, OUTPUT="memory:")
    assert (results["COUNT_LOW"], results["SETTLEMENTS"]) == (2, 2)


@pytest.fixture
def mapped(run, small, tmp_path: Path) -> str:
    """Return the path of the small case with the invented maps of five days in it."""
    maps = day_maps.make(tmp_path)
    run("import_control", FILES=[str(maps)], CASE=small, PROFILE=str(day_maps.profile_of(maps)))
    return small


DAYS = {"FROM": "2022-09-01", "TO": "2022-09-05"}
PLACES = ("POINT(36.5 49.5)",)
GROUND = ("POLYGON((36 49, 37 49, 37 50, 36 50, 36 49))",)
ROAD = "LINESTRING(36.5 48.9, 36.5 50.1)"
LINE = ("LINESTRING(36 48, 36 51)",)


def asked(name: str, case: str) -> dict:
    """Return values that the algorithm takes."""
    drawn = {"GAINS": layer("Polygon", *GROUND), "BASELINE": layer("LineString", *LINE), "OUTPUT": "memory:"}
    of_case, roads = {"CASE": case, "OUTPUT": "memory:"}, layer("LineString", ROAD)
    return {
        "measure_depth": drawn,
        "depth_profile": drawn,
        "geodesic_buffer": {"INPUT": layer("Point", *PLACES), "OUTPUT": "memory:"},
        "settlements_inside": {
            "INPUT": layer("Point", *PLACES),
            "AREAS": layer("Polygon", *GROUND),
            "OUTPUT": "memory:",
        },
        "change": {**of_case, **DAYS},
        "series": {**of_case, "BY": "day"},
        "baseline": {**of_case, "AS_OF": "2022-09-05"},
        "depth_by_day": {**of_case, **DAYS},
        "settlements_changed": {**of_case, **DAYS},
        "settlement_status": of_case,
        "cut_routes": {"ROUTES": roads, "GROUND": layer("Polygon", *GROUND), "OUTPUT": "memory:"},
        "isolation": {
            **{"ROUTES": roads, "GROUND": layer("Polygon", *GROUND), "PLACES": layer("Point", *PLACES)},
            **{"BASES": layer("Point", "POINT(36.5 49.9)"), "OUTPUT": "memory:"},
        },
        "on_route": {
            "ROUTES": roads,
            "FROM": "36.5,49.1",
            "TO": "36.5,49.9",
            "PLACE": "36.5,49.5",
            "OUTPUT": "memory:",
        },
    }[name]


MEASURES = (
    *("measure_depth", "depth_profile", "geodesic_buffer", "settlements_inside", "change", "series", "baseline"),
    *("depth_by_day", "settlements_changed", "settlement_status", "cut_routes", "isolation", "on_route"),
)


@pytest.mark.parametrize("name", MEASURES)
def test_in_the_background_as_in_the_window(provider, project, mapped, qtbot, name):
    open_case(project, mapped)
    here, ok = (
        QgsApplication.processingRegistry()
        .createAlgorithmById(f"salient:{name}")
        .run(asked(name, mapped), context_of(project), QgsProcessingFeedback(False))
    )
    assert ok
    numbers = {key: value for key, value in here.items() if isinstance(value, (int, float))}
    assert numbers or name == "geodesic_buffer"
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"salient:{name}")
    parameters, context, listener = asked(name, mapped), context_of(project), QgsProcessingFeedback(False)
    task = QgsProcessingAlgRunnerTask(algorithm, parameters, context, listener)
    with qtbot.waitSignal(task.executed, timeout=60_000) as signal:
        QgsApplication.taskManager().addTask(task)
    successful, results = signal.args
    assert successful, listener.textLog()
    assert {key: results[key] for key in numbers} == numbers


def context_of(project) -> QgsProcessingContext:
    context = QgsProcessingContext()
    context.setProject(project)
    return context


class Impatient(QgsProcessingFeedback):
    """A user who has pressed Cancel."""

    def isCanceled(self) -> bool:  # noqa: N802 - named by QGIS
        return True


@pytest.mark.parametrize("name", MEASURES)
def test_a_run_that_is_called_off_gives_nothing(provider, project, mapped, name):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"salient:{name}")
    with pytest.raises(QgsProcessingException, match="called off"):
        algorithm.run(asked(name, mapped), context_of(project), Impatient(False), {}, False)


@pytest.mark.parametrize("name", ["check_claims", "briefing"])
def test_a_file_that_is_there_stays_where_a_run_is_called_off(provider, project, small, tmp_path, name):
    out = tmp_path / "out"
    out.write_bytes(b"kept")
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"salient:{name}")
    with pytest.raises(QgsProcessingException, match="nothing was written"):
        algorithm.run({"CASE": small, "OUTPUT": str(out)}, context_of(project), Impatient(False), {}, False)
    assert out.read_bytes() == b"kept"
