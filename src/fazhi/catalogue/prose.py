"""The shapes of what is known about figures in prose: ``prose.yaml`` (words and forms) and ``readings.yaml`` (what they mean)."""

from __future__ import annotations

from typing import Any, Self

from pydantic import field_validator, model_validator

from fazhi.catalogue.entries import Entry

Words = tuple[str, ...]


class Concept(Entry):
    """Words that mean one thing. A verb ends the noun phrase on its left."""

    words: Words
    verb: bool = False


class Reading(Entry):
    """One way in which prose says an indicator; names are those of ``Prose.concepts``, ``Prose.units`` and ``Prose.topics``.

    ``noun``: the last word of the noun phrase is one of these; none given: there is no noun phrase. ``with``: these all stand in it.
    ``also``: these may; ``never``: these may not. ``verb``: one of these governs it. ``without``: none of these stands in the clause. ``by``: one of them does.
    ``near``: one of these     stands before it in the sentence or within it; ``unless_near``: none stands in the sentence. ``about`` and ``rivals``: the nearest of these topics is one of ``about``; ``unless_about`` the contrary.
    ``of``: a rate of what was taken in or settled before it, if that is one of these and no kind of them (婚姻纠纷).
    ``own``: the noun phrase is the clause's own, not carried over; without one its verb tells by itself. ``weak``: gives way to another reading in the same paragraph.
    """

    noun: Words = ()
    with_: Words = ()
    verb: Words = ()
    without: Words = ()
    also: Words = ()
    never: Words = ()
    by: Words = ()
    near: Words = ()
    unless_near: Words = ()
    of: Words = ()
    about: Words = ()
    unless_about: Words = ()
    rivals: Words = ()
    unit: Words
    own: bool = False
    weak: bool = False

    @model_validator(mode="before")
    @classmethod
    def _with(cls, data: Any) -> Any:
        return {("with_" if key == "with" else key): value for key, value in data.items()}


class Periods(Entry):
    """Patterns of periods; ``{Y} {y} {m} {d} {n}`` stand for numbers. See ``prose.yaml``."""

    named: Words
    until: str
    until_year: str
    month: str
    year: str
    long: Words
    before: Words
    before_alike: str
    not_before_behind: Words
    since: Words
    since_alone: str
    from_new_year: str
    to_year_end: str
    whole_spans: Words
    year_sign: str
    year_whole: str
    not_month_before: str
    same: dict[str, str]
    compared_by: Words
    compared_with: Words
    compared_behind: Words
    of: str
    joiners: Words
    whole: Words
    now: Words


class Apart(Entry):
    """Words from which on figures are not the township's whole. See ``prose.yaml``."""

    acts: Words
    lead: str
    name: str
    others: Words
    named_village: str
    some_villages: str
    named: str
    villages: Words
    a_village: str
    a_town: str
    head_of_villages: str
    total: str
    only_villages: Words
    own_name: str
    not_at: str
    own: str
    occasions: Words
    places: Words
    clauses: Words
    town: str
    village: str
    levels: Words
    town_alone: str
    level_ends: str
    clause_ends: str


class Nothing(Entry):
    """How prose says that nothing occurred."""

    free: Words
    close: Words
    negations: Words
    not_free: dict[str, Words]
    not_free_after: Words
    of_some: Words
    closers: Words
    answers: Words
    behind: Words
    others: Words
    nouns: Words
    causes: Words
    outcomes: Words
    lasting: str
    reach: int


class Cues(Entry):
    """Pieces of text that mark plans, rules of law, frequencies and standards."""

    plan_sentence: Words
    plan_title: Words
    plan_by_year: str
    plan_later: str
    plan_verbs_ahead: Words
    not_plan_ahead: dict[str, Words]
    not_plan_behind: Words
    plan_verbs: Words
    plan_clause: Words
    plan_aims: Words
    plan_head: str
    plan_clause_ends: str
    plan_behind: Words
    done: Words
    law_sentence: Words
    law_needs: Words
    of_some: Words
    each: Words
    officers: str
    time_counts: Words
    time_units: Words
    not_time_after: Words
    score: Words
    plan_heading: Words
    problem_heading: Words
    not_plan_heading: Words


class Campaigns(Entry):
    """Lists of named activities: what they look like, which of them are of law, and the word that they then mean."""

    named: str
    of_law: str
    mean: str


class Sharers(Entry):
    """Adverbs that give several things one number each."""

    each: Words
    all: Words
    respectively: Words


class Prose(Entry):
    """All of ``prose.yaml``."""

    units: dict[str, Words]
    not_units: dict[str, Words]
    lead_words: Words
    inside: Words
    not_wording: dict[str, Words]
    only_before_scale: Words
    vague_before: Words
    range_signs: Words
    range_tail: Words
    ten_parts: str
    not_ten_parts: Words
    percent_of: dict[str, str]
    numbers: dict[str, str]
    periods: Periods
    apart: Apart
    forms: dict[str, Words]
    names: Words
    campaigns: Campaigns
    points: Words
    plain_heads: Words
    points_even_arabic: Words
    cues: Cues
    heading_ends: Words
    openers: Words
    bullets: str
    page_numbers: Words
    point_lead: str
    nothing: Nothing
    concepts: dict[str, Concept]
    topics: dict[str, Words]
    topics_told: dict[str, str]
    of_events: dict[str, Words]
    one: str
    bare_scales: Words
    kind_units: Words
    plain_units: Words
    score_units: Words
    not_standard_after: Words
    one_after: Words
    one_units: Words
    one_never_after: Words
    one_never_before: Words
    intake: Words
    outcome: Words
    joiners: Words
    not_each: Words
    sharers: Sharers
    parts: Words
    totals: Words
    totals_of: Words
    counted_titles: Words
    two_places: Words
    places: Words
    graded: Words
    partial_places: Words
    never_parts_of: Words
    kinds_of_cases: Words
    bodies: Words
    always_allowed: Words
    us: str
    offices: Words
    clings: Words
    never_behind: Words
    ends_noun: Words
    states: Words
    silent: Words
    named_as: Words
    leads_to_verb: Words
    undone: Words
    asides: str
    aimed_at: Words
    goes_to: Words
    levels_reached: Words
    changes: Words
    changed_to: Words
    changed_from: Words
    had_before: str
    comparisons: Words
    more_or_less: Words

    @field_validator("concepts", mode="before")
    @classmethod
    def _plain_lists(cls, concepts: Any) -> Any:
        return {key: body if isinstance(body, dict) else {"words": body} for key, body in concepts.items()}

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        named = {concept for topic in self.topics.values() for concept in topic} | {*self.intake, *self.outcome}
        if unknown := named - set(self.concepts):
            raise ValueError(f"no such concept {sorted(unknown)}")
        return self

    def check(self, readings: dict[str, tuple[Reading, ...]]) -> None:
        """ValueError where a reading names a concept, a kind of measure word or a topic that is not there."""
        for indicator, reading in ((name, one) for name, many in readings.items() for one in many):
            concepts = {
                *reading.noun,
                *reading.with_,
                *reading.verb,
                *reading.without,
                *reading.also,
                *reading.by,
                *reading.never,
                *reading.near,
                *reading.unless_near,
                *reading.of,
            }
            topics = {*reading.about, *reading.unless_about, *reading.rivals}
            unknown = (
                (concepts - set(self.concepts)) | (topics - set(self.topics)) | (set(reading.unit) - set(self.units))
            )
            if unknown:
                raise ValueError(f"{indicator}: {sorted(unknown)} is neither concept, topic nor kind of measure word")
