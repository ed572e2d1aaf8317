"""Text of ledger cells: one plain form for comparing, one clean form for keeping.

Sources: Unicode Standard Annex 15 (NFKC); the folding rule of the project's duplicate check (full-width and
half-width letters, blanks and bracket styles make no difference).
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

import numpy as np
import pandas as pd

# Zero-width, direction and variation marks, fillers that print as nothing, control characters. The control
# characters that Python counts as white space (tab, line feed, \x1c-\x1f, \x85 ...) are left to `\s`.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_WHITE = re.compile(r"\s+")
# Office files write control characters as _x000D_; some readers hand the escape on as text.
_ESCAPED_BREAK = re.compile(r"_x00(?:0[9AaDd])_")
_BREAKS = re.compile(r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]")

_DASHES = "‐‑‒–—―⁃−─━⸺⸻ー"
_SAME_SIGN = str.maketrans(
    dict.fromkeys(_DASHES, "-")
    | dict.fromkeys("〔[【〖〘〚", "(")
    | dict.fromkeys("〕]】〗〙〛", ")")
    | dict.fromkeys("〜∼", "~")
)
_DASH_RUN = re.compile("-{2,}")
_WORD = 64  # characters; a longer text hardly comes twice
_ONLY_SIGNS = re.compile(r"[-/\\、~_.·・,。|]+|(?i:n/a)")
# What data frames and databases write into a CSV file where they had nothing.
_WRITTEN_BLANK = frozenset({"nan", "none", "null", "nat", "<na>"})


def plain(value: object) -> str:
    """The words of a cell as one would read them aloud: 3.0 is "3", a day at midnight is "2023-03-10".

    Nothing (None, NaN, NaT, NA) is "". Never raises.
    """
    if isinstance(value, str):
        return _ESCAPED_BREAK.sub("\n", value)
    value = unboxed(value)
    if _is_missing(value):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e22:
        return f"{Decimal(repr(value)):.0f}"  # the shortest digits that mean it, as a spreadsheet shows them
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    try:
        return str(value)
    except ValueError:  # Python refuses to spell integers of more than 4300 digits
        return ""


def unboxed(value: object) -> object:
    """A NumPy scalar as the Python value that it holds, anything else as it is."""
    return value.item() if isinstance(value, np.generic) else value


def half_width(text: str) -> str:
    """Full-width signs made half-width, invisible ones dropped, one style of dash and bracket; blanks stay.

    >>> half_width("〔２０２２〕１ 号——甲")
    '(2022)1 号-甲'
    """
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)))
    else:
        text = _INVISIBLE.sub("", text)
    return _DASH_RUN.sub("-", text.translate(_SAME_SIGN))


def fold(value: object) -> str:
    """The form in which two cells are compared: NFKC, no blanks, no zero-width signs, one bracket, one dash.

    For comparing only; it is not fit to be shown. Folding twice changes nothing. Case is kept.

    >>> fold(" 鹤法治委〔２０２２〕１号 ") == fold("鹤法治委［2022］ 1号")
    True
    """
    if not isinstance(value, str):
        value = plain(value)
    return _folded_word(value) if len(value) <= _WORD else _folded(value)


def _folded(text: str) -> str:
    folded = _WHITE.sub("", half_width(plain(text)))
    # Taking a blank out can bring a letter and its accent, or two dashes, side by side.
    return _DASH_RUN.sub("-", folded if folded.isascii() else unicodedata.normalize("NFKC", folded))


# Labels and category values come again and again, in every sheet of every township.
_folded_word = lru_cache(maxsize=1 << 14)(_folded)


def clean_text(value: object) -> str:
    """A cell's words for keeping: trimmed, line breaks and tabs made one blank, invisible signs dropped.

    Everything else stays as it was typed, full-width signs too.

    >>> clean_text(" 双合镇\\n人民调解委员会\\u200b ")
    '双合镇 人民调解委员会'
    """
    text = _INVISIBLE.sub("", plain(value))
    return _WHITE.sub(lambda run: " " if _BREAKS.search(run[0]) else run[0], text).strip()


def is_blank(value: object) -> bool:
    """Whether a cell holds nothing: None, NaN, NaT, NA, only blanks or invisible signs, NaN or NULL in words.

    0, False, 无 and a dash are not blank; for the dash see `is_dash`.
    """
    if not isinstance(value, str):
        return _is_missing(value)
    if _begins_in_words(value):
        return False
    bare = _INVISIBLE.sub("", plain(value)).strip()
    return not bare or bare.lower() in _WRITTEN_BLANK


def is_dash(value: object) -> bool:
    """Whether a cell holds only a sign for "nothing to say here": —, -, /, \\, 、、, ……, N/A."""
    if not isinstance(value, str) or _begins_in_words(value):
        return False
    return _ONLY_SIGNS.fullmatch(fold(value)) is not None


def _begins_in_words(text: str) -> bool:
    """Whether a text begins with a Chinese character, as most cells do: it is neither blank nor a dash."""
    return "\u4e00" <= text[:1] <= "\u9fff"


def _is_missing(value: object) -> bool:
    if value is None or value is pd.NaT or value is pd.NA:
        return True
    if isinstance(value, (np.datetime64, np.timedelta64)):
        return bool(np.isnat(value))
    if isinstance(value, Decimal):
        return value.is_nan()
    return isinstance(value, (float, np.floating)) and math.isnan(value)
