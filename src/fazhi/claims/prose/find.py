"""The numeric claims of a report's prose, each with its range, period and indicator."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import chain, product

from fazhi.claims.prose.clause import BREAKS, Phrase, after_number, last_clause, read_phrase, with_carried, with_head
from fazhi.claims.prose.dismiss import Dismissal
from fazhi.claims.prose.forms import no_claims
from fazhi.claims.prose.lexicon import prose
from fazhi.claims.prose.meaning import Meaning, Topics, meaning, topics_in
from fazhi.claims.prose.nothing import Nothing, find_nothing
from fazhi.claims.prose.numbers import Number, find_numbers
from fazhi.claims.prose.periods import Period, period_at, periods, years
from fazhi.claims.prose.sentences import Sentence, sentences
from fazhi.claims.prose.sharing import Share, find_share, head_giver, things, twofold
from fazhi.claims.prose.tokens import concepts_of, tokens
from fazhi.claims.prose.view import View, read_view

_EARLIER = 3  # clauses to look back for what a bare number counts


@dataclass(frozen=True)
class ProseClaim:
    """One numeric claim: ``text`` is the report's own, at ``start:end``. ``low`` and ``high`` bound what the wording allows (None: open).

    ``value`` is in base units (a percentage in percent); ``unit`` is the measure word, None where none stands; ``period`` is None for
    the whole year; ``indicator`` is None for what the catalogue has no indicator of. ``why`` names the words that decided.
    """

    start: int
    end: int
    text: str
    value: Decimal
    low: Decimal | None
    high: Decimal | None
    unit: str | None
    wording: str
    period: str | None
    indicator: str | None
    why: str


def find_claims(text: str) -> list[ProseClaim]:
    """Every numeric claim in ``text``, in order. Any text is answered, in time linear in its length; nothing raises."""
    view = read_view(text)
    names = no_claims(view.signs)
    numbers = find_numbers(view.signs)
    report_year = _report_year(view.signs)
    place = 0
    claims: list[ProseClaim] = []
    last = Phrase()
    lead_topics: tuple[str, ...] = ()
    for sentence in sentences(view):
        first = place
        while place < len(numbers) and numbers[place].core < sentence.end:
            place += 1
        own = [
            number for number in numbers[first:place] if number.start >= sentence.start and number.end <= sentence.end
        ]
        if sentence.new_paragraph:
            lead_topics = ()
        reader = _Reader(view, sentence, names, report_year, lead_topics, last)
        claims += reader.claims(own)
        last, lead_topics = reader.main, lead_topics or topics_in(tokens(sentence.text[:60]))
    return claims


def _report_year(signs: str) -> str | None:
    """The year of which the text speaks most, the first of equals."""
    counted = Counter(years(signs))
    return max(counted, key=lambda year: counted[year]) if counted else None


@dataclass
class _Statement:
    """A number or a nothing, as the sentence has it."""

    start: int
    lead: int
    end: int
    number: Number | None = None
    nothing: Nothing | None = None
    reason: str = ""


@dataclass
class _Reader:
    """Reads one sentence from left to right; carries what was said on to the next number."""

    view: View
    sentence: Sentence
    names: list[str]
    report_year: str | None
    lead_topics: tuple[str, ...]
    previous: Phrase
    taken_to: int = 0
    listed: bool = False
    shared: tuple[list[Phrase], int] | None = None
    shared_periods: list[Period] = field(default_factory=list)
    main: Phrase = field(default_factory=Phrase)
    nearest: Phrase = field(default_factory=Phrase)

    def claims(self, numbers: list[Number]) -> list[ProseClaim]:
        statements = self._statements(numbers)
        if not statements:
            return []
        self._begin()
        drafts: list[tuple[ProseClaim, Meaning | None]] = []
        for index, statement in enumerate(statements):
            before = statements[index - 1] if index else None
            following = statements[index + 1] if index + 1 < len(statements) else None
            drafts += self._read(statement, before, following, statements, index)
        return _without_weak(drafts)

    def _begin(self) -> None:
        sentence = self.sentence
        headings = [tokens(heading) for heading in reversed(sentence.headings)]
        found = tuple(topic for heading in headings for topic in topics_in(heading))
        words = tokens(sentence.text)
        self.topics = Topics((*found, *self.lead_topics), concepts_of([*words, *chain(*headings)]), topics_in(words))
        written = "".join(self.view.text[place] for place in self.view.places[sentence.start : sentence.end])
        self.periods = periods(sentence.text, written, self.names[sentence.start : sentence.end], self.report_year)
        if sentence.text.startswith(prose().parts):
            self.main = self.nearest = self.previous

    def _statements(self, numbers: list[Number]) -> list[_Statement]:
        """Numbers with a measure word or something like it, and nothings, in order; those that are no claims keep their reason."""
        sentence = self.sentence
        dismissal = Dismissal(sentence)
        nothings = [] if dismissal.whole else find_nothing(sentence.text)
        found: list[_Statement] = []
        for number in numbers:
            inside = any(n.start <= number.core - sentence.start < n.reach for n in nothings)
            if inside or self.names[number.core] or not (number.unit or self._may_stand_bare(number)):
                continue
            found.append(_Statement(number.start, number.lead, number.end, number, reason=dismissal.reason(number)))
        for nothing in nothings:
            start = nothing.start + sentence.start
            found.append(_Statement(start, start, nothing.end + sentence.start, nothing=nothing))
        return sorted(found, key=lambda statement: (statement.start, statement.end))

    def _may_stand_bare(self, number: Number) -> bool:
        """A number without a measure word, at the end of its clause: 解答咨询650余, 诉讼案件数为0."""
        signs = self.view.signs
        ends = signs[number.end : number.end + 1] in ("", *",;。、)\n!?")
        a_year = len(number.numeral) == 4 and number.numeral[:2] in ("19", "20") and not number.approximate
        behind_noun = number.lead > self.sentence.start and signs[number.lead - 1 : number.lead] not in ",;、("
        return ends and behind_noun and not a_year and (number.approximate or number.lead < number.core)

    def _read(
        self,
        statement: _Statement,
        before: _Statement | None,
        following: _Statement | None,
        all_of_them: list[_Statement],
        index: int,
    ) -> list[tuple[ProseClaim, Meaning | None]]:
        signs, sentence = self.view.signs, self.sentence
        begin = max(before.end if before else sentence.start, self.taken_to)
        if statement.nothing:
            return [self._nothing(statement, before)]
        number = statement.number
        assert number is not None
        text = signs[begin : number.core].lstrip(",;、。:)")
        self.listed = signs[begin : begin + 1] in prose().joiners
        after = after_number(signs, number.end, following.lead if following else sentence.end)
        self.topics.hear(tokens(text))
        clause, earlier = last_clause(text)
        stop = following.lead if following else sentence.end
        share = find_share(clause)
        phrases, decided = self._meanings(number, clause, earlier, after, share, all_of_them, index)
        self._take(number, phrases[0], stop)
        if statement.reason:
            return []
        return [
            (self._claim(statement, number, one, period), one[1])
            for one, period in zip(decided, self._periods_of(number, index, len(decided), before), strict=True)
        ]

    def _meanings(
        self,
        number: Number,
        clause: str,
        earlier: list[str],
        after: str,
        share: Share | None,
        all_of_them: list[_Statement],
        index: int,
    ) -> tuple[list[Phrase], list[tuple[Phrase, Meaning | None]]]:
        """The phrases of a number, one for each thing that it counts, and what they mean."""
        if share and (listed := things(share.listed, share.rest, after)) and len(listed) > 1:
            self.shared = (listed, index) if share.singly else None
            low = number.core - self.sentence.start - len(clause)
            listed_until = low + len(share.listed)
            self.shared_periods = [
                period for period in self.periods if period.words and low <= period.place < listed_until
            ]
            chosen = listed[:1] if share.singly else listed
            return listed, self._remember(
                [(phrase, self._of_shared(phrase, listed, number)) for phrase in chosen], number
            )
        shared = self.shared
        if shared and not clause.strip("".join(prose().joiners)) and index - shared[1] < len(shared[0]):
            phrase = shared[0][index - shared[1]]
            return [phrase], self._remember([(phrase, self._of_shared(phrase, shared[0], number))], number)
        self.shared = None
        phrase = read_phrase(clause, after)
        return [phrase], self._remember([self._complete(one, earlier, number) for one in twofold(phrase)], number)

    def _of_shared(self, phrase: Phrase, listed: list[Phrase], number: Number) -> Meaning | None:
        if found := meaning(phrase, number.unit, self.topics):
            return found
        giver = head_giver(listed)
        return meaning(with_head(phrase, giver), number.unit, self.topics) if giver and giver is not phrase else None

    def _complete(self, phrase: Phrase, earlier: list[str], number: Number) -> tuple[Phrase, Meaning | None]:
        """A phrase with what it leaves unsaid taken from the clauses before it."""
        sources = [read_phrase(clause) for clause in earlier[:_EARLIER]]
        sources = [source for source in sources if source.content]
        tried = [(source, source) for source in sources] + [(self.main, self.nearest)]
        first: Phrase | None = None
        if phrase.part and not phrase.content and not phrase.verbs:
            return phrase, None
        for (main, nearest), verbs_too in product(tried, (True,) if self.listed else (False, True)):
            whole = with_carried(phrase, main, nearest, verbs_too)
            first = first or whole
            if found := meaning(whole, number.unit, self.topics):
                return whole, found
            for head in (nearest, main) if phrase.content else ():
                composed = with_head(whole, head)
                if found := meaning(composed, number.unit, self.topics):
                    return composed, found
        return first or phrase, None

    def _remember(
        self, decided: list[tuple[Phrase, Meaning | None]], number: Number
    ) -> list[tuple[Phrase, Meaning | None]]:
        phrase = decided[-1][0]
        if self._is_change(number):
            if not self.main.content:
                self.main = self.nearest = replace(phrase, verbs=())
            return decided
        self.nearest = phrase
        if not phrase.part and (phrase.content or phrase.verbs):
            self.main = phrase
        return decided

    def _take(self, number: Number, phrase: Phrase, stop: int) -> None:
        """What stood behind the number and was its noun phrase is not read again before the next number."""
        if phrase.taken is None:
            return
        behind = self.view.signs[number.end : stop]
        first = behind.find(phrase.taken) if phrase.taken else len(behind)
        delimiter = BREAKS.search(behind)
        self.taken_to = number.end + min(
            first if first >= 0 else len(behind), delimiter.start() if delimiter else len(behind)
        )

    def _nothing(self, statement: _Statement, before: _Statement | None) -> tuple[ProseClaim, Meaning | None]:
        nothing = statement.nothing
        assert nothing is not None
        self.topics.hear(tokens(nothing.thing))
        phrase = read_phrase(nothing.thing)
        found = meaning(phrase, "", self.topics)
        period = period_at(self.periods, statement.start - self.sentence.start + 1, -1)
        zero = Decimal(0)
        start, end = self.view.span(statement.start, statement.end)
        claim = ProseClaim(
            start,
            end,
            self.view.text[start:end],
            zero,
            zero,
            zero,
            None,
            nothing.negation,
            period,
            found.indicator if found else None,
            _why(phrase, found),
        )
        self.main = self.nearest = phrase
        return claim, found

    def _periods_of(self, number: Number, index: int, count: int, before: _Statement | None) -> list[str | None]:
        place = number.core - self.sentence.start
        previous = before.start - self.sentence.start if before else -1
        if self.shared and len(self.shared_periods) == len(self.shared[0]):  # 3月、6月分别开展2场、3场
            return [self.shared_periods[index - self.shared[1]].words] * count
        return [period_at(self.periods, place, previous)] * count

    def _claim(
        self, statement: _Statement, number: Number, one: tuple[Phrase, Meaning | None], period: str | None
    ) -> ProseClaim:
        phrase, found = one
        start, end = self.view.span(number.start, number.end)
        indicator = None if self._is_change(number) else found.indicator if found else None
        return ProseClaim(start, end, self.view.text[start:end], number.value, *number.bounds, number.unit or None,
                          number.wording, period, indicator, _why(phrase, found if indicator else None))  # fmt: skip

    def _is_change(self, number: Number) -> bool:
        """A rise or fall: 同比增长12%, 比上年多3名; not 增加到42名."""
        known = prose()
        text = self.view.signs[max(self.sentence.start, number.core - 14) : number.core]
        clause = last_clause(text)[0]
        if any(word in clause for word in known.changed_to):
            return False
        return any(word in clause for word in known.changes) or (
            any(word in clause for word in known.comparisons) and clause.endswith(known.more_or_less)
        )


def _without_weak(drafts: list[tuple[ProseClaim, Meaning | None]]) -> list[ProseClaim]:
    """A weak reading (执法人员) gives way to a strong one of the same indicator in the same sentence (持证执法人员)."""
    strong = {found.indicator for _, found in drafts if found and not found.reading.weak}
    return [
        replace(claim, indicator=None) if found and found.reading.weak and found.indicator in strong else claim
        for claim, found in drafts
    ]


def _why(phrase: Phrase, found: Meaning | None) -> str:
    words = "+".join(token.word for token in (*phrase.verbs, *phrase.content))
    carried = " (carried)" if phrase.carried else ""
    return f"{found.indicator if found else '-'}: {words}{carried}"
