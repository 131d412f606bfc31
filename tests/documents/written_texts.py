"""Texts in the formats that people write by hand, each with the words of the handbook."""

from __future__ import annotations

import json

from handbooks import HANDBOOK, TABLE

_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_SPACE = 'xmlns:xlink="http://www.w3.org/1999/xlink"'


def restructured() -> str:
    body = "".join(f"{heading}\n{'=' * 2 * len(heading)}\n\n{words}\n\n" for heading, words in HANDBOOK)
    table = "\n".join(
        (
            "======  =======  ====",
            "部门    Owner    Days",
            "======  =======  ====",
            "风控    Li Lei   30",
            "研发    Han Mei  90",
            "======  =======  ====",
        )
    )
    return (
        f"员工手册\n########\n\n{body}* 一\n* 二\n\n  - 甲\n\n{table}\n\n"
        ".. code-block:: python\n\n   x = 1\n\n"
        ".. [1] A footnote of the handbook.\n\n.. image:: plan.png\n   :alt: the plan\n\n"
        ".. note:: Ask *before* you ``delete``.\n"
    )


def org() -> str:
    body = "".join(f"* {heading}\n{words}\n" for heading, words in HANDBOOK)
    rows = "\n".join(f"| {' | '.join(row)} |" for row in TABLE)
    return (
        f"#+TITLE: 员工手册\n#+AUTHOR: 张三\n\n{body}** TODO [#A] Later :work:\n- 一\n  - 甲\n- 二\n\n"
        f"{rows}\n\n#+BEGIN_SRC python\nx = 1\n#+END_SRC\n\n[fn:1] A footnote of the handbook.\n"
    )


def latex() -> str:
    body = "".join(f"\\section{{{heading}}}\n{words}\n\n" for heading, words in HANDBOOK)
    rows = " \\\\\n".join(" & ".join(row) for row in TABLE)
    return (
        "\\documentclass{article}\n\\usepackage{ctex}\n\\title{员工手册}\n\\begin{document}\n\\maketitle\n"
        f"{body}\\begin{{itemize}}\n\\item 一\n\\item 二\n\\end{{itemize}}\n"
        f"\\begin{{tabular}}{{lll}}\n{rows}\n\\end{{tabular}}\n\\[ E = mc^2 \\]\n\\end{{document}}\n"
    )


def notebook() -> str:
    cells = [{"cell_type": "markdown", "metadata": {}, "source": ["# 员工手册\n"]}]
    cells += [
        {"cell_type": "markdown", "metadata": {}, "source": [f"## {heading}\n", "\n", words]}
        for heading, words in HANDBOOK
    ]
    code = {
        "cell_type": "code",
        "execution_count": 1,
        "metadata": {},
        "source": ["x = 1\n", "print(x)"],
        "outputs": [{"output_type": "stream", "name": "stdout", "text": ["1\n"]}],
    }
    metadata = {"kernelspec": {"language": "python", "name": "python3"}}
    return json.dumps(
        {"cells": [*cells, code], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5},
        ensure_ascii=False,
    )


def yaml() -> str:
    entries = "".join(f"- title: {heading}\n  text: {words}\n" for heading, words in HANDBOOK)
    return f"# 员工手册\nname: handbook\nsections:\n{entries}"


def toml() -> str:
    entries = "".join(
        f'[[section]]\ntitle = "{heading}"\ntext = "{words}"\n\n' for heading, words in HANDBOOK
    )
    return f'name = "员工手册"\n\n{entries}'


def ini(separator: str = " = ") -> str:
    entries = "".join(f"[{heading}]\ntext{separator}{words}\n\n" for heading, words in HANDBOOK)
    return f"; 员工手册\n{entries}"


def properties() -> str:
    return "# 员工手册\n" + "".join(f"{heading}={words}\n" for heading, words in HANDBOOK)


def log() -> str:
    return "".join(
        f"2026-11-0{number} 09:00:00 INFO {heading}: {words}\n"
        for number, (heading, words) in enumerate(HANDBOOK, 1)
    )


def srt() -> str:
    return "\n".join(
        f"{number}\n00:00:0{number},000 --> 00:00:0{number},900\n<i>{heading}</i>\n{words}\n"
        for number, (heading, words) in enumerate(HANDBOOK, 1)
    )


def ass() -> str:
    lines = "".join(
        f"Dialogue: 0,0:00:0{number}.00,0:00:0{number}.90,Default,,0,0,0,,{{\\i1}}{heading}\\N{words}\n"
        for number, (heading, words) in enumerate(HANDBOOK, 1)
    )
    return (
        "[Script Info]\nTitle: 员工手册\nScriptType: v4.00+\n\n[Events]\n"
        f"Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n{lines}"
    )


def ics() -> str:
    events = "".join(
        "BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261120T090000Z\r\n"
        f"SUMMARY:{heading}\r\n{_folded(f'DESCRIPTION:{words}')}\r\nEND:VEVENT\r\n"
        for heading, words in HANDBOOK
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:员工手册\r\n{events}END:VCALENDAR\r\n"


def vcf() -> str:
    return "".join(
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{heading}\r\nTEL;TYPE=WORK:+86 10 1234\r\n"
        f"{_folded(f'NOTE:{words}')}\r\nEND:VCARD\r\n"
        for heading, words in HANDBOOK
    )


def _folded(line: str) -> str:
    """Lines longer than 40 characters are continued after a space, as RFC 5545 allows."""
    escaped = line.replace(",", "\\,")
    return "\r\n ".join(escaped[at : at + 40] for at in range(0, len(escaped), 40))


def mbox() -> bytes:
    from email.message import EmailMessage

    box = b""
    for heading, words in HANDBOOK:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "a@example.com", "b@example.com", heading
        message.set_content(words)
        box += b"From a@example.com Fri Nov 20 09:00:00 2026\n" + message.as_bytes() + b"\n"
    return box


def xml() -> str:
    body = "".join(
        f"<section><title>{heading}</title><para>{words}</para></section>" for heading, words in HANDBOOK
    )
    return f"{_XML}\n<handbook><title>员工手册</title>{body}</handbook>"


def fictionbook() -> str:
    body = "".join(
        f"<section><title><p>{heading}</p></title><p>{words}</p></section>" for heading, words in HANDBOOK
    )
    return (
        f'{_XML}<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0" '
        f"{_SPACE}><description><title-info><author><first-name>三</first-name>"
        "<last-name>张</last-name></author>"
        "<book-title>员工手册</book-title><lang>zh</lang></title-info></description>"
        f'<body>{body}</body><body name="notes"><section id="n1"><p>A footnote.</p></section></body>'
        '<binary id="c.jpg" content-type="image/jpeg">AAAA</binary></FictionBook>'
    )


def xbrl() -> str:
    facts = "".join(
        f'<ex:Policy{number} contextRef="c1">{words}</ex:Policy{number}>'
        for number, (_, words) in enumerate(HANDBOOK, 1)
    )
    return (
        f'{_XML}<xbrli:xbrl xmlns:xbrli="http://www.xbrl.org/2003/instance" '
        'xmlns:ex="http://example.com/handbook" xmlns:link="http://www.xbrl.org/2003/linkbase" '
        f'{_SPACE}><link:schemaRef xlink:type="simple" xlink:href="handbook.xsd"/><xbrli:context id="c1">'
        '<xbrli:entity><xbrli:identifier scheme="http://example.com">1</xbrli:identifier></xbrli:entity>'
        "<xbrli:period><xbrli:instant>2026-11-20</xbrli:instant></xbrli:period></xbrli:context>"
        f"{facts}</xbrli:xbrl>"
    )


def rss() -> str:
    items = "".join(
        f"<item><title>{heading}</title><description>{words}</description></item>"
        for heading, words in HANDBOOK
    )
    return (
        f'{_XML}<rss version="2.0"><channel><title>员工手册</title>'
        f"<link>http://localhost/</link><description>news</description>{items}</channel></rss>"
    )


def atom() -> str:
    entries = "".join(
        f"<entry><title>{heading}</title><id>{number}</id><updated>2026-11-20T09:00:00Z</updated>"
        f"<summary>{words}</summary></entry>"
        for number, (heading, words) in enumerate(HANDBOOK)
    )
    return (
        f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom"><title>员工手册</title>'
        f"<id>x</id><updated>2026-11-20T09:00:00Z</updated>{entries}</feed>"
    )


def svg() -> str:
    lines = "".join(
        f'<text x="10" y="{40 * number}">{part}</text>'
        for number, part in enumerate((part for pair in HANDBOOK for part in pair), 1)
    )
    return (
        f'{_XML}<svg xmlns="http://www.w3.org/2000/svg" width="800" height="300">'
        f"<title>员工手册</title>{lines}</svg>"
    )


def opml() -> str:
    outlines = "".join(
        f'<outline text="{heading}"><outline text="{words}"/></outline>' for heading, words in HANDBOOK
    )
    return f'{_XML}<opml version="2.0"><head><title>手册</title></head><body>{outlines}</body></opml>'


def sylk() -> str:
    cells = "".join(
        f'C;Y{row};X{column};K"{value}"\r\n'
        for row, values in enumerate(TABLE, 1)
        for column, value in enumerate(values, 1)
    )
    return f"ID;PWEIR\r\n{cells}E\r\n"


def dif() -> str:
    rows = "".join(
        "-1,0\r\nBOT\r\n" + "".join(f'1,0\r\n"{value}"\r\n' for value in values) for values in TABLE
    )
    return (
        f'TABLE\r\n0,1\r\n"staff"\r\nVECTORS\r\n0,{len(TABLE[0])}\r\n""\r\nTUPLES\r\n0,{len(TABLE)}\r\n""\r\n'
        f'DATA\r\n0,0\r\n""\r\n{rows}-1,0\r\nEOD\r\n'
    )


def abiword() -> str:
    body = "".join(f'<p style="Heading 1">{heading}</p><p>{words}</p>' for heading, words in HANDBOOK)
    return (
        f'{_XML}<abiword xmlns="http://www.abisource.com/awml.dtd" version="1.9">'
        f"<section>{body}</section></abiword>"
    )


def patent() -> str:
    body = "".join(f"<heading>{heading}</heading><p>{words}</p>" for heading, words in HANDBOOK)
    return (
        f'{_XML}<us-patent-grant lang="EN"><us-bibliographic-data-grant>'
        "<invention-title>Handbook</invention-title></us-bibliographic-data-grant>"
        f"<abstract><p>An abstract.</p></abstract><description>{body}</description></us-patent-grant>"
    )
