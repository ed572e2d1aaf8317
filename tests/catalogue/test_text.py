"""A text that a reader sees stands in both languages, and what is wrong with one is told in the reader's."""

import pickle

import pytest
from pydantic import ValidationError

from fazhi.catalogue import CatalogueError, ReaderError, fault_of, load
from fazhi.catalogue.rules import Break
from fazhi.catalogue.text import Text, word, words, words_of


def test_an_error_that_nobody_puts_into_the_readers_language_is_said_in_both():
    error = ReaderError("pipeline.no_language", language="fr", known=("zh", "en"))
    assert str(error).splitlines() == [error.text("zh"), error.text("en")]
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


@pytest.mark.parametrize(
    ("note", "zh", "en"),
    [
        ({"zh": "改口径"}, "note.en：缺少这一项", "note.en: this entry is missing"),
        ({"zh": "改口径", "en": ""}, "note：应为文字", "note: expected text"),
        ({"zh": "改口径", "en": None}, "note.en：应为文字", "note.en: expected text"),
        (
            {"zh": "改口径", "en": "new rule", "fr": "règle"},
            "note.fr：没有这个填写项",
            "note.fr: there is no such entry",
        ),
        ("改口径", "note：写法有误", "note: not well formed"),
    ],
)
def test_what_is_wrong_with_a_text_is_told_in_both_languages(note, zh, en):
    with pytest.raises(ValidationError) as caught:
        Break.model_validate({"since": 2023, "note": note})
    fault = fault_of(caught.value)
    assert (load().worded(fault, "zh"), load().worded(fault, "en")) == (zh, en)


@pytest.mark.parametrize("asked", [load().word, word])
def test_a_word_that_is_not_there_is_told_with_its_file_and_key(asked):
    """As of a new chart whose words are not yet written."""
    with pytest.raises(CatalogueError, match=r"words/charts\.yaml: there is no word charts\.new\.title"):
        asked("charts.new.title", "en")


@pytest.mark.parametrize(
    ("count", "said"), [(1, "1 row was"), ("1", "1 row was"), (0, "0 rows were"), (21, "21 rows were")]
)
def test_one_is_said_in_the_singular(count, said):
    assert load().word("desk.next.rows", "en", count=count, open="x", aside="y").startswith(said)
    assert f"{count} 行" in load().word("desk.next.rows", "zh", count=count, open="x", aside="y")


@pytest.mark.parametrize("indicator", load().indicators.values(), ids=lambda indicator: indicator.id)
def test_an_english_unit_has_a_singular_behind_a_1_alone(indicator):
    one, many = (indicator.unit_behind(number, "en") for number in ("1", "11"))
    assert many == indicator.en_unit and (one == many) == (not many.endswith("s"))
    assert indicator.unit_behind("1", "zh") == indicator.unit


@pytest.mark.parametrize(("zh", "en"), [("", "words"), ("词", ""), ("词", None)])
def test_no_text_lacks_a_language(zh, en):
    with pytest.raises(ValueError, match="both languages"):
        Text(zh, en)


def test_the_words_of_a_room_are_those_of_all_that_begin_with_its_name():
    of_room = words_of("cli")
    assert of_room == {key: text for key, text in words().items() if key.startswith("cli.")} != {}
