"""Hostile text: what a cell, an option or a document would hold to be more than text on a page.

Invented for the tests. `SIGNAL` is the function of the page that a script of ours would call, and
`ELSEWHERE` a host that no page may ask.
"""

SIGNAL = "__fired"
ELSEWHERE = "elsewhere.invalid"
CANARY = "canary-7d1f-not-to-be-published"

# one line
LINES = {
    "script": f"<script>{SIGNAL}('script')</script>",
    "image": f'<img src=x onerror="{SIGNAL}(1)" data-evil>',
    "vector": f"<svg data-evil onload={SIGNAL}(2)>",
    "end of a cell": f"</td></tr></table></figure></dl><img src=x onerror={SIGNAL}(3) data-evil>",
    "end of a title": f"</title></style></textarea><img src=x onerror={SIGNAL}(4) data-evil>",
    "end of an attribute": f"\" onmouseover='{SIGNAL}(5)' data-evil=\"",
    "end of another": f"' autofocus onfocus={SIGNAL}(6) data-evil '",
    "entities": f"&lt;img src=x onerror={SIGNAL}(7)&gt; &amp;nbsp; &#60;b&#62;",
    "comment": "<!-- hidden --> shown",
    "frame": f"<iframe src=//{ELSEWHERE}/frame data-evil></iframe>",
    "style": f"<link rel=stylesheet href=//{ELSEWHERE}/style.css data-evil>",
    "refresh": f"<meta http-equiv=refresh content='0;url=http://{ELSEWHERE}/' data-evil>",
    "form": f"<form action=http://{ELSEWHERE}/ data-evil><button>",
    "link": f"[evil link](javascript:{SIGNAL}(8))",
    "automatic link": f"<javascript:{SIGNAL}(9)> <http://{ELSEWHERE}/automatic>",
    "reference": "[evil link][1] [^1] [](index.md)",
    "picture": f"![evil picture](http://{ELSEWHERE}/picture.png)",
    "emphasis": "**evil** _evil_ *evil* ~~evil~~ `evil`",
    "heading": "# evil heading #",
    "item": "- evil item",
    "number": "1. evil item",
    "quotation": "> evil quotation",
    "table": "| evil | --- |",
    "field": ":evil: field",
    "target": "(evil)=",
    "remark": "% evil remark",
    "block break": "+++ evil",
    "substitution": "{{ 6 * 7 }} {% evil %}",
    "role": "{raw}`evil` {sub}`evil` {cite}`evil`",
    "span": "[evil]{.evil} {#evil .evil onclick=1}",
    "math": "$x^2$ $$\\href{javascript:evil}{y}$$ \\(z\\) \\frac",
    "download": "{download}`evil <../../canary.txt>`",
    "host": "{download}`evil <../../../../../../../../etc/hostname>`",
    "included": "{include} ../../canary.txt",
    "template": "REGION_NAME REGION_SLUG {region} {0} {lang!r} %s ${x}",
    "formula": f'=HYPERLINK("http://{ELSEWHERE}/","evil")',
    "plus": "+evil|' /C calc'!A0",
    "minus": "-2+3+evil|' /C calc'!A0",
    "at": "@SUM(1+1)*evil",
    "full-width formula": "＝1+1+evil",
    "code": "```evil",
    "fence": ":::{evil}",
    "backslash": "evil\\",
}
# text that is more than a line or holds what is not seen
BREAKS = {
    "heading": "one\n\n# evil heading\n\ntwo",
    "underlined": "one\n===\n\ntwo\n---\n",
    "script": f"one\n\n<script>{SIGNAL}(10)</script>\n\ntwo",
    "raw": f"one\n\n```{{raw}} html\n<script>{SIGNAL}(11)</script>\n```\n\ntwo",
    "colons": f"one\n:::\n\n:::{{raw}} html\n<script>{SIGNAL}(12)</script>\n:::\n\ntwo",
    "include": "one\n\n```{include} ../../canary.txt\n```\n\ntwo",
    "include the host": "one\n\n```{include} ../../../../../../../../etc/hostname\n```\n\ntwo",
    "literal include": "one\n\n```{literalinclude} ../../canary.txt\n```\n\ntwo",
    "figure": f"one\n\n```{{figure}} http://{ELSEWHERE}/picture.png\n```\n\ntwo",
    "download": "one\n\n{download}`evil <../../canary.txt>`\n\ntwo",
    "definition": "one\n: evil definition",
    "carriage return": "one\r\r# evil heading\r\rtwo",
    "separators": "one\u2028\u2029# evil heading\x85two",
    "override": "evil \u202egnp.exe\u202c \u2066x\u2069",
    "invisible": "ev\u200bil\ufeff \u00ad\u2060soft",
    "controls": "evil\x07\x1b[31mred\x9b\x7f",
    "tab": "\ttab",
}
TEXTS = [*LINES.values(), *BREAKS.values()]
LINKS = [
    f"javascript:{SIGNAL}(13)",
    f"JaVaScRiPt:{SIGNAL}(14)",
    f"java\nscript:{SIGNAL}(15)",
    f" javascript:{SIGNAL}(16)",
    f"data:text/html,<script>{SIGNAL}(17)</script>",
    f"vbscript:{SIGNAL}(18)",
    "file:///etc/hostname",
    f"//{ELSEWHERE}/",
    f'https://{ELSEWHERE}/" onmouseover="{SIGNAL}(19)" data-evil="',
    f"https://{ELSEWHERE}/\n\n<script>{SIGNAL}(20)</script>",
    f"https://{ELSEWHERE}/[x](javascript:{SIGNAL}(21))",
]
