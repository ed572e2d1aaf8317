"""Which column of a sheet is which column of a ledger: by the wording of its label and by what its cells look like.

Every pair of columns gets a score from 0 to 1; pairs are taken best first, each column once. An exact name or synonym is near 1; a
label that ends like one (Chinese compounds have their head at the end: 矛盾纠纷类别 is a 纠纷类别) or is spelt much like one is less;
cells that cannot be what the ledger's column holds speak against a pair, cells that plainly are speak for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz

from fazhi.catalogue.ledger import Column, Ledger
from fazhi.ledgers.answers import asked
from fazhi.ledgers.profile import Profile
from fazhi.ledgers.vocabulary import Label, Vocabulary
from fazhi.values import first_day

OWN_NAME, SYNONYM = 1.0, 0.97
EXACT = 0.96  # a name or synonym, however late in the catalogue
ENDS_LIKE, INSIDE = 0.78, 0.68  # the label ends with a name; holds one; is the end of one
SAME_KIND, SAME_NAME, ONLY_STEM = 0.97, 0.9, 0.55
LEAST_RATIO = 0.5
LEADS = 0.15  # of two columns that are only like one number's name, the one that leads by so much is it
ACCEPTED = 0.6
AGREES, CONTRADICTS = 0.7, 0.25  # shares of cells that read as the ledger's column would have them
ANY_YEAR = 2000  # completes a month without a year
LEAST_LIFTED = 0.5
MOST_LIFTED = 0.15  # by cells that agree
BELOW = 4  # ways to read a label below another: alone, before and behind the upper one, the upper one alone
BY_CELLS = 0.62  # a faintly alike category column whose cells are plainly the ledger's own values


@dataclass(frozen=True)
class Match:
    """Columns of a ledger found in a sheet: column id → index, its label, how sure (0–1), and which their cells alone gave away."""

    columns: Mapping[str, int]
    labels: Mapping[int, Label] = field(default_factory=dict)
    scores: Mapping[str, float] = field(default_factory=dict)
    by_cells: frozenset[str] = frozenset()


def match_columns(
    labels: Mapping[int, tuple[Label, ...]], ledger: Ledger, words: Vocabulary, profile: Profile | None = None
) -> Match:
    """Pair a sheet's labelled columns with a ledger's; with a ``profile`` the cells have their say too.

    Below a heading that asks (是否专职) stands yes and no, of which no value can be known.
    """
    pairs = []
    worded: dict[tuple[int, str], float] = {}
    for index, alternatives in labels.items():
        for column_id, (wording, label) in _best_wordings(alternatives, ledger.id, words).items():
            score = wording
            if profile is not None:
                column = ledger.column(column_id)
                score = score if asked(column, label) else _with_cells(score, index, column, profile)
            if score >= ACCEPTED and not (
                wording < EXACT and column_id in ledger.months and _names_months(alternatives)
            ):
                pairs.append((score, -index, column_id, label))
                worded[index, column_id] = wording
    pairs = _without_rivals(_unambiguous(pairs, labels, ledger, words), worded, labels, ledger, words)
    pairs.sort(key=lambda pair: (-pair[0], -pair[1]))
    columns: dict[str, int] = {}
    chosen: dict[int, Label] = {}
    scores: dict[str, float] = {}
    for score, minus_index, column_id, label in pairs:
        if column_id not in columns and -minus_index not in chosen:
            columns[column_id], chosen[-minus_index], scores[column_id] = -minus_index, label, score
    return Match(columns, chosen, scores)


def _names_months(alternatives: tuple[Label, ...]) -> bool:
    """Whether a label is a value of a column of months, and not its name: 第二季度 is no 季度."""
    return any(first_day(label.bare, ANY_YEAR, bare_month=True) is not None for label in alternatives)


Pair = tuple[float, int, str, Label]  # score, minus the index in the sheet, column of the ledger, label


def _unambiguous(
    pairs: list[Pair], labels: Mapping[int, tuple[Label, ...]], ledger: Ledger, words: Vocabulary
) -> list[Pair]:
    """The pairs without those of parts of a number (线下, 线上 below 参加人数): its total alone, or what the label itself names, is it."""
    heads = _headings(labels)
    parts: dict[tuple[str, int], set[int]] = {}
    for _, minus_index, column_id, _ in pairs:
        if -minus_index in heads and ledger.column(column_id).type in ("integer", "number"):
            parts.setdefault((column_id, heads[-minus_index]), set()).add(-minus_index)

    def is_part(pair: Pair) -> bool:
        score, minus_index, column_id, label = pair
        index = -minus_index
        if len(parts.get((column_id, heads.get(index, -1)), ())) < 2 or words.is_total(labels[index][0]):
            return False
        return score < EXACT or label == labels[index][-1]

    return [pair for pair in pairs if not is_part(pair)]


def _without_rivals(
    pairs: list[Pair],
    worded: Mapping[tuple[int, str], float],
    labels: Mapping[int, tuple[Label, ...]],
    ledger: Ledger,
    words: Vocabulary,
) -> list[Pair]:
    """The pairs without those of several columns that are alike only to one number (线上参与人数, 线下参与人数): each may be a part of it.

    ``worded``: how alike their labels are, whatever the cells. A column with the number's own name, a total and one that leads are it.
    """
    if len({column_id for _, _, column_id, _ in pairs}) == len(pairs):
        return pairs
    rivals: dict[str, list[Pair]] = {}
    for pair in pairs:
        rivals.setdefault(pair[2], []).append(pair)
    ambiguous: set[tuple[int, str]] = set()
    for column_id, some in rivals.items():
        if len(some) < 2 or ledger.column(column_id).type not in ("integer", "number"):
            continue
        scores = sorted((worded[-minus_index, column_id] for _, minus_index, _, _ in some), reverse=True)
        named = scores[0] >= EXACT or any(words.is_whole(labels[-minus_index][0]) for _, minus_index, _, _ in some)
        if not named and scores[0] - scores[1] < LEADS:
            ambiguous |= {(minus_index, column_id) for _, minus_index, _, _ in some}
    return [pair for pair in pairs if (pair[1], pair[2]) not in ambiguous] if ambiguous else pairs


def _headings(labels: Mapping[int, tuple[Label, ...]]) -> dict[int, int]:
    """For each column below a heading that covers several: the first of them."""
    heads: dict[int, int] = {}
    for index, alternatives in labels.items():
        if len(alternatives) == BELOW:
            before = labels.get(index - 1, ())
            goes_on = len(before) == BELOW and before[-1] == alternatives[-1]
            heads[index] = heads[index - 1] if goes_on else index
    return heads


def _with_cells(score: float, index: int, column: Column, profile: Profile) -> float:
    """The wording's score, corrected by the cells."""
    if column.identity or (column.type == "text" and profile.is_identities(index)):
        return _with_identities(score, index, column, profile)
    if column.type in ("integer", "number") and profile.is_group(index):
        return 0.0
    share = profile.share(index, column)
    if share is None:  # plain text, or too few cells to say anything
        if column.type in ("integer", "number") and profile.cells(index) and not profile.is_numbers(index):
            return score if score >= EXACT else score - 0.4
        return score if score >= EXACT or not profile.is_measure(index) else score - 0.2
    if share <= CONTRADICTS:
        return score - (0.1 if score >= EXACT else 0.4)
    if share >= AGREES:
        if column.type == "category" and column.strict:
            return max(min(1.0, score + MOST_LIFTED), BY_CELLS)
        # That numbers stand there says little: 活动次数 is not 参加人数 for that.
        least = ACCEPTED if column.type in ("integer", "number") else LEAST_LIFTED
        return min(1.0, score + 0.1) if score >= least else score
    return score


def lifted_by_cells(labels: Mapping[int, tuple[Label, ...]], ledger: Ledger, words: Vocabulary) -> dict[str, float]:
    """The score that no cells could lift a column's pair above, by column id, for those that could be accepted."""
    most: dict[str, float] = {}
    for alternatives in labels.values():
        for column_id, (score, _) in _best_wordings(alternatives, ledger.id, words).items():
            lifted = min(1.0, score + MOST_LIFTED)
            if ledger.column(column_id).type == "category":
                lifted = max(lifted, BY_CELLS)
            if lifted >= ACCEPTED:
                most[column_id] = max(most.get(column_id, 0.0), lifted)
    return most


def _with_identities(score: float, index: int, column: Column, profile: Profile) -> float:
    """Identity numbers are known by themselves: a 证件号码 that holds them is no number of a certificate."""
    if not column.identity:
        return score - 0.4
    return min(1.0, score + 0.1) if profile.is_identities(index) else score


def _best_wordings(
    alternatives: tuple[Label, ...], ledger_id: str, words: Vocabulary
) -> dict[str, tuple[float, Label]]:
    """For each column of a ledger that any reading of a label is like: the best score, and the reading that has it."""
    best: dict[str, tuple[float, Label]] = {}
    if len(alternatives) == BELOW and words.turned(alternatives[0].full):
        alternatives = alternatives[:-1]  # 计划 below 参加人数 is not what 参加人数 alone says
    for label in alternatives:
        for text in label.wordings:
            for column_id, score in _likeness(text, ledger_id, words).items():
                if column_id not in best or score > best[column_id][0]:
                    best[column_id] = (score, label)
    return best


def likeness(label: Label, ledger_id: str, words: Vocabulary) -> dict[str, float]:
    """How like a label is to each column of a ledger, the best of its readings; columns that are not at all alike are left out."""
    return {id: score for id, (score, _) in _best_wordings((label,), ledger_id, words).items()}


@lru_cache(maxsize=16_384)
def _likeness(label: str, ledger_id: str, words: Vocabulary) -> dict[str, float]:
    """How like a label is to each column of a ledger by wording alone; columns that are not at all alike are left out."""
    own = words.names[ledger_id].get(label)
    scores: dict[str, float] = {own: OWN_NAME} if own else {}
    of_a_kind = label.endswith((*words.date_words, *words.name_words))
    spellings = words.spellings[ledger_id]
    for order in range(len(spellings)) if label in words.date_words else words.sharing(label, ledger_id):
        known, column_id = spellings[order]
        if known != label and words.says_another(label, known):
            continue
        score = _alike(label, known)
        if (of_a_kind or known.startswith(label)) and score < SAME_KIND:
            score = max(score, _alike_in_stem(label, known, words))
        if score == SYNONYM:
            score -= order * 1e-6  # of two columns with this synonym the earlier in the catalogue
        if score > scores.get(column_id, LEAST_RATIO * 0.8):
            scores[column_id] = score
    return scores


def _alike_in_stem(label: str, known: str, words: Vocabulary) -> float:
    """How like two labels are without the word for a date (离任时间, 离任日期) or for a name (原告姓名, 原告) at their end."""
    stem, other = words.stem_of_date(label), words.stem_of_date(known)
    if stem != label and other != known:
        return SAME_KIND * _alike(stem, other)
    if len(label) >= 2 and label == other != known:  # 立案 for 立案日期: only with dates below it
        return ONLY_STEM
    stem, other = words.stem_of_name(label), words.stem_of_name(known)
    return SAME_NAME if len(stem) >= 2 and stem == other and stem != label else 0.0


def _alike(label: str, known: str) -> float:
    if label == known:
        return SYNONYM
    if len(label) < 2 or len(known) < 2:
        return 0.0
    if label.endswith(known):
        return min(0.94, ENDS_LIKE + 0.04 * (len(known) - 2) - 0.01 * max(0, len(label) - len(known) - 4))
    if len(known) >= 3 and known in label:
        return min(0.9, INSIDE + 0.04 * (len(known) - 2))
    if known.endswith(label):
        return INSIDE + 0.03 * (len(label) - 2)
    if len(known) < 3 or len(label) < 3:
        return 0.0
    return 0.9 * fuzz.ratio(label, known) / 100


@lru_cache(maxsize=16_384)
def like_any(label: str, words: Vocabulary) -> bool:
    """Whether a label is like a column of any ledger at all."""
    return any(score >= ACCEPTED for ledger in words.names for score in _likeness(label, ledger, words).values())
