"""Radicals that the text of a PDF holds in place of the ideographs that they look like: ⼈⺠ for 人民.

A PDF names glyphs, and many fonts draw a radical and an ideograph with one glyph; what prints or extracts the text then takes either.
Source: Unicode Character Database, EquivalentUnifiedIdeograph.txt.
"""

from __future__ import annotations

import unicodedata

_KANGXI = range(0x2F00, 0x2FD6)  # all have a compatibility mapping; the supplement has but two
_COMPATIBLE = range(0xF900, 0xFAFF)
_SUPPLEMENT = (
    "⺁厂⺅亻⺆冂⺉刂⺋㔾⺎兀⺏尣⺒巳⺓幺⺔彑⺕彐⺖忄⺗㣺⺘扌⺙攵⺛旡⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺦丬⺨犭⺩王⺫罒⺬示⺭礻⺮竹⺯糹⺰纟⺱罓⺲罒"
    "⺶羊⺷羊⺹耂⺺肀⺼月⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风"
    "⻜飞⻝食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻲亀⻳龟"
)
IDEOGRAPHS: dict[int, str] = {
    **{code: unicodedata.normalize("NFKC", chr(code)) for block in (_KANGXI, _COMPATIBLE) for code in block},
    ord("⼾"): "户",  # 戶 by its mapping; fonts of the mainland draw 户
    **{ord(radical): sign for radical, sign in zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True)},
}


def with_ideographs(text: str) -> str:
    """``text`` with ideographs for radicals, sign by sign.

    >>> with_ideographs("⼈⺠调解⽭盾")
    '人民调解矛盾'
    """
    return text.translate(IDEOGRAPHS)
