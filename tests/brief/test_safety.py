"""Nothing of what a recipe keeps back is in the file: not in its pages, its attachments, its strings or its numbers."""

from __future__ import annotations

import dataclasses
import datetime
import itertools
import json
import re
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np
import pikepdf
import pytest
from pyproj import CRS, Transformer
from shapely.geometry import LineString, MultiLineString, Point

from pdfs import opened, words_of
from salient.brief.fact_files import claims_csv, shapes_geojson
from salient.brief.facts import facts, facts_file
from salient.brief.make import Made, Order, make_briefing
from salient.core.case import (
    Area,
    Case,
    Event,
    FrontLine,
    Gain,
    Issue,
    Settlement,
    Source,
    SupplyRoute,
)
from salient.core.coarse import Grid
from salient.core.recipe import Recipe, Safety
from salient.core.shapes import coordinates
from stories import DAY, FIRST, claim, polygon, story

LATER = datetime.date(2022, 9, 14)
ISSUED = datetime.date(2022, 9, 15)


def made(case: Case, safety: Safety, lang: str = "en", **more: Any) -> Made:
    """Return the briefing on a case."""
    return make_briefing(case, Recipe(safety=safety, language=lang, **more), Order(issued_on=ISSUED))


@cache
def unsafe(lang: str = "en") -> Made:
    """Return the briefing on the story with nothing kept back."""
    return made(story(), Safety(), lang)


def files_of(one: Made) -> tuple[bytes, ...]:
    """Return the PDF and the files that travel with it."""
    return (
        one.pdf,
        facts_file(facts(one.report, one.briefing)),
        claims_csv(one.report),
        shapes_geojson(one.report, one.briefing),
    )


def everything_in(one: Made) -> str:
    """Return all streams of the PDF unpacked, all its strings, its text as poppler reads it, and the other files."""
    parts = [part.decode("utf-8") for part in files_of(one)[1:]]
    with opened(one.pdf) as document:
        for thing in document.objects:
            if isinstance(thing, pikepdf.Stream):
                parts.append(thing.read_bytes().decode("latin-1"))
            parts.extend(strings_in(thing))
    return "\n".join([*parts, words_of(one.pdf)])


def strings_in(thing: Any) -> list[str]:
    """Return the strings and numbers of an object, at any depth; what is referred to comes by itself."""
    if isinstance(thing, pikepdf.String):
        return [str(thing)]
    if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        return [text for _, one in thing.items() if not one_is_shared(one) for text in strings_in(one)]
    if isinstance(thing, pikepdf.Array):
        return [text for one in thing for text in strings_in(one) if not one_is_shared(one)]
    return [] if isinstance(thing, pikepdf.Name) else [str(thing)]


def one_is_shared(one: Any) -> bool:
    """Whether an object stands by itself in the file."""
    return isinstance(one, pikepdf.Object) and one.is_indirect


# Each way of holding something back, and another story that differs in that alone.
NOWHERE = Point(37.77777, 49.88888)
OTHERS: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "a gain": (
        ("wedge",),
        {
            "claimed_gains": (
                Gain("wedge", polygon((37.5, 49.2), (37.8, 49.2), (37.8, 49.4)), "Elsewhere", "Alpha", as_of=DAY),
            )
        },
    ),
    "all control areas": (
        ("control_areas",),
        {
            "control_areas": tuple(
                dataclasses.replace(one, geometry=polygon((36.2, 49.2), (37, 49.2), (37, 49.8)), issuer="Another")
                for one in story().control_areas
            )
        },
    ),
    "a place": (("a",), {"settlements": (Settlement("a", "Quackenbush", NOWHERE), story().settlements[1])}),
    "the routes": (
        ("supply_routes",),
        {
            "supply_routes": (
                SupplyRoute("x", "Hidden way", MultiLineString([LineString([(36.2, 49.2), (37.6, 49.7)])])),
            )
        },
    ),
    "the lines": (
        ("front_lines",),
        {
            "front_lines": (
                FrontLine(
                    "line", "Secret line", MultiLineString([LineString([(37.2, 49.1), (37.3, 49.9)])]), as_of=FIRST
                ),
            )
        },
    ),
    "a claim": (
        ("c2",),
        {
            "claims": tuple(
                dataclasses.replace(one, text="Words that nobody may read.", claimant="Whisperer")
                if one.id == "c2"
                else one
                for one in story().claims
            )
        },
    ),
    "the frame": (
        ("frame",),
        {
            "areas": (
                Area("frame", "Hidden frame", polygon((36.4, 49.2), (37.6, 49.2), (37.6, 49.8), (36.4, 49.8)), "frame"),
            )
        },
    ),
    "an event": (("e",), {"events": (Event("e", "Unspeakable day", datetime.date(2022, 8, 1)),)}),
    "one area of a map": (
        (story().control_areas[0].id,),
        {
            "control_areas": (
                dataclasses.replace(
                    story().control_areas[0], geometry=polygon((36.2, 49.2), (36.4, 49.2), (36.4, 49.4))
                ),
                *story().control_areas[1:],
            )
        },
    ),
    "a source": (("paper",), {"sources": (story().sources[0], Source("paper", "Unheard-of gazette", "Leaked page"))}),
}


@pytest.mark.parametrize("what", OTHERS)
def test_what_is_held_back_has_no_bearing_on_the_file(what: str) -> None:
    """Two cases that differ only in it give the same bytes; without holding it back they do not."""
    names, changes = OTHERS[what]
    safety = Safety(names, name_kinds=True)
    assert files_of(made(story(), safety)) == files_of(made(story(**changes), safety))
    assert files_of(unsafe()) != files_of(made(story(**changes), Safety()))


def test_no_figure_is_drawn_from_what_is_left_of_the_routes() -> None:
    """A second road, held back, leaves one way of two: neither number nor figure tells of one way."""
    other = SupplyRoute("by", "Byway", MultiLineString([LineString([(36.70123, 49.49871), (37.41237, 49.29871)])]))
    case = story(supply_routes=(*story().supply_routes, other))
    assert made(case, Safety()).briefing.access
    assert made(case, Safety(("by",))).briefing.access == ()


def test_a_briefing_without_the_claims_does_not_say_that_there_are_none() -> None:
    words = words_of(made(story(), Safety(("claims",))).pdf)
    assert "No claims are in this briefing: those of the case are held back, or are too new." in words
    assert "No claims are recorded" not in words
    assert "there is nothing to check" not in words


def test_what_is_too_new_has_no_bearing_on_the_file() -> None:
    """Nor has what bears no day."""
    new = (
        Gain(
            "new",
            polygon((37.31237, 49.21417), (37.62341, 49.24329), (37.34513, 49.46131)),
            "New",
            "Alpha",
            as_of=LATER,
        ),
        Gain("undated", polygon((37.41237, 49.21417), (37.52341, 49.24329), (37.44513, 49.36131)), "Undated", "Alpha"),
    )
    said = dataclasses.replace(claim("c9", "other"), stated_on=LATER, text="New words.")
    more = story(
        claimed_gains=(*story().claimed_gains, *new),
        claims=(*story().claims, said),
        events=(*story().events, Event("e2", "Second beginning", LATER)),
    )
    # Six days before the fifteenth is the ninth.
    late, usual = made(more, Safety(delay_days=6)), made(story(), Safety(delay_days=6))
    assert "New words" not in everything_in(late)
    counted = [str(one) for one in late.report.notes if str(one) not in [str(two) for two in usual.report.notes]]
    assert len(counted) == 3  # how much was left out, of gains by their day, of those without, of claims
    assert late.report.findings == usual.report.findings
    assert shapes_geojson(late.report, late.briefing) == shapes_geojson(usual.report, usual.briefing)
    assert late.briefing.map.shapes == usual.briefing.map.shapes
    assert "New words" in everything_in(made(more, Safety()))


@pytest.mark.parametrize("lang", ["en", "uk"])
def test_the_first_page_says_it_whatever_sections_there_are(lang: str) -> None:
    one = made(story(), Safety(("wedge",), 1000.0, 1, True), lang, sections=("claims",), disclaimer="Read with care.")
    first = words_of(one.pdf)
    said = {
        "en": (
            "Held back by the desk, and nowhere in this file: Claimed gains.",
            "Delayed by 1 day",
            "a grid of 1 km",
        ),
        "uk": ("Притримано редакцією", "Затримано на 1 добу", "за сіткою 1 км"),
    }[lang]
    for text in ("Read with care.", *said):
        assert first.count(text) == 1, text
    assert "Wedge" not in first


def places_of(case: Case) -> list[tuple[float, float]]:
    """Return the vertices of the case that are on no round number."""
    shapes = [
        one.geometry
        for table in ("claimed_gains", "front_lines", "control_areas", "settlements", "supply_routes")
        for one in getattr(case, table)
    ]
    found = {(float(x), float(y)) for shape in shapes for x, y in coordinates(shape)}
    return sorted(one for one in found if all(round(part, 1) != part for part in one))


def written(place: tuple[float, float]) -> list[str]:
    """Return a place as it may be written: each degree with three to five decimals, with a point or a comma."""
    texts = [f"{part:.{decimals}f}" for part in place for decimals in (3, 4, 5)]
    return [*texts, *(text.replace(".", ",") for text in texts)]


@pytest.mark.parametrize("metres", [2000.0, 10_000.0])
def test_no_coordinate_leaves_finer_than_the_grid(metres: float) -> None:
    case = story()
    assert len(places_of(case)) > 6
    for lang in ("en", "uk"):
        held, free = everything_in(made(case, Safety(grid_m=metres), lang)), everything_in(unsafe(lang))
        for place in places_of(case):
            for text in written(place):
                assert not re.search(rf"(?<![\d.,]){re.escape(text)}", held), (text, lang)
        # The search would find them: without a grid they are in the file.
        assert sum(any(text in free for text in written(place)) for place in places_of(case)) > 6


def test_attached_places_lie_on_the_grid() -> None:
    """And the numbers are those of the shapes as they are."""
    grid = Grid(2000.0)
    held, free = made(story(), Safety(grid_m=2000.0)), unsafe()
    features = json.loads(shapes_geojson(held.report, held.briefing))["features"]
    assert len(features) > 4
    for feature in features:
        lonlat = np.array(list(pairs_in(feature["geometry"]["coordinates"])))
        assert np.abs(grid.places(lonlat) - lonlat).max() < 1e-6, feature["properties"]
    numbers = [[(m.low, m.best, m.high) for one in each.report.findings for m in one.measures] for each in (held, free)]
    assert numbers[0] == numbers[1]
    assert held.briefing.measures == tuple(
        dataclasses.replace(one, note=two.note) for one, two in zip(free.briefing.measures, held.briefing.measures)
    )


def pairs_in(value: Any) -> Any:
    """Yield the pairs of degrees at any depth."""
    if isinstance(value[0], (int, float)):
        yield value
    else:
        yield from itertools.chain.from_iterable(map(pairs_in, value))


def drawn_points(pdf: bytes) -> tuple[np.ndarray, Any]:
    """Return the points of all paths on the page of the map, in points of the page, and its first viewport."""
    with opened(pdf) as document:
        page = next(one for one in document.pages if "/VP" in one)
        now, kept, found = np.eye(3), [], []
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            numbers = [float(one) for one in operands if isinstance(one, (int, float, Decimal))]
            if name == "q":
                kept.append(now)
            elif name == "Q":
                now = kept.pop()
            elif name == "cm":
                a, b, c, d, e, f = numbers
                now = np.array([[a, b, 0], [c, d, 0], [e, f, 1]]) @ now
            elif name in ("m", "l"):
                found.append((np.array([numbers[0], numbers[1], 1.0]) @ now)[:2])
        view = page.VP[0]
        box = [float(one) for one in view.BBox]
        return np.array(found), (
            box,
            str(view.Measure.GCS.WKT),
            [float(one) for one in view.Measure.GPTS],
            [float(one) for one in view.Measure.LPTS],
        )


def on_page(place: tuple[float, float], view: Any) -> np.ndarray:
    """Return where a place is on the page, by what the file itself says of the ground."""
    box, wkt, ground, shares = view
    crs = CRS.from_wkt(wkt)
    way = Transformer.from_crs(crs.geodetic_crs, crs, always_xy=True)
    known = np.array([way.transform(lon, lat) for lat, lon in zip(ground[::2], ground[1::2])])
    page = np.array(
        [(box[0] + x * (box[2] - box[0]), box[1] + y * (box[3] - box[1])) for x, y in zip(shares[::2], shares[1::2])]
    )
    (x, y), scale = way.transform(*place), (page[2] - page[0]) / (known[2] - known[0])
    return page[0] + ((x, y) - known[0]) * scale


def nearest(place: tuple[float, float], pdf: bytes) -> float:
    """Return how far the next point of a path is from a place, in points of the page."""
    points, view = drawn_points(pdf)
    return float(np.hypot(*(points - on_page(place, view)).T).min())


def test_the_map_draws_them_on_the_grid_too() -> None:
    """Ten kilometres are 28 points at 1 : 1,000,000; the corner of the wedge lies between two places of the grid."""
    corner = (37.12341, 49.54329)
    assert nearest(corner, unsafe().pdf) < 0.2
    held = made(story(), Safety(grid_m=10_000.0))
    assert nearest(corner, held.pdf) > 1.0
    assert nearest(Grid(10_000.0).place(*corner), held.pdf) < 0.2


@pytest.mark.parametrize("what", ["a gain", "all control areas", "a place", "a claim"])
def test_what_the_last_issue_printed_of_it_is_not_printed_again(what: str) -> None:
    """Two cases that differ only in it, each with an issue that printed it: of both nothing is left in the next one."""
    names, changes = OTHERS[what]
    next_issues = []
    usual = story()
    for case in (usual, story(**changes)):
        first = made(case, Safety()) if case is not usual else unsafe()
        kept = facts_file(facts(first.report, first.briefing)).decode("utf-8")
        issued = dataclasses.replace(case, issues=(Issue("i1", 1, ISSUED, facts=kept),))
        next_issues.append(files_of(made(issued, Safety(names))))
    assert next_issues[0] == next_issues[1]


def test_the_profile_of_depth_is_drawn_in_steps_of_the_grid_and_its_numbers_stay() -> None:
    """Two kilometres wide and high; from the profile as it is the ground could be drawn again."""
    held, free = made(story(), Safety(grid_m=2000.0)).briefing.depths, unsafe().briefing.depths
    assert held
    for coarse, fine in zip(held, free):
        assert len(fine.lines[0].stretches) > 3 * len(coarse.lines[0].stretches)
        for start, stop, depth in coarse.lines[0].stretches:
            assert stop - start < 2.0 + 1e-9
            assert depth / 2.0 == pytest.approx(round(depth / 2.0))
        first, last = coarse.lines[0].stretches[0], coarse.lines[0].stretches[-1]
        assert (first[0], last[1]) == (fine.lines[0].stretches[0][0], fine.lines[0].stretches[-1][1])
        assert max(one[2] for one in coarse.lines[0].stretches) == pytest.approx(
            max(one[2] for one in fine.lines[0].stretches), abs=1.0
        )
        assert [(one.low, one.best, one.high) for one in coarse.spots] == [
            (one.low, one.best, one.high) for one in fine.spots
        ]


def test_texts_that_give_it_away_are_remarked() -> None:
    case = story(claims=(*story().claims, dataclasses.replace(claim("c9", "other"), text="Averyville has fallen.")))
    assert [str(one) for one in made(case, Safety(("a",))).remarks] == [
        'claims c9 holds "Averyville", the name of something that is held back: it is printed as it stands.'
    ]
    assert made(case, Safety()).remarks == ()
    named = dataclasses.replace(case.front_lines[0], name="Line at Averyville, 36.70123 49.49871")
    said = [str(one) for one in made(story(front_lines=(named,)), Safety(("a",), 1000.0)).remarks]
    assert said == [
        'front_lines line holds "Averyville", the name of something that is held back: it is printed as it stands.',
        "front_lines line seems to hold coordinates: they are printed as they stand, not on the grid.",
    ]
