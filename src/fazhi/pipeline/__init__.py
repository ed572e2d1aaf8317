"""The way of the data for whole township-years: places, stages, runs.

What counts is imported when it is first asked for: a run that finds nothing to do must not wait for pandas.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

# At once: a function that is named like its module would else be hidden by it.
from fazhi.pipeline.place import About, Place, PlaceError, Site, place, places, site

if TYPE_CHECKING:
    from fazhi.pipeline.compare import Compared, Selection, compare_places
    from fazhi.pipeline.stages import Clean, Results, clean, count, identities_frame, results

_HOME = {
    "compare": ("Compared", "Selection", "compare_places"),
    "stages": ("Clean", "Results", "clean", "count", "identities_frame", "results"),
}

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
    "results",
    "site",
]


def __getattr__(name: str) -> Any:
    for module, names in _HOME.items():
        if name in names:
            found = globals()[name] = getattr(import_module(f"{__name__}.{module}"), name)
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
