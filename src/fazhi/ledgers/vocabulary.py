"""The catalogue's words, folded for looking up: header labels, category values, layout words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.ledger import Column, Value
from fazhi.catalogue.rules import Layout
from fazhi.values import fold
from fazhi.values.script import simplified

OTHER = "other"
CHOSEN = "、"  # between the options that a cell ticks
PATH = ">"  # between the steps of a path
STEP, SHORTEST_STEP = "/", 2  # between steps or alternatives; signs of a step
SHORT = 64  # characters; a longer cell is no label and hardly comes twice
_UNIT = re.compile(r"\(([^()]*)\)$")
_BRACKETS = re.compile(r"\([^()]*\)")
_MARKS = re.compile(r"^[*#★]+|[:*★]+$")
_CODE = re.compile(r"^[A-Za-z]?\d{1,4}[-_.、:|]+(?=\D)")  # 01-调解成功, as a system's lists of values are exported
_NUMBERING = re.compile(r"^(?:\(\d{1,2}\)|\d{1,2}[.、:)])(?=\D)")  # 1.日期, （2）事项


@dataclass(frozen=True)
class Label:
    """A header cell as read: its folded words without the unit in brackets, and that unit (``万元``) if there is one."""

    full: str
    bare: str
    unit: str | None

    @cached_property
    def wordings(self) -> tuple[str, ...]:
        """The ways to read it: in full, without the unit at its end, without any brackets (解聘（离任）日期)."""
        return tuple(dict.fromkeys((self.full, self.bare, _BRACKETS.sub("", self.full) or self.full)))


def read_label(value: object) -> Label:
    return _short_label(value) if isinstance(value, str) and len(value) <= SHORT else _label(value)


def _label(value: object) -> Label:
    full = _NUMBERING.sub("", _MARKS.sub("", fold(value)))
    found = _UNIT.search(full)
    bare = full[: found.start()] if found and found.start() else full
    return Label(full, bare, found.group(1) if found and bare != full else None)


_short_label = lru_cache(maxsize=1 << 14)(_label)


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Look-up tables of one catalogue.

    ``labels``: folded label → ledger id → column ids, the canonical name's first. ``titles``: ledger id → folded names, longest
    first. ``unnamed``: labels such as 序号 and 备注 that belong to every ledger and tell none apart, ``serial`` those of the former; ``unrelated``: words of labels
    that belong to none (出生, 电话). ``names``: ledger id → folded own name → column id. ``spellings``: ledger id → (folded name or
    synonym, column id). ``date_words``, ``name_words``: what the labels of dates (日期, 时间) and of names (姓名) end in.
    ``typed``: all names and synonyms as they are typed, folded or not. ``places``: ledger id → sign → places of the ``spellings``
    that hold it. ``opposing``, ``unopposed``, ``questions``, ``totals``, ``whole``: those of the layout's words.
    """

    labels: dict[str, dict[str, tuple[str, ...]]]
    titles: dict[str, tuple[str, ...]]
    unnamed: frozenset[str]
    serial: frozenset[str]
    names: dict[str, dict[str, str]]
    spellings: dict[str, tuple[tuple[str, str], ...]]
    unrelated: tuple[str, ...] = ()
    date_words: tuple[str, ...] = ()
    name_words: tuple[str, ...] = ()
    typed: frozenset[object] = frozenset()
    places: Mapping[str, Mapping[str, frozenset[int]]] = field(default_factory=dict)
    opposing: tuple[str, ...] = ()
    unopposed: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()

    def turned(self, label: str) -> frozenset[str]:
        """The words by which a label is planned, due, last year's, running or denied."""
        return opposing_words(label, self.opposing, self.unopposed)

    def says_another(self, label: str, known: str) -> bool:
        """Whether a label cannot be this name, however alike they are: it says something by ``turned``, or asks something else."""
        turned = self.turned(label)
        if turned and turned - self.turned(known):
            return True
        return any(word in label for word in self.questions) and known not in label and label not in known

    def is_total(self, label: Label) -> bool:
        return label.bare.startswith(self.totals) and not self.turned(label.bare)

    def is_whole(self, label: Label) -> bool:
        """Whether a label says that it is of everything: 参加总人数, 合计."""
        return self.is_total(label) or any(word in label.bare for word in self.whole)

    def sharing(self, label: str, ledger_id: str) -> list[int]:
        """The places of a ledger's spellings that share a sign with a label, in order; no others can be like it."""
        places = self.places[ledger_id]
        return sorted(set().union(*(places.get(sign, ()) for sign in label)))

    def ledgers_with(self, label: Label) -> frozenset[str]:
        """The ledgers that have a column of this name."""
        return frozenset(self.labels.get(label.full) or self.labels.get(label.bare) or ())

    def stem_of_date(self, label: str) -> str:
        """A label without the word for a date at its end: 有效截止日期 → 有效截止."""
        return _stem(label, self.date_words)

    def knows(self, label: Label) -> bool:
        """Whether a label is the name or a synonym of any ledger's column."""
        return label.full in self.labels or label.bare in self.labels

    def stem_of_name(self, label: str) -> str:
        """A label without the word for a name at its end: 原告姓名 → 原告."""
        return _stem(label, self.name_words)


@lru_cache(maxsize=1 << 14)
def _stem(label: str, endings: tuple[str, ...]) -> str:
    return next((label.removesuffix(word) for word in endings if label.endswith(word)), label)


@lru_cache(maxsize=1 << 14)
def opposing_words(text: str, opposing: tuple[str, ...], unopposed: tuple[str, ...]) -> frozenset[str]:
    """The words in a text that turn what it says into something else: planned, due, last year's, running, denied."""
    for word in unopposed:
        text = text.replace(word, "")
    return frozenset(word for word in opposing if word in text)


@lru_cache(maxsize=4)
def vocabulary(catalogue: Catalogue) -> Vocabulary:
    """The look-up tables of a catalogue, built once."""
    labels: dict[str, dict[str, list[str]]] = {}
    titles: dict[str, tuple[str, ...]] = {}
    own: dict[str, dict[str, str]] = {}
    spellings: dict[str, tuple[tuple[str, str], ...]] = {}
    for ledger in catalogue.ledgers.values():
        named = [(fold(column.zh), column.id) for column in ledger.columns]
        own[ledger.id] = dict(named)
        named += [(fold(word), column.id) for column in ledger.columns for word in (*column.also, *_questions(column))]
        spellings[ledger.id] = tuple(named)
        for word, column_id in named:
            places = labels.setdefault(word, {}).setdefault(ledger.id, [])
            if column_id not in places:
                places.append(column_id)
        names = {title_words(ledger.zh), *(title_words(word) for word in ledger.also)}
        titles[ledger.id] = tuple(sorted(names, key=lambda name: (-len(name), name)))
    frozen = {word: {id: tuple(ids) for id, ids in places.items()} for word, places in labels.items()}
    serial = frozenset(fold(word) for word in catalogue.layout.serial)
    unnamed = serial | frozenset(fold(word) for word in catalogue.layout.remark)
    unrelated = tuple(fold(word) for word in catalogue.layout.unrelated)
    layout, columns = catalogue.layout, [column for ledger in catalogue.ledgers.values() for column in ledger.columns]
    written = (name for column in columns for name in (column.zh, *column.also, *_questions(column)))
    typed = frozenset(word for name in written for word in (name, fold(name)))
    by_sign = {id: _places_of_signs(known) for id, known in spellings.items()}
    return Vocabulary(
        frozen, titles, unnamed, serial, own, spellings, unrelated, layout.date_words, layout.name_words, typed, by_sign,
        layout.opposing, layout.unopposed, layout.questions, tuple(map(fold, layout.total)), tuple(map(fold, layout.whole)),
    )  # fmt: skip


def _questions(column: Column) -> tuple[str, ...]:
    """The headings that ask for a value of a column."""
    return tuple(question for value in column.values for question in value.asked)


def _places_of_signs(spellings: tuple[tuple[str, str], ...]) -> dict[str, frozenset[int]]:
    signs = {sign for spelling, _ in spellings for sign in spelling}
    return {sign: frozenset(at for at, (spelling, _) in enumerate(spellings) if sign in spelling) for sign in signs}


def title_words(text: object) -> str:
    """A title, sheet name or file name in the form in which ledger names are looked for."""
    return re.sub(r"[“”\"'·《》]", "", simplified(fold(text)))


@dataclass(frozen=True)
class Boxes:
    """The signs before or behind the options of a cell that lists them all: those of the chosen one, those of the others."""

    ticked: str
    open: str

    @cached_property
    def _options(self) -> tuple[re.Pattern[str], ...]:
        """Any sign; an option behind its sign; an option before it."""
        signs = re.escape(self.ticked + self.open)
        return tuple(map(re.compile, (f"[{signs}]", f"([{signs}])([^{signs}]+)", f"([^{signs}]+)([{signs}])")))

    def chosen(self, words: str) -> str:
        """The options that are ticked (☑成功□不成功; 成功√不成功□), joined; the words as they are where none is."""
        sign, behind, before = self._options
        if (found := sign.search(words)) is None:
            return words
        pairs = behind.findall(words) if found.start() == 0 else [pair[::-1] for pair in before.findall(words)]
        return CHOSEN.join(option.strip(",;、./") for mark, option in pairs if mark in self.ticked) or words


def boxes(layout: Layout) -> Boxes:
    return _boxes(layout.box_ticked, layout.box_open)


@lru_cache(maxsize=4)
def _boxes(ticked: tuple[str, ...], others: tuple[str, ...]) -> Boxes:
    return Boxes("".join(ticked), "".join(others))


@dataclass(frozen=True, eq=False)
class Categories:
    """The spellings of one category column: folded words → value id; 其他 is always allowed."""

    index: Mapping[str, str]
    other: tuple[str, ...]
    endings: tuple[str, ...]
    between: re.Pattern[str]
    multiple: bool
    by_ending: bool
    boxes: Boxes

    def read(self, value: object) -> str | None:
        """The value id that a cell names (several joined by ``|`` where the column allows it); None if its words are unknown, or
        if they are several where one is asked for (成功/不成)."""
        words = self.boxes.chosen(fold(value).strip(".,;:、。"))
        if (found := self._one(words) or self._one(_CODE.sub("", words)) or self._last_of_path(words)) is not None:
            return found
        parts = [part for part in self.between.split(words) if part]
        ids = [self._one(part) for part in parts]
        if len(parts) < 2 or None in ids:
            return self._last_of_steps(words)
        known = tuple(dict.fromkeys(id for id in ids if id))
        return "|".join(known) if self.multiple or len(known) == 1 else None

    def _last_of_path(self, words: str) -> str | None:
        """The value in which a path through a site ends: 首页>政务公开>通知公告."""
        return self._one(words.rsplit(PATH, 1)[1].strip(".,;:、。")) if PATH in words else None

    def _last_of_steps(self, words: str) -> str | None:
        """The same where the sign could stand between alternatives, too: the steps before the last (政务公开/通知公告) are none."""
        *before, last = words.split(STEP)
        if not before or self.multiple or any(len(step) < SHORTEST_STEP or self._one(step) for step in before):
            return None
        return self._one(last)

    def _one(self, words: str) -> str | None:
        if found := self.index.get(words) or self.index.get(read_label(words).bare):
            return found
        if words.startswith(self.other):
            return OTHER
        for ending in self.endings if words.endswith(self.endings) else ():
            if words.endswith(ending) and (found := self.index.get(words.removesuffix(ending))):
                return found
        if self.by_ending:
            return next((self.index[spelling] for spelling in self.by_length if words.endswith(spelling)), None)
        return None

    @cached_property
    def by_length(self) -> list[str]:
        return sorted(self.index, key=len, reverse=True)


def categories(column: Column, layout: Layout) -> Categories:
    """How to read the cells of one category column."""
    signs = layout.between_values
    endings = layout.value_endings
    return _categories(column.values, column.multiple, column.by_ending, layout.other, endings, signs, boxes(layout))


@lru_cache(maxsize=512)
def _categories(
    values: tuple[Value, ...],
    multiple: bool,
    by_ending: bool,
    others: tuple[str, ...],
    endings: tuple[str, ...],
    signs: tuple[str, ...],
    boxes: Boxes,
) -> Categories:
    other = tuple(fold(word) for word in others)
    index = dict.fromkeys(other, OTHER)
    index |= {fold(word): value.id for value in values for word in (value.zh, *value.also)}
    between = re.compile("|".join(re.escape(sign) for sign in signs))
    return Categories(index, other, endings, between, multiple, by_ending, boxes)
