"""Text as every reader hands it on: spaces of all kinds made one, radicals made characters, no hidden signs."""

from __future__ import annotations

import re
from types import MappingProxyType
from unicodedata import normalize

_SUPPLEMENT = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇几⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑尣⺒巳⺓幺⺔彑⺕彐⺖忄⺗㣺⺘扌⺙攵⺛旡"
    "⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糹⺰纟⺱罓⺲罒⺳网⺴网⺵网"
    "⺶羊⺷羊⺸羊⺹耂⺺肀⺻聿⺼肉⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝"
    "⻐钅⻑長⻒镸⻓长⻔门⻕阜⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟飠⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄"
    "⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)

RADICALS = MappingProxyType(
    {code: normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    | {ord(radical): sign for radical, sign in zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True)}
    # Simplified texts print 户; NFKC gives the traditional 戶.
    | {0x2F3E: "户"}
)
"""Code point of a radical to the character it stands for; ⺀, a sign of repetition, stands for none.

>>> "⼀般公共预算（⻓期）".translate(RADICALS)
'一般公共预算（长期）'
"""


HIDDEN = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
"""Signs that a text layer holds and nobody sees: soft hyphens, zero-width spaces and joiners, marks."""

_FOLDED = dict.fromkeys(map(ord, HIDDEN)) | RADICALS
_FOLDS = re.compile(f"[{''.join(map(chr, _FOLDED))}]")


_LOST_MINUS = re.compile("(?<![0-9A-Za-z０-９])[\u00ad\x1e\x1f](?=[ ¥￥]*[0-9０-９.])|[\x1e\x1f](?=[0-9])")
"""Signs for a hyphen that may or must not break: before a figure they are what is seen as its minus."""


def tidy(text: str) -> str:
    """Return one line as it is handed on: runs of spaces of any kind become one, at the ends none.

    >>> tidy("　一、财政　 拨款\\u200b ")
    '一、财政 拨款'
    """
    if not text.isprintable():
        text = _LOST_MINUS.sub("-", text)
    # Few texts have anything to fold.
    return " ".join((text.translate(_FOLDED) if _FOLDS.search(text) else text).split())


def tidy_lines(text: str) -> list[str]:
    """Return the lines of a text, each tidied, empty ones left out.

    >>> tidy_lines("机关事业单位\\n\\n 养老保险")
    ['机关事业单位', '养老保险']
    """
    return [line for line in map(tidy, _LOST_MINUS.sub("-", text).splitlines()) if line]
