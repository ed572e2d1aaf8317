"""A report's text with every figure marked: the computed value and the ledger rows behind it one click away. One file, no script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from fazhi.catalogue import load, rounded
from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.text import Language
from fazhi.claims.prose.check import Checked, allowed_by
from fazhi.claims.reconcile import CONSISTENT, INCONSISTENT, NOT_CHECKABLE, in_units_of_report, readable, shortened
from fazhi.claims.wording import range_text
from fazhi.indicators import Check, evidence_frame
from fazhi.publish.hypertext import MARKS
from fazhi.publish.shell import style, template, with_font
from fazhi.publish.wording import language_tag, word

TONES = {CONSISTENT: "good", INCONSISTENT: "bad", NOT_CHECKABLE: "unknown"}
SHOWN_ROWS = 40
# What the overview shows of the card of a contradicted figure; what matters first.
OF_WRONG = ("computed", "gap", "allowed", "window")
ROWS = ("file", "sheet", "row", "date", "category")


@dataclass(frozen=True)
class _Piece:
    """A stretch of text; ``notes`` are the ids of the cards of the claims that it makes."""

    text: str
    notes: tuple[str, ...] = ()
    anchor: str = ""
    tone: str = ""
    mark: str = ""
    hint: str = ""


@dataclass(frozen=True)
class _Note:
    """The card of one claim."""

    id: str
    anchor: str
    said: str
    name: str
    tone: str
    mark: str
    verdict: str
    hint: str
    facts: dict[str, str]
    rows: tuple[tuple[str, ...], ...]
    rows_title: str
    more: str


def report_page(
    text: str,
    checked: Sequence[Checked],
    identities: Iterable[Check],
    title: str,
    synthetic: bool,
    language: Language,
    unread: Sequence[str] = (),
) -> str:
    """The page as text; the same report and ledgers give the same page. ``unread``: lines whose numbers cannot be told."""
    catalogue = load()
    first: dict[tuple[int, int], int] = {}
    for number, one in enumerate(checked):
        first.setdefault((one.claim.start, one.claim.end), number)
    anchors = [f"said-{first[one.claim.start, one.claim.end] + 1}" for one in checked]
    notes = [_note(number, one, anchors[number], catalogue, language) for number, one in enumerate(checked)]
    counted = Counter(one.verdict.verdict for one in checked)
    fill = {
        "language": language,
        "tag": language_tag(language),
        "report_tag": language_tag("zh"),  # what is read of a report is Chinese, whatever the page's language
        "title": title,
        "intro": word("report_intro", language),
        "synthetic": word("report_synthetic", language) if synthetic else "",
        "rows_heads": [word(f"report_{name}", language) for name in ROWS],
        "verdicts": {verdict: MARKS[tone] for verdict, tone in TONES.items()},
        "counts": {verdict: counted[verdict] for verdict in TONES},
        "identities": [(one.identity.name(language), one.shown, bool(one.holds)) for one in identities],
        "unread": unread,
        "paragraphs": list(_paragraphs(text, checked, notes)),
        "notes": notes,
        "wrong": [
            (note, [note.facts.get(word(f"report_{name}", language), "") for name in OF_WRONG])
            for note, one in zip(notes, checked, strict=True)
            if one.verdict.verdict == INCONSISTENT
        ],
        "wrong_heads": [word(f"report_{name}", language) for name in ("said", "indicator", *OF_WRONG)],
        "style": Markup(style("base.css", "report.css")),
    }
    return with_font(template("report.html.j2"), fill)


def _paragraphs(text: str, checked: Sequence[Checked], notes: Sequence[_Note]) -> Iterator[list[_Piece]]:
    """The text in paragraphs of pieces, each claim's span a piece of its own; claims of one span share it."""
    paragraph: list[_Piece] = []
    for piece in _pieces(text, checked, notes):
        if piece.notes:
            paragraph.append(piece)
            continue
        first, *others = piece.text.split("\n")
        paragraph.append(_Piece(first))
        for line in others:
            if any(part.text for part in paragraph):
                yield paragraph
            paragraph = [_Piece(line)]
    if any(part.text for part in paragraph):
        yield paragraph


def _pieces(text: str, checked: Sequence[Checked], notes: Sequence[_Note]) -> Iterator[_Piece]:
    done = 0
    spans: dict[tuple[int, int], list[int]] = {}
    for number, one in enumerate(checked):
        spans.setdefault((one.claim.start, one.claim.end), []).append(number)
    for (start, end), numbers in spans.items():
        if start < done:  # within a span already shown, whose card stands beside its own
            continue
        yield _Piece(text[done:start])
        cards = [notes[number] for number in numbers]
        worst = max(cards, key=lambda card: (card.tone == "bad", card.tone == "good"))
        hint = " / ".join(card.hint for card in cards)
        yield _Piece(
            text[start:end].replace("\n", ""),
            tuple(card.id for card in cards),
            cards[0].anchor,
            worst.tone,
            worst.mark,
            hint,
        )
        done = end
    yield _Piece(text[done:])


def _note(number: int, one: Checked, anchor: str, catalogue: Catalogue, language: Language) -> _Note:
    claim, verdict = one.claim, one.verdict
    indicator = catalogue.indicators.get(claim.indicator or "")
    tone = TONES[verdict.verdict]
    rows, count = _rows(one, catalogue, language)
    facts, name = dict(_facts(one, catalogue, language)), indicator.name(language) if indicator else ""
    said = word(f"index_{verdict.verdict}", language)
    computed = facts.get(word("report_computed", language))
    return _Note(
        id=f"claim-{number + 1}",
        anchor=anchor,
        said=claim.text.replace("\n", ""),
        name=name,
        tone=tone,
        mark=MARKS[tone],
        verdict=said,
        hint=word("report_hint", language, name=name, verdict=said, computed=computed) if computed else said,
        facts=facts,
        rows=rows,
        rows_title=word("report_rows", language, rows=count),
        more=word("report_more", language, rows=count - SHOWN_ROWS) if count > SHOWN_ROWS else "",
    )


def _facts(one: Checked, catalogue: Catalogue, language: Language) -> Iterator[tuple[str, str]]:
    """Terms and values of a card, those that there are."""
    claim, verdict = one.claim, one.verdict

    def counted(number: Decimal) -> str:
        shown = readable(number)
        return shown + _unit(one, shown, catalogue, language)

    yield word("report_allowed", language), range_text(allowed_by(claim), language, counted)
    if verdict.window:
        yield word("report_window", language), f"{verdict.window.start} – {verdict.window.end}"
    if verdict.value is not None and verdict.value.value is not None:
        computed = in_units_of_report(verdict.value, verdict.claim.unit)
        yield word("report_computed", language), counted(shortened(computed))
    if one.gap:  # none at the end that the wording leaves out (6000余 for 6000)
        gap = f"{'+' if one.gap > 0 else ''}{readable(rounded(one.gap, 2))}"
        told = word("report_rounded", language, gap=gap) if verdict.looks_rounded else gap
        yield word("report_gap", language), told
    if verdict.value is not None:
        yield word("report_method", language), verdict.value.indicator.method.in_language(language)
    if verdict.reason:
        yield word("report_reason", language), catalogue.word(verdict.reason, language)


def _unit(one: Checked, number: str, catalogue: Catalogue, language: Language) -> str:
    """What is counted, as it stands behind a number that is printed so: in the report's own word, which is Chinese; in another language in the indicator's."""
    own, indicator = one.claim.unit or "", catalogue.indicators.get(one.claim.indicator or "")
    if own in ("", "%"):
        return own
    return f" {own if language == 'zh' or indicator is None else indicator.unit_behind(number, language)}"


def _rows(one: Checked, catalogue: Catalogue, language: Language) -> tuple[tuple[tuple[str, ...], ...], int]:
    """The first ledger rows behind a computed value, and how many there are."""
    if one.verdict.value is None:
        return (), 0
    frame = evidence_frame(one.verdict.value, catalogue, language)
    shown = frame.head(SHOWN_ROWS)
    cells = [
        tuple(str(cell) if isinstance(cell, str | int) else "" for cell in row)
        for row in shown[list(ROWS)].itertuples(index=False)
    ]
    return tuple(cells), len(frame)
