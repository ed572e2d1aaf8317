"""The whole catalogue: every definition valid, every column and word used, every word in both languages."""

import ast
import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from fazhi.catalogue import load
from fazhi.catalogue.files import kept_ledgers
from fazhi.catalogue.indicator import FromLedger, Indicator
from fazhi.catalogue.ledger import Column, Ledger
from fazhi.catalogue.prose import Reading
from fazhi.indicators.identities import names_in
from fazhi.ledgers.vocabulary import categories
from fazhi.values import fold

CATALOGUE = load()
LEDGERS = list(CATALOGUE.ledgers.values())
COLUMNS = [(ledger, column) for ledger in LEDGERS for column in ledger.columns]


def test_all_nineteen_ledgers_and_the_reference_table_are_there():
    assert list(CATALOGUE.ledgers) == [f"L{number:02d}" for number in range(1, 20)]
    assert list(CATALOGUE.reference) == ["R0"]


def test_every_numeric_or_dated_claim_of_the_report_has_an_indicator():
    wanted = {f"C{number:02d}" for number in range(2, 47)}
    assert wanted <= set(CATALOGUE.claims)


def test_every_identity_is_there_and_names_only_indicators():
    assert list(CATALOGUE.identities) == [f"I{number}" for number in range(1, 15)]
    for identity in CATALOGUE.identities.values():
        assert set(names_in(identity)) <= set(CATALOGUE.indicators), identity.id


def test_every_deadline_names_its_article_and_the_columns_of_its_ledger():
    for deadline in CATALOGUE.deadlines.values():
        assert deadline.article.zh and deadline.article.en
        if deadline.ledger:
            columns = {column.id for column in CATALOGUE.ledgers[deadline.ledger].columns}
            named = {deadline.start, deadline.done, deadline.explicit} - {None}
            assert named <= columns, deadline.id


@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda ledger: ledger.id)
def test_no_two_columns_of_a_ledger_bear_the_same_name(ledger: Ledger):
    names = [fold(column.zh) for column in ledger.columns]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda ledger: ledger.id)
def test_a_synonym_never_takes_another_column_of_its_ledger_by_that_columns_own_name(ledger: Ledger):
    own = {fold(column.zh): column.id for column in ledger.columns}
    for column in ledger.columns:
        taken = [word for word in column.also if own.get(fold(word), column.id) != column.id]
        assert not taken, (column.id, taken)


@pytest.mark.parametrize(("ledger", "column"), [p for p in COLUMNS if p[1].values], ids=lambda e: e.id)
def test_every_spelling_of_a_category_means_one_value(ledger: Ledger, column: Column):
    seen: dict[str, str] = {}
    for value in column.values:
        for word in (value.zh, *value.also):
            assert seen.setdefault(fold(word), value.id) == value.id, (ledger.id, column.id, word)


@pytest.mark.parametrize(("ledger", "column"), [p for p in COLUMNS if p[1].values], ids=lambda e: e.id)
def test_every_category_reads_its_own_spellings(ledger: Ledger, column: Column):
    reader = categories(column, CATALOGUE.layout)
    for value in column.values:
        for word in (value.zh, *value.also):
            assert reader.read(word) == value.id


def test_columns_that_hold_persons_are_marked_as_such():
    personal = re.compile("姓名|身份证|电话|手机|申请人$|被申请人|当事人$|原告|律师$|主讲|调解员$|承办人|执法人员")
    for ledger, column in COLUMNS:
        if personal.search(column.zh) and column.type == "text":
            assert column.privacy != "public", (ledger.id, column.id)


def test_ledgers_of_one_name_are_one_ledger():
    names = [fold(name) for ledger in LEDGERS for name in (ledger.zh, *ledger.also)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("indicator", CATALOGUE.indicators.values(), ids=lambda i: i.id)
def test_every_indicator_says_how_it_is_counted_in_both_languages(indicator: Indicator):
    assert indicator.method.zh and indicator.method.en
    assert indicator.unit and indicator.en_unit
    if isinstance(indicator, FromLedger):
        assert indicator.ledger in CATALOGUE.ledgers


def test_the_ledgers_that_must_be_kept_are_known_without_the_models():
    assert kept_ledgers() == {ledger.id for ledger in LEDGERS if not ledger.optional}


def test_every_ledger_feeds_an_indicator_or_is_optional():
    used = {i.ledger for i in CATALOGUE.indicators.values() if isinstance(i, FromLedger)}
    assert {ledger.id for ledger in LEDGERS if not ledger.optional} <= used


def test_names_are_translated_not_copied():
    ideographs = re.compile(r"[\u4e00-\u9fff]")
    for named in (*LEDGERS, *(column for _, column in COLUMNS), *CATALOGUE.indicators.values()):
        assert not ideographs.search(named.en), named.id
    for key, text in CATALOGUE.words.items():
        assert text.en != text.zh or not ideographs.search(text.zh), key


def test_both_languages_of_a_word_take_the_same_placeholders():
    for key, text in CATALOGUE.words.items():
        zh, en = ({n.removeprefix("short_") for n in re.findall(r"\{(\w+)", form)} for form in (text.zh, text.en))
        assert zh == en or key == "appendix.date", key


def spoken(root: Path) -> set[str]:
    """Every string that a module or template could ask the catalogue for, as a regular expression; {…} matches anything."""
    patterns = set()
    for path in (root / "src" / "fazhi").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else ".+" for p in node.values]
                if len("".join(part for part in parts if part != ".+")) >= 4:
                    patterns.add("".join(parts))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                patterns.add(re.escape(node.value))
    for path in (root / "src" / "fazhi").rglob("*.j2"):
        patterns |= {re.escape(found) for found in re.findall(r"['\"]([\w.]+)['\"]", path.read_text(encoding="utf-8"))}
    return patterns


def test_no_word_of_the_catalogue_is_unused(root: Path):
    asked_for = re.compile("|".join(f"(?:{pattern})" for pattern in sorted(spoken(root)) if pattern))
    room = re.compile(r"^[a-z]+\.")
    unused = [k for k in CATALOGUE.words if not asked_for.fullmatch(k) and not asked_for.fullmatch(room.sub("", k))]
    assert not unused


def test_an_unknown_key_is_refused():
    with pytest.raises(ValidationError, match="extra_forbidden"):
        Column.model_validate({"id": "date", "zh": "日期", "en": "Date", "typ": "date"})


def test_a_reading_that_names_an_unknown_concept_is_refused():
    reading = Reading.model_validate({"noun": ["dispute"], "with": ["no_such_concept"], "unit": ["case"]})
    with pytest.raises(ValueError, match="no_such_concept"):
        CATALOGUE.prose.check({"disputes_accepted": (reading,)})


def test_entries_cannot_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        CATALOGUE.ledgers["L14"].zh = "x"


def test_the_catalogue_holds_no_python(root: Path):
    for path in (root / "src" / "fazhi" / "catalogue").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        literals = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
        documentation = {ast.get_docstring(n, clean=False) for n in ast.walk(tree)
                         if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef)}  # fmt: skip
        assert not [s for s in literals if re.search(r"[\u4e00-\u9fff]", s) and s not in documentation], path.name


def test_a_rate_of_a_stock_is_of_its_day_and_any_other_number_of_a_period():
    stocks = {id for id, indicator in CATALOGUE.indicators.items() if CATALOGUE.is_stock(indicator)}
    assert {"mediators", "legal_stewards", "mediators_per_1000", "stewards_per_1000"} & set(
        CATALOGUE.indicators
    ) <= stocks
    assert not stocks & {"penalty_cases", "disputes_accepted", "mediation_success_rate"}
    rates = {id for id, one in CATALOGUE.indicators.items() if one.kind == "per_thousand"}
    assert {CATALOGUE.indicators[id].of in stocks for id in rates & stocks} == {True}
    assert {CATALOGUE.indicators[id].of in stocks for id in rates - stocks} == {False}
