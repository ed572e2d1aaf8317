"""Builds again, in a folder of its own, what a manifest lists: the same ledgers, notebooks and reference data, nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from fazhi.catalogue import Language, ReaderError
from fazhi.pipeline.outcome import ComparisonFailed, Outcome
from fazhi.pipeline.place import Place, Site
from fazhi.pipeline.selection import Selection
from fazhi.runs.compare_run import Asked, run_comparison
from fazhi.runs.index import write_index
from fazhi.runs.options import PLAIN, Options
from fazhi.runs.plan import Planner
from fazhi.runs.run import plan, run


@dataclass(frozen=True)
class Wanted:
    """A job to be done again. ``township`` None: the comparison, of what ``selection`` names."""

    township: str | None
    year: int | None
    language: Language
    selection: Selection = field(default_factory=Selection)


@dataclass(frozen=True)
class Rebuilt:
    """``site``: where the new files lie. ``messages``: what could not be built, in the reader's words."""

    site: Site
    messages: tuple[str, ...]


def rebuild(
    where: Site, wanted: Sequence[Wanted], folder: Path, index: Language | None, options: Options = PLAIN
) -> Rebuilt:
    """Build into ``folder``. ``index``: the language of a start page over all of it; None for none.

    Ledgers, reference data and notebooks are those of ``where``; nothing of its processed tables or outputs is read. Raises ``OSError``
    and ``ClusterError``.
    """
    scratch = replace(where, processed=folder / "processed", outputs=folder / "outputs")
    planner = Planner(scratch)
    messages: list[str] = []
    outcomes: list[Outcome] = []
    for language in sorted({job.language for job in wanted}):
        places = [
            Place(scratch, job.township, job.year or 0) for job in wanted if job.township and job.language == language
        ]
        outcomes += run(plan(places, planner, language), planner, language, options)
    messages += [
        f"{o.place.township} {o.place.year}: {said}" for o in outcomes if o.status == "failed" for said in o.messages
    ]
    messages += _comparisons(scratch, wanted, planner, options)
    if index is not None:
        write_index(scratch, outcomes, index)
    return Rebuilt(scratch, tuple(messages))


def _comparisons(scratch: Site, wanted: Iterable[Wanted], planner: Planner, options: Options) -> list[str]:
    messages = []
    for job in wanted:
        if job.township is None:
            try:
                run_comparison(Asked(scratch, job.selection, job.language, planner), options)
            except ReaderError as error:
                messages.append(error.text(job.language))
            except ComparisonFailed as error:
                messages.append(error.told[job.language])
    return messages
