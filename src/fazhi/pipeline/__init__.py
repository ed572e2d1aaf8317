"""The way of the data for whole township-years: places, stages, runs."""

from fazhi.pipeline.place import About, Place, PlaceError, Site, place, places, site
from fazhi.pipeline.stages import Clean, Results, clean, count, identities_frame, results

__all__ = [
    "About",
    "Clean",
    "Place",
    "PlaceError",
    "Results",
    "Site",
    "clean",
    "count",
    "identities_frame",
    "place",
    "places",
    "results",
    "site",
]
