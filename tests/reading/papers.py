"""One invented page (某县, all numbers made up) written as txt, html, docx and pdf."""

from html import escape
from pathlib import Path

import docx
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

TITLE = "青禾县2031年教育情况（虚构）"
BEFORE = "全县小学教职工1,204人，比上年增长3.25%。"
AFTER = "以上数字均为虚构，仅供测试。"
# kind, then how many columns and rows each cell covers: a cell is (words, columns, rows); None is
# covered
TABLE = [
    [("类别", 1, 2), ("学校", 2, 1), None, ("学生", 1, 2)],
    [None, ("城区", 1, 1), ("农村", 1, 1), None],
    [("小学", 1, 1), ("12", 1, 1), ("31", 1, 1), ("8640", 1, 1)],
    [("初中", 1, 2), ("4", 1, 1), ("9", 1, 1), ("5105", 1, 2)],
    [None, ("5", 1, 1), ("8", 1, 1), None],
]
LINES = [
    "类别 | 学校 | 学校 | 学生",
    "类别 | 城区 | 农村 | 学生",
    "小学 | 12 | 31 | 8640",
    "初中 | 4 | 9 | 5105",
    "初中 | 5 | 8 | ",
]
TEXT = "\n".join([TITLE, BEFORE, *LINES, AFTER])


def write_txt(path: Path) -> Path:
    path.write_text(TEXT, encoding="utf-8")
    return path


def write_html(path: Path) -> Path:
    rows = "".join(
        "<tr>"
        + "".join(f'<td colspan="{c[1]}" rowspan="{c[2]}">{c[0]}</td>' for c in row if c)
        + "</tr>"
        for row in TABLE
    )
    path.write_text(
        "<html><head><title>首页</title><script>var a = 99;</script></head><body>"
        "<nav>首页 2031 栏目</nav><div class='menu'>菜单 77</div>"
        f"<h1>{escape(TITLE)}</h1>\n<p>全县<b>小学</b>教职工<span>1,204</span>人，\n比上年增长3.25%。</p>"
        f"<table>{rows}</table><p>{AFTER}</p><footer>备案号 123456</footer></body></html>",
        encoding="utf-8",
    )
    return path


def write_docx(path: Path) -> Path:
    document = docx.Document()
    document.add_heading(TITLE, 0)
    document.add_paragraph(BEFORE)
    table = document.add_table(rows=len(TABLE), cols=len(TABLE[0]))
    for r, row in enumerate(TABLE):
        for c, cell in enumerate(row):
            if cell:
                corner = table.cell(r, c).merge(table.cell(r + cell[2] - 1, c + cell[1] - 1))
                corner.text = cell[0]
    document.add_paragraph(AFTER)
    document.sections[0].footer.paragraphs[0].text = "第1页"
    document.save(str(path))
    return path


def write_pdf(path: Path, password: str | None = None) -> Path:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("song", fontName="STSong-Light", fontSize=11, leading=16)
    spans = [
        ("SPAN", (c, r), (c + cell[1] - 1, r + cell[2] - 1))
        for r, row in enumerate(TABLE)
        for c, cell in enumerate(row)
        if cell
    ]
    table = Table(
        [[cell[0] if cell else "" for cell in row] for row in TABLE],
        style=[
            ("GRID", (0, 0), (-1, -1), 0.5, "black"),
            ("FONT", (0, 0), (-1, -1), "STSong-Light"),
            *spans,
        ],
    )
    number = {"onFirstPage": lambda canvas, _: canvas.drawString(290, 25, "- 1 -")}
    SimpleDocTemplate(str(path), pagesize=A4, encrypt=password, invariant=1).build(
        [Paragraph(TITLE, style), Paragraph(BEFORE, style), table, Paragraph(AFTER, style)],
        **number,
    )
    return path


WRITERS = {"txt": write_txt, "html": write_html, "docx": write_docx, "pdf": write_pdf}
