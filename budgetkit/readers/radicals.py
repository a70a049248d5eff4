"""Radicals that text layers print in place of the characters they stand for.

Some PDF writers map a glyph such as 金 to the Kangxi radical U+2FA6 or 长 to the supplementary radical U+2ED3.
Unicode folds the Kangxi block (NFKC) but only two of the 115 supplementary radicals; the rest follow Unicode's
EquivalentUnifiedIdeograph.txt, save where it names a component that no text uses alone. Nothing else is
folded: full-width punctuation stays as printed.
"""

from __future__ import annotations

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
