"""What is done with whole township-years: where they lie, cleaning, counting, comparing. When it is done, and by whom, ``fazhi.runs`` knows.

Names are imported when they are first asked for: a run that finds nothing to do must not wait for pandas. Those of ``place`` are
there at once: the import of that module sets the attribute ``place`` to the module, and must not do so after the function was asked for.
"""

from typing import TYPE_CHECKING

from fazhi.lazy import importing
from fazhi.pipeline.place import Place, PlaceError, Site, place, places, project_root, site
from fazhi.pipeline.selection import Selection

if TYPE_CHECKING:
    from fazhi.pipeline.cleaning import Clean, clean
    from fazhi.pipeline.compare import Compared, compare_places
    from fazhi.pipeline.counting import Results, count, identities_frame, results

__all__ = [
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
    "project_root",
    "results",
    "site",
]

__getattr__ = importing(
    __name__,
    {
        "compare": ("Compared", "compare_places"),
        "cleaning": ("Clean", "clean"),
        "counting": ("Results", "count", "identities_frame", "results"),
    },
)
