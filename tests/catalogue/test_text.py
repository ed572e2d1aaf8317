"""A text that a reader sees stands in both languages, and what is wrong with one is told in the reader's."""

import pickle

import pytest
from pydantic import ValidationError

from fazhi.catalogue import ReaderError, fault_of, load
from fazhi.catalogue.rules import Break
from fazhi.catalogue.text import Text, words, words_of


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


@pytest.mark.parametrize(("zh", "en"), [("", "words"), ("词", ""), ("词", None)])
def test_no_text_lacks_a_language(zh, en):
    with pytest.raises(ValueError, match="both languages"):
        Text(zh, en)


def test_the_words_of_a_room_are_those_of_all_that_begin_with_its_name():
    of_room = words_of("cli")
    assert of_room == {key: text for key, text in words().items() if key.startswith("cli.")} != {}
