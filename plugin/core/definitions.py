"""What each measure is called and means: one entry a definition, in words that can be printed.

Keys are the names that findings carry; those of durations ("since:<event>") share one entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Definition:
    """The title of a definition, for tables, and its meaning, in whole sentences (keys of the catalogues)."""

    title: str
    meaning: str


DEFINITIONS: Mapping[str, Definition] = MappingProxyType(
    {
        "drawn": Definition(
            "drawn gains",
            "Area of the claimed gains as drawn, overlaps counted once, cut to the scope, on the WGS 84 ellipsoid with "
            "edges straight in longitude and latitude. The band is the area with its edge moved in and out by the "
            "tolerance.",
        ),
        "lost": Definition(
            "lost",
            "Ground that an issuer's map shows as controlled by one side on the first day and no longer on the last.",
        ),
        "passed": Definition(
            "passed",
            "Ground that one side controlled on the first day and that lies in the other side's layer on the last.",
        ),
        "growth": Definition(
            "growth", "Ground that the other side's layer covers on the last day and did not on the first, gross."
        ),
        "net": Definition(
            "net",
            "Control and advance together on the last day less the same on the first, with its sign; compared by "
            "magnitude.",
        ),
        "gained": Definition(
            "gained",
            "Ground that an issuer's map shows as controlled by one side on the last day and not on the first.",
        ),
        "downgraded": Definition(
            "downgraded",
            "Ground that went from control to mere advance of the same side: shown, and never held against a claim.",
        ),
        "any_part": Definition(
            "any part of the baseline",
            "The greatest geodesic distance from any point of the gained ground, edges and interior included, to the "
            "nearest point of the whole baseline. The band is this distance less and plus the tolerances of gain and "
            "baseline.",
        ),
        "break_in_sector": Definition(
            "break-in sector",
            "The same distance, but only to the stretch of the baseline inside the break-in sector, over the gained "
            "ground that is connected to that stretch.",
        ),
        "straight": Definition(
            "straight line",
            "Geodesic distance between the two places on the WGS 84 ellipsoid. The band is this distance less and plus "
            "the tolerances of both places.",
        ),
        "road": Definition("by road", "The shortest way between the two places along a network of roads."),
        "as_printed": Definition(
            "as printed",
            "Whether the point at the stated distance and direction from the named place lies in the gained ground. "
            "The band asks the same of every point on that bearing within the claimed interval, with the tolerance.",
        ),
        "in_gains": Definition(
            "in the drawn gains",
            "Places of the case's own list that lie in the claimed gains. The band runs from places surely inside to "
            "places possibly inside, within the tolerance of the edge.",
        ),
        "changed_state": Definition(
            "changed sides on the maps",
            "Places of the case's own list that an issuer's maps show in one side's control or advance on the first "
            "day and in the other side's layer on the last. The band runs from places that surely changed to places "
            "that possibly did, within the tolerance of the edges.",
        ),
        "in_layer": Definition(
            "in the side's layer",
            "Whether the place's centre lies in the layer of the claim's side on an issuer's map of the last day. "
            "Within the tolerance of the edge it is a maybe.",
        ),
        "taken_centre": Definition(
            "taken (its centre)",
            "Whether the place's centre lies in the layer of the claim's side on an issuer's map of the last day and "
            "did not on that of the day before the period. It is a maybe within the tolerance of an edge, unless both "
            "days have one there and show the same.",
        ),
        "taken_whole": Definition(
            "taken (the whole place)",
            "Whether all of the place's built-up ground lies in the layer of the claim's side on the last day, and "
            "some of it did not on the day before the period. It is a maybe where the tolerance of the edge decides.",
        ),
        "held_centre": Definition(
            "held (its centre)",
            "Whether the place's centre lies in the layer of the claim's side on an issuer's map of the last day. "
            "Within the tolerance of the edge it is a maybe.",
        ),
        "held_whole": Definition(
            "held (the whole place)",
            "Whether all of the place's built-up ground lies in the layer of the claim's side on the last day. It is a "
            "maybe where the tolerance of the edge decides.",
        ),
        "held_since_centre": Definition(
            "held since (its centre)",
            "Whether the place's centre lies in the layer of the claim's side on every day of the period that an "
            "issuer mapped. It is a maybe within the tolerance of the edge, and where more than three days in a row "
            "have no map.",
        ),
        "held_since_whole": Definition(
            "held since (the whole place)",
            "Whether all of the place's built-up ground lies in the layer of the claim's side on every day of the "
            "period that an issuer mapped. It is a maybe where the tolerance of the edge decides, and where more than "
            "three days in a row have no map.",
        ),
        "entered": Definition(
            "entered (any part of it)",
            "Whether some of the place's built-up ground lies in the layer of the claim's side, or in its advance, on "
            "some mapped day of the period. Where no built-up ground is drawn the centre is asked, and within the "
            "tolerance of the edge it is a maybe.",
        ),
        "outskirts_centre": Definition(
            "on the outskirts (from the centre)",
            "Whether the edge of the side's layer comes within the distance that the claim gives, else 2 km, of the "
            "place's centre on the last day, and the centre does not lie in the layer. The tolerance of the edge makes "
            "it a maybe.",
        ),
        "outskirts_built_up": Definition(
            "on the outskirts (from the built-up ground)",
            "The same, but the distance is that from the place's built-up ground: none where the layer reaches into "
            "it.",
        ),
        "lost_centre": Definition(
            "lost (its centre)",
            "Whether the place's centre lay in the layer of the claim's side on the day before the period and does not "
            "on the last. It is a maybe within the tolerance of an edge, unless both days have one there and show the "
            "same.",
        ),
        "lost_whole": Definition(
            "lost (the whole place)",
            "Whether some of the place's built-up ground lay in the layer of the claim's side on the day before the "
            "period, and none of it does on the last. It is a maybe where the tolerance of the edge decides.",
        ),
        "since": Definition(
            "since an event", "The time from the day of an event to the last day that the claim speaks of."
        ),
        "enclosed": Definition(
            "enclosed by ground",
            "Whether the ground that the place stands in has no land contact with the rest of that side's ground.",
        ),
        "isolation": Definition(
            "isolated by routes (control alone)",
            "Whether no route that stays within ground under the side's control leads from the place to a supply base "
            "of that side. The band asks the same with the edge of the ground moved out and in by its tolerance.",
        ),
        "isolation_advance": Definition(
            "isolated by routes (control or advance)",
            "The same, but routes are open in ground under the side's control or advance.",
        ),
        "route_cut": Definition(
            "cut (control alone)",
            "Whether a route that the claim names enters ground that is not under the side's control or, where the "
            "claim names two places, whether no way over routes in its control leads from one to the other. The band "
            "asks the same with the edge of the ground moved out and in by its tolerance.",
        ),
        "route_cut_advance": Definition(
            "cut (control or advance)",
            "The same, but routes are open in ground under the side's control or advance.",
        ),
        "every_way": Definition(
            "on every shortest way",
            "Whether every shortest way along the routes from the first place to the last passes within two kilometres "
            "of the place between them. Ways are equally short to a metre; the control of ground is not asked.",
        ),
        "some_way": Definition(
            "on a shortest way",
            "Whether at least one of the shortest ways passes the place.",
        ),
        "near_way": Definition(
            "on a nearly shortest way",
            "Whether a way passes the place that is at most a tenth longer than the shortest.",
        ),
    }
)


def definition(name: str) -> Definition:
    """Return the entry of a definition's name, such as "drawn" or "since:invasion"."""
    return DEFINITIONS[name.partition(":")[0]]
