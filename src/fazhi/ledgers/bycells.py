"""Columns without a telling label that their cells alone give away: one candidate column for one missing column, or none at all.

A required category whose label says nothing is needed to read the sheet at all (``completed``). Columns that a count rests on are added
to a reading that is settled already (``telling_columns``), and said so: a date, a category or an identity number is taken only where
a single column of the sheet and a single missing column of the ledger fit one another and no order of dates is broken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.ledger import Column, Ledger
from fazhi.catalogue.uses import Uses, uses_of
from fazhi.ledgers.match import AGREES, BY_CELLS, Match, likeness
from fazhi.ledgers.profile import Profile
from fazhi.ledgers.vocabulary import Label, Vocabulary, vocabulary
from fazhi.values import fold

PLAINLY = 0.9  # share of cells that must be values of a category that nothing else asks for
IN_ORDER = 0.95  # share of rows in which a start must not lie after its end
FEWEST_PAIRS = 3
HALF = 0.5
SURELY = 0.9


def completed(found: Match, required: tuple[tuple[str, ...], ...], ledger: Ledger, profile: Profile) -> Match:
    """The match with required categories and villages that only their cells give away: the one free column that fits, if it is the only one.

    A column taken for plain text that is not required, by a label that only holds its name (工作内容分类), is free too.
    """
    columns, scores = dict(found.columns), dict(found.scores)
    wanted = {id for group in required for id in group}
    weak = {
        id for id, score in scores.items() if score < SURELY and ledger.column(id).type == "text" and id not in wanted
    }
    for group in required:
        if any(id in columns for id in group):
            continue
        for column in (ledger.column(id) for id in group):
            taken = {index for id, index in columns.items() if id not in weak}
            free = [index for index in profile.indexes if index not in taken and profile.is_telling(index)]
            fitting = [index for index in free if _holds(column, index, profile)]
            if len(fitting) == 1:
                for id in [id for id, index in columns.items() if index == fitting[0]]:
                    del columns[id], scores[id]
                columns[column.id], scores[column.id] = fitting[0], BY_CELLS
                break
    return Match(columns, found.labels, scores, frozenset(columns.keys() - found.columns.keys()))


def _holds(column: Column, index: int, profile: Profile) -> bool:
    """Whether the cells of a column of the sheet are villages, or values of a category, as the ledger's column would have them."""
    if column.place:
        return profile.is_places(index)
    return column.type == "category" and (profile.share(index, column) or 0.0) >= AGREES


def telling_columns(
    labels: Mapping[int, tuple[Label, ...]],
    known: Mapping[str, int],
    ledger: Ledger,
    profile: Profile,
    catalogue: Catalogue,
) -> dict[str, int]:
    """Columns of the ledger that matter, have no label in the sheet, and are given away by their cells: column id → index."""
    uses, words = uses_of(catalogue, ledger.id), vocabulary(catalogue)
    missing = [column for column in ledger.columns if column.id not in known]
    if not any(column.id in uses.matter for column in missing):
        return {}
    free = open_columns(labels, known, profile.indexes, catalogue)
    weak = _weakly_labelled(labels, known, ledger, uses, words) + _of_other_values(known, ledger, uses, profile)
    free += [index for index in weak if profile.is_telling(index) or profile.is_identities(index)]
    fits = {index: _fitting(index, missing, known, profile, uses) for index in free}
    claimed = [id for ids in fits.values() for id in ids]
    return {
        ids[0]: index
        for index, ids in fits.items()
        if len(ids) == 1 and claimed.count(ids[0]) == 1 and ids[0] in uses.matter
        if not _says_another(labels.get(index, ()), ledger.column(ids[0]), words)
    }


def _weakly_labelled(
    labels: Mapping[int, tuple[Label, ...]], known: Mapping[str, int], ledger: Ledger, uses: Uses, words: Vocabulary
) -> list[int]:
    """Columns taken for plain text that no count rests on, by a label that only resembles its name (调解员类型 for 调解员证号)."""

    def surely(id: str, index: int) -> bool:
        return any(likeness(label, ledger.id, words).get(id, 0.0) >= SURELY for label in labels.get(index, ()))

    plain = [(id, at) for id, at in known.items() if ledger.column(id).type == "text" and id not in uses.matter]
    return [index for id, index in plain if not surely(id, index)]


def _of_other_values(known: Mapping[str, int], ledger: Ledger, uses: Uses, profile: Profile) -> list[int]:
    """Columns taken for a category that no count rests on and none of whose values they hold (类型: 检察建议书, 司法建议书)."""
    idle = [id for id in known if ledger.column(id).type == "category" and id not in uses.matter]
    return [known[id] for id in idle if profile.share(known[id], ledger.column(id)) == 0.0]


def open_columns(
    labels: Mapping[int, tuple[Label, ...]], known: Mapping[str, int], indexes: Iterable[int], catalogue: Catalogue
) -> list[int]:
    """Columns of a sheet that nobody understood and whose label does not say that they are something else (备注, 出生年月 …)."""
    words = vocabulary(catalogue)

    def is_open(alternatives: tuple[Label, ...]) -> bool:
        texts = {text for label in alternatives for text in (label.full, label.bare)}
        return not texts & words.unnamed and not any(word in text for text in texts for word in words.unrelated)

    return [index for index in indexes if index not in known.values() and is_open(labels.get(index, ()))]


def _fitting(
    index: int, missing: list[Column], known: Mapping[str, int], profile: Profile, uses: Uses
) -> tuple[str, ...]:
    """The missing columns that the cells of one column may be."""
    if profile.is_identities(index):
        return tuple(column.id for column in missing if column.identity)
    if profile.is_dates(index):
        dates = [column.id for column in missing if column.type == "date"]
        return tuple(id for id in dates if _is_in_order(index, id, known, profile, uses))
    if not profile.is_telling(index):
        return ()
    categories = [column for column in missing if column.type == "category"]
    return tuple(column.id for column in categories if (profile.share(index, column) or 0.0) >= PLAINLY)


def _is_in_order(index: int, id: str, known: Mapping[str, int], profile: Profile, uses: Uses) -> bool:
    """Whether dates may be the ledger's column ``id``: not after their end, not before their start, not the end of nearly everything."""
    for start, end in uses.order:
        if id not in (start, end) or (end if id == start else start) not in known:
            continue
        first = profile.days(index if id == start else known[start])
        last = profile.days(index if id == end else known[end])
        pairs = [(a, b) for a, b in zip(first, last, strict=True) if a and b]
        if len(pairs) < FEWEST_PAIRS or sum(a <= b for a, b in pairs) < IN_ORDER * len(pairs):
            return False
    return not _ends_nearly_everything(index, id, known, profile, uses)


def _ends_nearly_everything(index: int, id: str, known: Mapping[str, int], profile: Profile, uses: Uses) -> bool:
    """Whether these dates as the ledger's ends would leave hardly anything in stock, so that they are something else.

    Only a few leave a roster; a certificate's expiry is set for all, but most of them run on beyond the last one issued.
    """
    filled = [day for day in profile.days(index) if day]
    rows = max(sum(cell != "" for cell in profile.raw(other)) for other in known.values())
    if id in uses.ends:
        return len(filled) > HALF * rows
    if id not in uses.expiries or len(filled) < HALF * rows:
        return False
    starts = [known[start] for start, end in uses.order if end == id and start in known]
    latest = max((day for start in starts for day in profile.days(start) if day), default=None)
    return latest is None or sum(day > latest for day in filled) < HALF * len(filled)


def _says_another(alternatives: tuple[Label, ...], column: Column, words: Vocabulary) -> bool:
    """Whether a label says something else than any name of the column: it is planned, due … (应结案日期), or names a date of its own.

    The latter (培训日期) has no sign that is found in a name of the ledger's column.
    """
    names = [fold(name) for name in (column.zh, *column.also)]
    turned = {word for label in alternatives for word in words.turned(label.full)}
    if turned.difference(*map(words.turned, names)):
        return True
    signs = {sign for name in names for sign in words.stem_of_date(name)}
    stems = [words.stem_of_date(label.bare) for label in alternatives]
    return any(
        len(stem) >= 2 and stem != label.bare and not signs & set(stem)
        for stem, label in zip(stems, alternatives, strict=True)
    )
