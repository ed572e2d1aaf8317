"""How like a label is to the columns of a ledger does not depend on which spellings are looked at."""

from dataclasses import fields

from hypothesis import example, given
from hypothesis import strategies as st

from fazhi.catalogue import load
from fazhi.ledgers import match
from fazhi.ledgers.vocabulary import Vocabulary, vocabulary

WORDS = vocabulary(load())
SIGNS = st.sampled_from(
    sorted({sign for known in WORDS.spellings.values() for spelling, _ in known for sign in spelling})
)


class EverySpelling(Vocabulary):
    def sharing(self, label, ledger_id):
        return list(range(len(self.spellings[ledger_id])))


EVERY = EverySpelling(**{field.name: getattr(WORDS, field.name) for field in fields(Vocabulary)})


@given(st.text(SIGNS, min_size=1, max_size=10), st.sampled_from(sorted(WORDS.names)))
@example("日期", "L14")
@example("时间", "L14")
@example("姓名", "L13")
def test_only_spellings_that_share_a_sign_with_a_label_are_like_it(label, ledger_id):
    assert match._likeness.__wrapped__(label, ledger_id, WORDS) == match._likeness.__wrapped__(label, ledger_id, EVERY)
