"""The way of the data for whole township-years: places, stages, runs."""

from fazhi.pipeline.compare import Compared, Selection, compare_places
from fazhi.pipeline.place import About, Place, PlaceError, Site, place, places, site
from fazhi.pipeline.prepare import prepare
from fazhi.pipeline.stages import Clean, Results, clean, count, identities_frame, results

__all__ = [
    "About",
    "Clean",
    "Compared",
    "Place",
    "PlaceError",
    "Results",
    "Selection",
    "Site",
    "clean",
    "compare_places",
    "count",
    "identities_frame",
    "place",
    "places",
    "prepare",
    "results",
    "site",
]
