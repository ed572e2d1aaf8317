"""The numeric claims of a report's prose, each with its range, period and indicator."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal

from fazhi.claims.prose.apart import Stretch, is_apart, own_name, stretches
from fazhi.claims.prose.claim import ProseClaim
from fazhi.claims.prose.clause import BREAKS, REMARK, SHORT_REMARK, Phrase, after_number, last_clause, read_phrase
from fazhi.claims.prose.counted import Counted, Reading, Surroundings, is_change
from fazhi.claims.prose.forms import no_claims
from fazhi.claims.prose.lexicon import any_of, prose
from fazhi.claims.prose.meaning import Meaning, Topics, meaning, named, topics_in
from fazhi.claims.prose.nothing import Nothing
from fazhi.claims.prose.numbers import Number, find_numbers
from fazhi.claims.prose.periods import Period, period_at, periods, year_of_heading, years
from fazhi.claims.prose.rows import fills_cell, is_of_untold_column, is_other
from fazhi.claims.prose.sentences import Sentence, sentences
from fazhi.claims.prose.statements import Statement, statements
from fazhi.claims.prose.tokens import Token, concepts_of, tokens
from fazhi.claims.prose.view import View, half_width, read_view

Draft = tuple[ProseClaim, Meaning | None]  # a claim, and why it is of its indicator
_FORMER_REACHES = 16  # signs between 由 and the number
_LEAD = 60  # signs of a paragraph's first sentence that name its topic


def find_claims(text: str, year: int | None = None, township: str | None = None) -> list[ProseClaim]:
    """Every numeric claim in ``text``, in order. Any text is answered, in time linear in its length; nothing raises.

    ``year`` is the one that the report is about; None: the one of which it speaks most. ``township`` is the one
    whose report it is; None: it is not known which of the townships that it names is its own.
    """
    view = read_view(text)
    reasons = no_claims(view.signs)
    numbers = iter([*find_numbers(view.signs), None])
    report_year = str(year) if year else _report_year(view.signs, reasons)
    claims: list[ProseClaim] = []
    paragraph: list[list[Draft]] = []
    before, lead = Reading(Topics()), tuple[str, ...]()
    number = next(numbers)
    for sentence in sentences(view):
        own: list[Number] = []
        while number is not None and number.core < sentence.end:
            if number.start >= sentence.start and number.end <= sentence.end:
                own.append(number)
            number = next(numbers)
        if sentence.new_paragraph and not sentence.below_entry:
            lead = ()
        if sentence.new_paragraph:
            claims += _without_weak(paragraph)
            paragraph = []
        reader = _SentenceReader(view, sentence, reasons, report_year, township, lead, before)
        paragraph.append(reader.drafts(statements(view, sentence, reasons, own, report_year)))
        before, lead = reader.reading, lead or topics_in(tokens(sentence.text[:_LEAD]))
    return claims + _without_weak(paragraph)


def _report_year(signs: str, reasons: list[str]) -> str | None:
    """The year of which the text speaks most, the last of equals; years within names and titles do not count."""
    counted = Counter(year for place, year in years(signs) if reasons[place] != "name")
    return max(counted, key=lambda year: (counted[year], year)) if counted else None


class _SentenceReader:
    """Makes claims of the statements of one sentence."""

    def __init__(
        self,
        view: View,
        sentence: Sentence,
        reasons: list[str],
        report_year: str | None,
        township: str | None,
        lead: tuple[str, ...],
        before: Reading,
    ) -> None:
        self.view, self.sentence, self.reasons, self.lead = view, sentence, reasons, lead
        self.report_year, self.township = report_year, township
        self.reading = Reading(Topics())
        if sentence.text.startswith(prose().parts):
            self.reading.goes_on_from(before)
        elif sentence.below_entry or (sentence.row.follows and sentence.new_paragraph and not sentence.row.by_heads):
            self.reading.goes_on_below(before)
        self.periods: list[Period] = []
        self.apart: list[Stretch] = []
        self.figures: list[int] = []  # where the numbers of the sentence begin
        self.base: str | None = None  # the other year that all is of by its heading
        self.told: dict[str, list[str | None]] = {}  # the periods of each indicator's figures
        self.heard_to = sentence.start  # up to where brackets were heard
        self.taken_to = 0  # where the noun phrase behind the last number ends, and its words
        self.taken: tuple[Token, ...] = ()

    def drafts(self, found: list[Statement]) -> list[Draft]:
        """The claims of the statements, in order, with their meanings."""
        if not found:
            return []
        self.figures = [statement.lead - self.sentence.start for statement in found]
        self._hear_all()
        drafts: list[Draft] = []
        for before, statement, following in zip((None, *found), found, (*found[1:], None), strict=False):
            if statement.nothing:
                drafts.append(self._nothing(statement, statement.nothing))
            elif statement.number:
                drafts += self._number(statement, statement.number, before, following)
        return [self._decided(claim, found) for claim, found in drafts]

    def _decided(self, claim: ProseClaim, found: Meaning | None) -> Draft:
        """A claim without its indicator where that was told of each part and of no whole."""
        key = (found.indicator, claim.period) if found else None
        if key in self.reading.totals:  # the first of them is not the total
            self.reading.totals.discard(key)
        elif key not in self.reading.undecided:
            return claim, found
        return replace(claim, indicator=None), None

    def _hear_all(self) -> None:
        """Topics and periods of the whole sentence and of the headings above it."""
        sentence = self.sentence
        headings = [tokens(heading) for heading in reversed(sentence.headings)]
        above = (topic for heading in headings for topic in topics_in(heading))
        words = tokens(sentence.text)
        whole = tokens(re.split(any_of(prose().parts), sentence.text)[0])  # what a part is of says nothing of the whole
        self.reading.topics = Topics((*above, *self.lead), concepts_of(words), topics_in(whole))
        stretch = slice(sentence.start, sentence.end)
        written = "".join(half_width(self.view.text[place]) for place in self.view.places[stretch])
        other = year_of_heading(sentence.headings, self.report_year)
        other = other if other and other < (self.report_year or "") else None
        if sentence.row.year:
            other = None if sentence.row.year == self.report_year else sentence.row.year
        self.base = other and other + prose().periods.year_sign
        self.periods = periods(sentence.text, written, self.reasons[stretch], self.report_year, self.figures, self.base)
        self.apart = stretches(sentence.text, self.reasons[stretch], self.periods, self.township)

    def _number(
        self, statement: Statement, number: Number, before: Statement | None, following: Statement | None
    ) -> list[Draft]:
        self.reading.hear_brackets(self.view.signs[self.heard_to : number.start])
        self.heard_to = number.start
        head = self.sentence.head(number.core)
        by_head = self._is_told_by_head(number)
        around = self._in_cell(head) if by_head else self._surroundings(number, before, following)
        counted = self.reading.read(around, number.unit)
        if not by_head:
            self._take(number, counted[0].phrase, following)
        if statement.reason:
            return []
        other = is_other(head) is not by_head  # of what the row names another figure, or no more than 数量
        text, place = self.sentence.text, self.sentence.start
        untold = is_of_untold_column(text[: number.start - place], text[number.end - place :], head)
        changed = is_change(around.clause) or self._is_former(number) or other or untold
        shared = self.reading.share is not None and not self.reading.share.singly  # 上半年、下半年各26场
        periods_of = [self._period(statement, place * shared) for place in range(len(counted))]
        drafts = []
        for one, period in zip(counted, periods_of, strict=True):
            means = named(one.phrase, self.reading.topics) if statement.bare else one.meaning
            if statement.bare and (means is None or changed):
                continue
            found = None if changed else self._of_the_whole(statement, means)
            period = self._of_all(found, period, around.clause, statement)
            weak_part = found and found.weak and one.phrase.part  # 宣传品2.8万件,其中折页1.2万份
            if found and one.phrase.part and self._is_left_over(around.clause, period):
                found = None
            if weak_part or self.reading.is_told_again(one, found, period, around.clause):
                found = None
            drafts.append((self._claim(number, replace(one, meaning=found), period), found))
        return drafts

    def _of_the_whole(self, statement: Statement, found: Meaning | None) -> Meaning | None:
        """The meaning of a figure, none where it is told of a part."""
        place = statement.number.core if statement.number else statement.start
        if found is None or is_apart(self.apart, place - self.sentence.start, found.reading.with_):
            return None
        villages_only = found.indicator in prose().apart.only_villages
        return None if self.sentence.is_of_villages(place) and not villages_only else found

    def _is_left_over(self, clause: str, period: str | None) -> bool:
        """Whether a part is of an earlier time: 成功63件(含去年受理的3件)."""
        known = prose().periods
        return clause.endswith(known.of) and any(re.match(before, period or "") for before in known.before)

    def _of_all(self, found: Meaning | None, period: str | None, clause: str, statement: Statement) -> str | None:
        """The period of a figure; a total behind figures of several periods is of them all, as is what follows: 上半年12件,下半年14件,累计26件."""
        if found is None:
            return period
        told = self.told.setdefault(found.indicator, [])
        if len({*told}) > 1 and told[-1] == period and any(word in clause for word in prose().totals):
            period = self.base
            place = statement.lead - self.sentence.start
            self.periods = sorted((*self.periods, Period(place, place, period)), key=lambda one: one.place)
        told.append(period)
        return period

    def _is_former(self, number: Number) -> bool:
        """Whether a number is the level of this year from which there was a change: 由60人增加到66人, 由年初的60人; not 由去年的60人.
        So is what there had been: 原有60人.
        """
        signs, start = self.view.signs, self.sentence.start
        clause = re.split("[,;:。]", signs[max(start, number.core - _FORMER_REACHES) : number.core])[-1]
        if re.search(prose().had_before, clause):
            return True
        before = clause[: len(clause) - (number.core - number.lead)]
        if not signs.startswith(prose().changed_to, number.end):
            return False
        dated = period_at(self.periods, number.lead - start, self.figures) is not None
        return before.endswith(prose().changed_from) or (
            not dated and any(word in before for word in prose().changed_from)
        )

    def _surroundings(self, number: Number, before: Statement | None, following: Statement | None) -> Surroundings:
        signs, sentence = self.view.signs, self.sentence
        begin = before.end if before else sentence.start
        if not (before and self._is_subject(before)):
            begin = max(begin, self.taken_to)
        if before and (
            remark := REMARK.match(signs, begin)
        ):  # 57条(与上年持平)、公告15条: it says nothing of what follows
            begin = remark.end()
        text = self._with_us(signs[begin : number.start].lstrip(",;、。:)"))
        self.reading.topics.hear(tokens(text))
        clause, earlier = last_clause(text)
        after = after_number(signs, number.end, following.lead if following else sentence.end)
        goes_on = following is not None and signs[number.end : following.lead] in prose().joiners
        changed_to = signs.startswith(prose().changed_to, begin)
        return Surroundings(clause, earlier, after, signs[begin : begin + 1] in prose().joiners, goes_on, changed_to)

    def _is_subject(self, before: Statement) -> bool:
        """Whether the villages or their bodies behind the last number are who did what follows: 12个村调委会受理纠纷30件; not those
        of 镇调委会和12个村调委会.
        """
        signs = self.view.signs
        goes_on = self.taken_to > before.end and not BREAKS.match(signs, self.taken_to)
        joined = signs[before.lead - 1 : before.lead] in prose().joiners
        return goes_on and not joined and not concepts_of(self.taken).isdisjoint(prose().partial_places)

    def _with_us(self, text: str) -> str:
        """A text with 我镇 in place of the township's own name."""
        own = own_name(self.township)
        return text.replace(own, prose().us) if own else text

    def _is_told_by_head(self, number: Number) -> bool:
        """Whether a number fills a cell of a row that leaves it to the heads what it tells."""
        place, end = number.start - self.sentence.start, number.end - self.sentence.start
        before, after = self.sentence.text[:place], self.sentence.text[end:]
        first = self.sentence.new_paragraph and not before
        return self.sentence.row.by_heads and (first or fills_cell(before, after))

    def _in_cell(self, head: str) -> Surroundings:
        """The head of a cell in place of what stands around its number: heads are read from left to right as clauses are."""
        self.reading.topics.hear(tokens(head))
        clause, earlier = last_clause(head)
        return Surroundings(clause, earlier, "", listed=False)

    def _take(self, number: Number, phrase: Phrase, following: Statement | None) -> None:
        """What stood behind the number and was its noun phrase is not read again before the next number."""
        if phrase.taken is None:
            return
        behind = self.view.signs[number.end : following.lead if following else self.sentence.end]
        ends = [len(behind)]
        if phrase.taken and (place := behind.find(phrase.taken)) >= 0:
            ends.append(place)
        if delimiter := BREAKS.search(SHORT_REMARK.sub(lambda remark: "_" * len(remark[0]), behind)):  # 村(社区)调委会
            ends.append(delimiter.start())
        self.reading.topics.hear(phrase.noun)
        self.taken_to, self.taken = number.end + min(ends), phrase.noun

    def _period(self, statement: Statement, place: int = 0) -> str | None:
        """The period of a statement, or of the thing at ``place`` of those that share its number; in a table that of its column."""
        own = period_at(self.periods, statement.lead - self.sentence.start, self.figures, place)
        head = self.sentence.head(statement.number.core) if statement.number else ""
        above = (period.words for period in periods(head, head, [""] * len(head), self.report_year))
        other = next(filter(None, above), None)
        return f"{other}{own or ''}" if other else own

    def _claim(self, number: Number, counted: Counted, period: str | None) -> ProseClaim:
        found = counted.meaning
        start, end = self.view.span(number.start, number.end)
        return ProseClaim(
            start, end, self.view.text[start:end], number.value, *number.bounds, number.unit or None, number.wording,
            period, found.indicator if found else None, _why(counted.phrase, found), number.kind, counted.jointly,
            self.sentence.start,
        )  # fmt: skip

    def _nothing(self, statement: Statement, nothing: Nothing) -> Draft:
        self.reading.topics.hear(tokens(nothing.thing))
        phrase = read_phrase(nothing.thing)
        found = meaning(phrase, "", self.reading.topics)
        if found is None:  # 未受理矛盾纠纷: the verb stands within the negation
            found = meaning(read_phrase(nothing.negated + nothing.thing), "", self.reading.topics)
        found = self._of_the_whole(statement, found)
        self.reading.main = self.reading.nearest = phrase
        start, end = self.view.span(statement.start, statement.end)
        zero = Decimal(0)
        claim = ProseClaim(
            start, end, self.view.text[start:end], zero, zero, zero, None, nothing.negation,
            self._period(statement), found.indicator if found else None, _why(phrase, found),
        )  # fmt: skip
        return claim, found


def _without_weak(paragraph: list[list[Draft]]) -> list[ProseClaim]:
    """A weak reading (执法人员) gives way to a strong one of the same indicator in the same paragraph (持证执法人员).

    Weak readings of several nouns in a sentence (宣传单、手册) are of parts: none of them is the total.
    """
    strong = {found.indicator for drafts in paragraph for _, found in drafts if found and not found.weak}
    claims: list[ProseClaim] = []
    for drafts in paragraph:
        weak = {(found.indicator, found.noun) for _, found in drafts if found and found.weak}
        several = {indicator for indicator, count in Counter(indicator for indicator, _ in weak).items() if count > 1}
        claims += [
            replace(claim, indicator=None) if found and found.weak and found.indicator in strong | several else claim
            for claim, found in drafts
        ]
    return claims


def _why(phrase: Phrase, found: Meaning | None) -> str:
    words = "+".join(token.word for token in (*phrase.verbs, *phrase.content))
    carried = " (carried)" if phrase.carried else ""
    return f"{found.indicator if found else '-'}: {words}{carried}"
