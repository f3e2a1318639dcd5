"""Citations of law as people write them, read into their norms: statute and paragraph, without what stands below it.

„§ 25b Abs. 1 S. 2 Nr. 3 i. V. m. § 25a AufenthG; § 9 TIntG NRW – prüfen“ names § 25b and § 25a AufenthG and
§ 9 TIntG NRW, and says that it is to be checked. A paragraph whose statute is not named beside it names no norm: none
is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

#: how the norm of one law is written in two ways
_SAME: Final = {"TIntG": "TIntG NRW", "DS-GVO": "DSGVO"}
#: European acts are told apart by a number behind these, which no list of ours has
_NO_STATUTE: Final = frozenset({"VO", "RL", "EU", "EG"})
_DOUBT: Final = re.compile(r"\s*(?:–\s*[^–;()]*\bprüfen\b|\((?:[^()]*–\s*)?prüfen\))\s*")
_TOKEN: Final = re.compile(
    r"(?P<sign>§§?|Art\.|Artikel\b)"
    r"|(?P<below>(?:Unterabs|UAbs|Abs|S|Nrn?|Buchst|lit|Hs|Alt|Var|Ziff)\.|Absatz|Absätze|Satz|Sätze|Nummern?"
    r"|Buchstaben?|Halbsatz|Alternative|Ziffer)"
    r"|(?P<number>\d+[a-z]{0,2})(?![\w-])"
    r"|(?P<until>bis\b|[–-](?=\s*\d))"
    r"|(?P<join>[,;/]|(?:und|oder|sowie|in Verbindung mit|der|des)\b|i\. ?V\. ?m\.|[an]\. ?F\.|ff?\.|\([^()]*\))"
    r"|(?P<statute>DS-GVO|[A-ZÄÖÜ][a-zäöüß]*(?:[A-ZÄÖÜ][a-zäöüß]*)+(?:/EU)?(?: (?:[IVX]+|NRW))?)(?![\w-])"
    r"|(?P<letter>[a-z]{1,2})(?![\w-])"
    r"|(?P<other>\w+|\S)"
)


@dataclass(frozen=True, slots=True)
class Norm:
    """A paragraph or article of a statute; with `last` all from `first` to it."""

    statute: str
    sign: str
    first: str
    last: str = ""

    def __str__(self) -> str:
        if not self.last:
            return f"{self.sign} {self.first} {self.statute}"
        return f"{self.sign.replace('§', '§§')} {self.first} bis {self.last} {self.statute}"

    @property
    def rank(self) -> tuple[str, str, tuple[int, str], tuple[int, str]]:
        """What norms are sorted by: statute, then number, then letter."""
        return self.statute.casefold(), self.sign, _place(self.first), _place(self.last or self.first)

    def covers(self, other: Norm) -> bool:
        """Whether the other one is this norm or lies within it."""
        there = (self.statute, self.sign) == (other.statute, other.sign)
        return there and self.rank[2] <= other.rank[2] and other.rank[3] <= self.rank[3]


@dataclass(frozen=True, slots=True)
class Citation:
    """What a text cites, in its order; `text` is it without the words of doubt, which `is_doubtful` stands for."""

    text: str
    norms: tuple[Norm, ...]
    is_doubtful: bool

    @property
    def names(self) -> tuple[str, ...]:
        """Each norm as it is written; of a text that names none, the text itself."""
        return tuple(str(one) for one in self.norms) or (self.text,)


@lru_cache(maxsize=4096)  # few texts, which every page of a list reads again
def read(text: str) -> Citation:
    """What a text cites. Of „§§ 5, 9 Abs. 2, 12“ the numbers that grow are paragraphs: 12 is one, of „§ 9 Abs. 2, 12“
    it is not.
    """
    plain = " ".join(text.split())
    said = _DOUBT.sub(" ", plain).strip()
    reading = _Reading()
    for part in (said, *re.findall(r"\(([^()]*)\)", said)):
        reading.read(part)
    return Citation(said, tuple(dict.fromkeys(reading.found)), said != plain)


def cite(texts: Iterable[str], asked: Citation) -> bool:
    """Whether texts together name all that is asked for; of what names no norm, whether one says the same."""
    citations = [read(text) for text in texts]
    if not asked.norms:
        return any(one.text == asked.text for one in citations)
    named = [norm for one in citations for norm in one.norms]
    return all(any(own.covers(one) for own in named) for one in asked.norms)


class _Reading:
    """What is known of the words before the one that is read: the paragraphs whose statute has not come yet."""

    def __init__(self) -> None:
        self.found: list[Norm] = []
        self._waiting: list[list[str]] = []
        self._sign = ""
        #: a sign, a word below a paragraph or „bis“ directly before a number
        self._before = ""
        self._below = False

    def read(self, text: str) -> None:
        self._forget()
        for token in _TOKEN.finditer(text):
            kind, word = token.lastgroup or "", token.group()
            match kind:
                case "sign":
                    self._sign, self._before, self._below = word, "sign", False
                case "below" | "until":
                    self._before = kind
                    self._below = self._below or kind == "below"
                case "number" if self._sign:
                    self._number(word, text[token.end() :])
                    self._before = ""
                case "letter" if self._below:
                    self._before = ""
                case "join":
                    pass
                case "statute" if self._waiting and word not in _NO_STATUTE:
                    statute = _SAME.get(word, word)
                    self.found += [Norm(statute, *one) for one in self._waiting]
                    self._forget()
                case _:
                    self._forget()

    def _forget(self) -> None:
        self._waiting, self._sign, self._before, self._below = [], "", "", False

    def _number(self, number: str, behind: str) -> None:
        sign = "§" if self._sign.startswith("§") else "Art."
        if self._before == "below" or (self._before == "until" and self._below):
            return
        if self._before == "until" and self._waiting:
            self._waiting[-1][2] = number
        elif self._before == "sign" or not self._below or self._goes_on(number, behind):
            self._waiting.append([sign, number, ""])
            self._below = False

    def _goes_on(self, number: str, behind: str) -> bool:
        """Whether a number behind a part of a paragraph is the next paragraph, and no other part of the same one."""
        if re.match(r"\s*Abs", behind):
            return True
        return self._sign != "§" and _place(number) > _place(self._waiting[-1][1])


def _place(number: str) -> tuple[int, str]:
    digits = number.rstrip("abcdefghijklmnopqrstuvwxyz")
    return int(digits), number[len(digits) :]


__all__ = ["Citation", "Norm", "cite", "read"]
