"""Sentences of a report, the duties they name, and wording it shares with other reports (文本), for
mentions and text_measures."""

import logging
import random
import re
import warnings
from collections.abc import Iterable
from functools import cache

import pandas as pd

from edugov.han import HAN, IS_HAN

SHINGLE = 8  # Chinese characters in a row that count as the same wording
SHUFFLES = 100
SAYING = ["achievements", "rectification"]  # parts in which a government says what it did
SENTENCE = re.compile(r"[^。;；!！?？\n]+[。;；!！?？]?")
PLACE = re.compile(rf"^(?!城市|市区|县市|城区|老城区|新区|城镇)[{HAN}]{{2,}}[省市县区]$")


@cache
def _jieba():
    """Import jieba quietly: its source has escapes that newer Pythons warn of, and it logs to the
    terminal."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
        import jieba.posseg
    jieba.setLogLevel(logging.ERROR)
    return jieba


def sentences(text: str, sections: pd.DataFrame) -> pd.DataFrame:
    """Cut a document into sentences, each with its section and part (句子).

    Parameters
    ----------
    text : str
        The document as received.
    sections : DataFrame
        One row a section of this document: `section`, `part`, `start` (where it begins), in order.

    Returns
    -------
    DataFrame
        One row a sentence: `section`, `part`, `start`, `end` in the text, `text` without spaces.
        Web furniture (menus, footers) is left out. A semicolon ends a sentence, as these reports
        chain claims with it.

    Examples
    --------
    >>> where = pd.DataFrame([dict(section="一", part="achievements", start=0)])
    >>> sentences("新建学校 2 所; 完成。", where)["text"].tolist()
    ['新建学校2所;', '完成。']
    """
    rows = []
    ends = [*sections["start"].iloc[1:], len(text)]
    for place, end in zip(sections.itertuples(), ends, strict=True):
        if place.part == "furniture":
            continue
        for found in SENTENCE.finditer(text, place.start, end):
            squeezed = re.sub(r"\s", "", found[0])
            if squeezed:
                place_in_text = (found.start(), found.end())
                rows.append([place.section, place.part, *place_in_text, squeezed])
    return pd.DataFrame(rows, columns=["section", "part", "start", "end", "text"])


def names_duty(text: str, terms: list[tuple[str, str]]) -> bool:
    """Say whether a sentence holds one of a duty's terms, outside the longer phrases that do not
    count.

    Examples
    --------
    >>> names_duty("优质均衡发展", [("均衡发展", "优质均衡发展")])
    False
    >>> names_duty("均衡发展", [("均衡发展", "")])
    True
    """
    for term, longer in terms:
        left = text
        for phrase in longer.split():
            left = left.replace(phrase, "")
        if term in left:
            return True
    return False


def terms_by_duty(duty_terms: pd.DataFrame) -> dict[str, list[tuple[str, str]]]:
    """Return the terms of each duty, each with the longer phrases that do not count."""
    pairs = zip(duty_terms["term"], duty_terms["without"], strict=True)
    texts = pd.Series(list(pairs))
    by_duty = texts.groupby(duty_terms["duty_id"], sort=False)
    return by_duty.agg(list).to_dict()


def naming(texts: pd.Series, terms: list[tuple[str, str]]) -> pd.Series:
    """Say which sentences name a duty, see `names_duty`."""
    named = [names_duty(text, terms) for text in texts]
    return pd.Series(named, texts.index, dtype=bool)


def mentions(spoken: pd.DataFrame, duty_terms: pd.DataFrame) -> pd.DataFrame:
    """Count for each duty the sentences that name it, by part (提及).

    Parameters
    ----------
    spoken : DataFrame
        One row a sentence, as `sentences` returns.
    duty_terms : DataFrame
        One row a term: `duty_id`, `term`, `without` (longer phrases, space between, in which the
        term does not count).

    Returns
    -------
    DataFrame
        One row a duty: `mentioned`, `sections` (in order, space between), `sentences`, and how many
        stand in `achievements` (with rectification), `problems`, `plans`. A word is not a deed: it
        shows that the report speaks of the duty, not what it says.
    """
    rows = []
    for duty, terms in terms_by_duty(duty_terms).items():
        named = spoken[naming(spoken["text"], terms)]
        part = named["part"].value_counts()
        sections = filter(None, named["section"])
        where = " ".join(dict.fromkeys(sections))
        did = part.reindex(["general", *SAYING]).sum()
        counts = [len(named), int(did)]
        counts += [int(part.get(name, 0)) for name in ("problems", "plans")]
        rows.append([duty, len(named) > 0, where, *counts])
    names = ["duty_id", "mentioned", "sections", "sentences", "achievements", "problems", "plans"]
    return pd.DataFrame(rows, columns=names)


def shingles(text: str, size: int = SHINGLE) -> list[str]:
    """Return every run of so many Chinese characters, figures and marks left out (字符片段).

    Examples
    --------
    >>> shingles("增长0.31%的学校", 4)
    ['增长的学', '长的学校']
    """
    joined = "".join(IS_HAN.findall(text))
    starts = range(len(joined) - size + 1)
    return [joined[start : start + size] for start in starts]


def pieces(texts: Iterable[str]) -> set[str]:
    """Return all runs of Chinese characters of several texts, see `shingles`."""
    return {piece for text in texts for piece in shingles(text)}


def _share_in(found: list[str], pool: set[str]) -> float:
    shared = sum(piece in pool for piece in found)
    return shared / (len(found) or 1)


def shared_wording(own: list[str], others: dict[str, list[str]]) -> dict[str, dict[str, float]]:
    """Measure how much of a text's wording stands in other texts, against chance (套话).

    Parameters
    ----------
    own : list of str
        Sentences.
    others : dict of list of str
        Sentences of the other texts, by name.

    Returns
    -------
    dict of dict
        For each other text `share`: of the runs of `SHINGLE` characters inside own sentences, those
        that stand in its sentences; `chance_mean`, `chance_max`: the same when own words stand in
        shuffled order (`SHUFFLES` times), so the same vocabulary without its phrases; `p`: how
        often chance reaches the share. Official names and set phrases count as shared: it measures
        wording, not copying.

    Examples
    --------
    >>> other = {"b": ["全面落实教育优先发展战略"]}
    >>> shared_wording(["认真落实教育优先发展战略"], other)["b"]["share"]
    0.6
    """
    pools = {name: pieces(texts) for name, texts in others.items()}
    whole = [piece for text in own for piece in shingles(text)]
    words = []
    for text in own:
        characters = "".join(IS_HAN.findall(text))
        words += _jieba().lcut(characters)
    shuffle = random.Random(0)
    chances = {name: [] for name in pools}
    for _ in range(SHUFFLES):
        shuffle.shuffle(words)
        mixed = shingles("".join(words))
        for name, pool in pools.items():
            chances[name].append(_share_in(mixed, pool))
    found = {}
    for name, chance in chances.items():
        share = _share_in(whole, pools[name])
        reached = sum(value >= share for value in chance)
        found[name] = {
            "share": share,
            "chance_mean": sum(chance) / SHUFFLES,
            "chance_max": max(chance),
            "p": (1 + reached) / (1 + SHUFFLES),
        }
    return found


def places(text: str) -> set[str]:
    """Return the names of provinces, cities, counties and districts in a text, also without their
    last character."""
    cut = _jieba().posseg.lcut(text)
    full = set()
    for word in cut:
        if word.flag == "ns" and PLACE.match(word.word):
            full.add(word.word)
    short = {name[:-1] for name in full if len(name) > 2}
    return full | short - {"中国"}
