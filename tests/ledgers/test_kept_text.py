"""The quick look that spares most texts the search for private numbers never passes over one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fazhi.ledgers.privacy import Pseudonyms, kept_text
from fazhi.values import clean_text, scrub

GAPS = ["", "", "", " ", "-", "－", "ー", "(", "）", "\u00ad", "\u200b", "\n", "〕", "年", "、"]
digits = st.text(alphabet="0123456789１３", min_size=1, max_size=11)
numbers = st.sampled_from(["13800138000", "440784199001011234", "0750-8888888", "6222021234567890128"])
texts = st.tuples(
    st.sampled_from(["", "电话", "座机：", "见〔2022〕", "卷"]),
    st.lists(st.tuples(digits | numbers, st.sampled_from(GAPS)).map("".join), max_size=6).map("".join),
    st.sampled_from(["", "号", "X", "）来访"]),
).map("".join)


@given(texts)
def test_what_scrubbing_strikes_out_is_struck_out_of_every_kept_text(text):
    clean = clean_text(text)
    kept = kept_text(np.array([clean], dtype=object), Pseudonyms()).item()
    assert kept == (clean if scrub(clean) == clean else f"{scrub(clean)} P0001")


@given(st.sampled_from(GAPS), numbers)
def test_a_private_number_is_found_whatever_stands_between_its_digits(gap, number):
    text = gap.join(number.replace("-", ""))
    kept = kept_text(np.array([text], dtype=object), Pseudonyms()).item()
    assert (kept == text) == (scrub(text) == text)
