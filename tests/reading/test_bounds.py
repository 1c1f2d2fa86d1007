"""No file hangs the reader or fills the memory: the quick ones here, in this process; all of them,
with what each costs, by `python -m tests.reading.bounds`."""

import time

import pytest

from edugov import audit, files, tables
from edugov.fault import Fault
from edugov.reading import report
from edugov.reading.documents import Document, open_document
from edugov.reading.extract import read_text
from edugov.reading.review import review_page

from . import hostile

QUICK = [
    "html: 400 unclosed font tags",
    "html: 100 tables in one another",
    "html: 20,000 cells in a row",
    "docx: gridBefore without end",
    "docx: gridSpan without end",
    "txt: a number of 400 digits",
    "txt: a number of 100,000 digits",
    "txt: 8,000 numbers joined by commas",
    "txt: 80,000 opening marks",
]
QUICKLY_REFUSED = [
    "html: 5,000 tags in one another",
    "docx: words of its own",
    "docx: 3,000 cells of endless width",
]


@pytest.fixture(scope="module")
def words():
    return report.lexicon()


def read(document, words):
    """Read a document as `edugov read --review` does; give its figures."""
    figures = report.figures_of(document, words)
    findings = audit.audit(figures)
    files.to_csv(figures)
    review_page(document, figures, findings, tables.read("indicators"))
    return figures


@pytest.mark.parametrize("name", QUICK)
def test_a_hostile_file_is_read_to_its_end(name, words, tmp_path):
    make, last_words = hostile.READ[name]
    document = open_document(make()(tmp_path))
    assert last_words in document.text
    read(document, words)


@pytest.mark.parametrize("name", QUICKLY_REFUSED)
def test_a_hostile_file_is_refused_in_a_sentence(name, tmp_path):
    make, why = hostile.REFUSED[name]
    path = make()(tmp_path)
    with pytest.raises(Fault, match=f"hostile.*{why}") as caught:
        open_document(path)
    assert str(caught.value).startswith(f"{path}: ")


def test_text_and_figures_have_an_upper_bound(words, tmp_path):
    make, why = hostile.REFUSED["txt: 60,000 figures"]
    with pytest.raises(Fault, match=f"hostile: gives more than {why}"):
        read(open_document(make()(tmp_path)), words)
    path = tmp_path / "long.txt"
    path.write_text("教" * 2_000_001, encoding="utf-8")
    with pytest.raises(Fault, match="2,000,000 characters"):
        open_document(path)


# ---- time grows with the length of a text, not with its square

MOTIFS = [
    "小学在校生123人，比上年增长3%。",
    "小学在校生123人，比上年增长3%，",
    "小学、初中生均公用经费分别为650元、850元，",
    "1,234,",
    "1、",
    "分别",
    "《",
    "（小学12所",
    "小学|12|",
    "|1",
    "20202021年",
    "标准为小学在校生123人以上，",
]


@pytest.mark.parametrize("motif", MOTIFS)
def test_four_times_as_much_takes_about_four_times_as_long(motif, words):
    short = min(spent(motif, 3_000, words) for _ in range(2))
    bound = 9 * max(short, 0.02)  # sixteen times as long where the square is taken
    # once more where something else took the processor's caches
    assert any(spent(motif, 12_000, words) < bound for _ in range(2))


def spent(motif, characters, words):
    """Processor time of one reading."""
    document = Document("a", "txt", "某县2022年教育情况\n" + motif * (characters // len(motif)), "")
    start = time.process_time()
    read(document, words)
    return time.process_time() - start


def test_one_long_line_takes_no_more_than_the_same_in_sentences(words):
    line = "小学在校生123人，比上年增长3%，"
    sentences = line[:-1] + "。"
    times: dict[str, list[float]] = {line: [], sentences: []}
    for _ in range(5):  # by turns, so that other work on the machine is fair to both
        for repeated, taken in times.items():
            start = time.process_time()
            read_text("某县2022年教育情况\n" + repeated * 1_000, lexicon=words)
            taken.append(time.process_time() - start)
    assert min(times[line]) < 1.5 * min(times[sentences])  # as long, but for other work


# ---- what is cut says so


def test_a_sentence_without_end_is_read_in_parts_and_says_so(words):
    text = "某县2022年教育情况\n" + "小学在校生123人，比上年增长3%，" * 100
    figures = read_text(text, lexicon=words)
    assert len(figures) == 200
    assert set(figures["note"]) == {
        "its sentence is longer than 1,000 characters and was read in parts"
    }
    short = read_text(text[:500], lexicon=words)
    assert set(short["note"]) == {""}


def test_a_cut_never_goes_through_a_number(words):
    for before in range(990, 1_012):
        text = "某县2022年教育情况\n" + "县" * before + "小学在校生12345人。"
        figures = read_text(text, lexicon=words)
        assert set(figures["value_printed"]) <= {"12345"}
