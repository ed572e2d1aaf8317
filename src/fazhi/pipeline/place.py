"""Where things are: the project's folders, and one township-year within them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from fazhi.catalogue import LANGUAGES, Language, ReaderError, load
from fazhi.catalogue.text import Said
from fazhi.comparison.files import YEAR
from fazhi.pipeline.strays import overlooked, said_of
from fazhi.pipeline.urls import is_url, shown_url

if TYPE_CHECKING:
    from fazhi.pipeline.about import About

TOWNSHIPS, PUBLISHED = "townships.csv", "published.csv"
NOTEBOOKS = ("1_clean.ipynb", "2_indicators.ipynb", "3_appendix.ipynb")
PUBLIC, COMPARISON = "public", "comparison"
OURS = frozenset({PUBLIC, COMPARISON})  # folders of ours that lie beside the townships' among the outputs
CACHE = ".cache"  # below the processed tables: what is remembered to be fast, which may be deleted at any time
Edition = Literal["internal", "public"]


class PlaceError(ReaderError):
    """A township-year, or the project itself, is not where it was looked for. ``strays``: what lies elsewhere and may be meant."""

    def __init__(self, key: str, strays: tuple[Said, ...] = (), /, **fill: object) -> None:
        super().__init__(key, **fill)
        self.strays = strays

    def text(self, language: Language) -> str:
        said = (load().word(stray.key, language, **dict(stray.fill)) for stray in self.strays)
        return "\n".join((super().text(language), *said))


class NoSuchPlace(PlaceError):
    """A call names a township, a year, an edition or a language that there is not."""

    code = 2


@dataclass(frozen=True)
class Site:
    """The project's folders, as given: relative ones stay relative to the working folder."""

    raw: Path
    processed: Path
    outputs: Path
    reference: Path
    notebooks: Path
    edition: Edition = "internal"

    @property
    def editions(self) -> Path:
        """The folder of this edition's results: the public one lies apart."""
        return self.outputs / PUBLIC if self.edition == PUBLIC else self.outputs

    @property
    def receipts(self) -> Path:
        """Where the receipts of this edition lie. Those of the public one stay inside: they name the ledgers."""
        return self.processed / PUBLIC if self.edition == PUBLIC else self.outputs

    @property
    def townships(self) -> tuple[Path, ...]:
        """The tables of townships in order of precedence: the one that lies beside the ledgers, then the project's own."""
        return (self.raw / TOWNSHIPS, self.reference / TOWNSHIPS)

    @property
    def published(self) -> Path:
        """The table of published figures."""
        return self.reference / PUBLISHED


@dataclass(frozen=True)
class Place:
    """One township-year."""

    site: Site
    township: str
    year: int

    @property
    def raw(self) -> Path:
        return self.site.raw / self.township / str(self.year)

    @property
    def processed(self) -> Path:
        return self.site.processed / self.township / str(self.year)

    @property
    def outputs(self) -> Path:
        return self.site.editions / self.township / str(self.year)

    @property
    def is_public(self) -> bool:
        """Whether its results are for the public edition."""
        return self.site.edition == PUBLIC

    def about(self) -> About:
        """What ``about.yaml`` says; raises ``PlaceError`` if it cannot be read, or speaks of a day before the year began."""
        from fazhi.pipeline.about import read_about  # with its models, which few ask for

        about = read_about(file := self.raw / "about.yaml")
        if about.report_date and about.report_date.year < self.year:
            raise PlaceError(
                "pipeline.about_date", file=file.as_posix(), date=about.report_date.isoformat(), year=str(self.year)
            )
        return about


def project_root(start: Path | None = None) -> Path:
    """The nearest folder at or above ``start`` (default: the working folder) that holds the notebooks."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "notebooks" / NOTEBOOKS[-1]).is_file():
            return folder
    raise PlaceError("pipeline.no_project", folder=here)


def site(
    raw: str | Path | None = None,
    processed: str | Path | None = None,
    outputs: str | Path | None = None,
    edition: Edition = "internal",
) -> Site:
    """The folders of the project around the working folder; each of the three may lie elsewhere.

    Raises ``PlaceError`` for an edition that there is not, and for results that would lie in a public edition: a slip must not
    publish what is internal; and for a URL, of which there must be a copy first (``mirrors``).
    """
    if edition not in get_args(Edition):
        raise NoSuchPlace("pipeline.no_edition", edition=edition, known=get_args(Edition))
    apart_from_public(outputs or "")
    for given in (raw, processed, outputs):
        on_this_machine(given or "")
    root = project_root()
    home = Path() if root == Path.cwd() else root
    return Site(
        raw=Path(raw) if raw else home / "data" / "raw",
        processed=Path(processed) if processed else home / "data" / "processed",
        outputs=Path(outputs) if outputs else home / "outputs",
        reference=home / "data" / "reference",
        notebooks=home / "notebooks",
        edition=edition,
    )


def checked_language(language: str) -> None:
    """Raises ``NoSuchPlace`` for a language that results are not written in."""
    if language not in LANGUAGES:
        raise NoSuchPlace("pipeline.no_language", language=language, known=LANGUAGES)


def apart_from_public(outputs: str | Path) -> None:
    """Raises ``NoSuchPlace`` where a folder of results, or its URL, is that of a public edition, or lies in one."""
    folder = Path(outputs)
    above = (one for one in folder.parents if one.name.lower() == PUBLIC and (one / "manifest.json").is_file())
    if folder.name.lower() == PUBLIC or any(above):
        raise NoSuchPlace("pipeline.outputs_reserved", folder=shown_url(str(outputs)))


def on_this_machine(folder: str | Path) -> None:
    """Raises ``PlaceError`` for a URL."""
    if is_url(str(folder)):
        raise PlaceError("pipeline.remote_not_here", url=shown_url(str(folder)))


def places(where: Site, township: str | None = None, year: str | int | None = None) -> list[Place]:
    """The township-years under the raw folder, in order of name; only those of ``township`` and ``year`` if given.

    Raises ``PlaceError`` when there is none: no raw folder, an unknown township, a year without a folder; and where
    a township's folder bears a name that one of ours has: what is internal would come to lie in the public edition.
    """
    if not where.raw.is_dir():
        raise PlaceError("pipeline.no_raw", folder=where.raw.as_posix())
    towns = sorted(p.name for p in where.raw.iterdir() if p.is_dir() and not p.name.startswith("."))
    if township is not None and township not in towns:
        raise NoSuchPlace(
            "pipeline.no_township", township=township, folder=where.raw.as_posix(), known=tuple(towns) or "—"
        )
    found = [
        Place(where, town, int(folder.name))
        for town in ([township] if township is not None else towns)
        for folder in sorted((where.raw / town).iterdir())
        if folder.is_dir() and YEAR.fullmatch(folder.name)
    ]
    if ours := next((place.township for place in found if place.township.lower() in OURS), None):
        raise PlaceError("pipeline.name_reserved", township=ours, folder=where.raw.as_posix())
    chosen = [place for place in found if year is None or str(place.year) == str(year)]
    if not chosen:
        strays = tuple(said_of(path, where) for path in overlooked(where, township))
        if township is None and year is None:
            raise PlaceError("pipeline.no_years", strays, folder=where.raw.as_posix())
        if year is None:
            raise NoSuchPlace("pipeline.no_year_folder", strays, folder=f"{where.raw.as_posix()}/{township}")
        known = tuple(str(place.year) for place in found) or "—"
        raise NoSuchPlace(
            "pipeline.no_year", strays, township=township or "", year=year, known=known, folder=where.raw.as_posix()
        )
    return chosen


def place(
    township: str,
    year: str | int,
    raw: str | None = None,
    processed: str | None = None,
    outputs: str | None = None,
    edition: Edition = "internal",
) -> Place:
    """One township-year, as the notebooks ask for it; what is not given (None) is not guessed. Raises ``PlaceError`` when its ledgers are not there."""
    return places(site(raw, processed, outputs, edition), str(township), str(year))[0]
