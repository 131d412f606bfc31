"""Office files of the formats that no library here writes: built from their own records."""

from __future__ import annotations

import struct

from handbooks import HANDBOOK, TABLE, zipped

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_NAMESPACES = " ".join(
    f'xmlns:{name}="{_OFFICE}:{long}:1.0"'
    for name, long in (("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"))
)


def flat(kind: str, body: str) -> bytes:
    """OpenDocument as one XML file."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {_NAMESPACES} office:version="1.2" '
        f'office:mimetype="application/vnd.oasis.opendocument.{kind}"><office:body>{body}</office:body>'
        "</office:document>"
    ).encode()


def fodt() -> bytes:
    body = "".join(
        f'<text:h text:outline-level="1">{heading}</text:h><text:p>{words}</text:p>'
        for heading, words in HANDBOOK
    )
    return flat("text", f"<office:text>{body}</office:text>")


def fods() -> bytes:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join(
        f"<table:table-row>{''.join(cell.format(value) for value in row)}</table:table-row>" for row in TABLE
    )
    return flat(
        "spreadsheet",
        f'<office:spreadsheet><table:table table:name="人员">{rows}</table:table></office:spreadsheet>',
    )


def _drawn() -> str:
    return "".join(
        f'<draw:page draw:name="p{number}"><draw:frame><draw:text-box><text:p>{heading}</text:p>'
        f"<text:p>{words}</text:p></draw:text-box></draw:frame></draw:page>"
        for number, (heading, words) in enumerate(HANDBOOK)
    )


def fodp() -> bytes:
    return flat("presentation", f"<office:presentation>{_drawn()}</office:presentation>")


def fodg() -> bytes:
    return flat("graphics", f"<office:drawing>{_drawn()}</office:drawing>")


def odg() -> bytes:
    media_type = "application/vnd.oasis.opendocument.graphics"
    content = (
        f'<?xml version="1.0"?><office:document-content {_NAMESPACES} office:version="1.2"><office:body>'
        f"<office:drawing>{_drawn()}</office:drawing></office:body></office:document-content>"
    )
    return zipped({"mimetype": media_type, "content.xml": content})


def vsdx() -> bytes:
    shapes = "".join(
        f'<Shape ID="{number}" Type="Shape"><Text>{part}</Text></Shape>'
        for number, part in enumerate((part for pair in HANDBOOK for part in pair), 1)
    )
    space = 'xmlns="http://schemas.microsoft.com/office/visio/2012/main"'
    relations = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    links = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    visio = "http://schemas.microsoft.com/visio/2010/relationships"
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.'
            'relationships+xml"/><Override PartName="/visio/document.xml" ContentType="application/'
            'vnd.ms-visio.drawing.main+xml"/></Types>',
            "_rels/.rels": f'<Relationships {relations}><Relationship Id="rId1" '
            f'Type="{visio}/document" Target="visio/document.xml"/></Relationships>',
            "visio/document.xml": f"<VisioDocument {space}/>",
            "visio/_rels/document.xml.rels": f"<Relationships {relations}><Relationship "
            f'Id="rId1" Type="{visio}/pages" Target="pages/pages.xml"/></Relationships>',
            "visio/pages/pages.xml": f'<Pages {space} {links}><Page ID="0" Name="手册">'
            '<Rel r:id="rId1"/></Page></Pages>',
            "visio/pages/_rels/pages.xml.rels": f"<Relationships {relations}><Relationship "
            f'Id="rId1" Type="{visio}/page" Target="page1.xml"/></Relationships>',
            "visio/pages/page1.xml": f"<PageContents {space}><Shapes>{shapes}</Shapes></PageContents>",
        }
    )


def dbf() -> bytes:
    """dBASE III in GB 18030."""
    widths = (10, 10, 10)
    fields = b"".join(
        name.encode().ljust(11, b"\0") + b"C" + bytes(4) + bytes([width, 0]) + bytes(14)
        for name, width in zip(("DEPT", "OWNER", "DAYS"), widths, strict=True)
    )
    rows = b"".join(
        b" "
        + b"".join(value.encode("gb18030").ljust(width) for value, width in zip(row, widths, strict=True))
        for row in TABLE
    )
    header = struct.pack("<4BIHH20x", 3, 126, 11, 20, len(TABLE), 32 + 32 * 3 + 1, 1 + sum(widths))
    header = header[:29] + b"\x4d" + header[30:]  # the mark of code page 936
    return header + fields + b"\r" + rows + b"\x1a"


def doc() -> bytes:
    """Word 97: a file information block, the text in UTF-16, and a piece table that says where it is."""
    text = "".join(f"{heading}\r{words}\r" for heading, words in HANDBOOK)
    block = bytearray(0x800)
    struct.pack_into(
        "<HHHHHHH", block, 0, 0xA5EC, 0x00C1, 0, 0x0804, 0, 0x0200, 0x00BF
    )  # fWhichTblStm: 1Table
    struct.pack_into("<II", block, 0x18, 0x800, 0x800 + 2 * len(text))
    struct.pack_into("<H", block, 0x20, 14)
    struct.pack_into("<H", block, 0x3E, 22)
    struct.pack_into("<I", block, 0x4C, len(text))  # ccpText
    struct.pack_into("<H", block, 0x98, 0x5D)
    piece = struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, 0x800, 0)
    table = b"\x02" + struct.pack("<I", len(piece)) + piece
    struct.pack_into("<II", block, 0x01A2, 0, len(table))  # fcClx, lcbClx
    return ole({"WordDocument": bytes(block) + text.encode("utf-16-le"), "1Table": table})


def xls() -> bytes:
    """Excel 97: the records of one sheet, with a cell for each value."""
    records = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0x41, 0x06))
    records += _record(0x0042, struct.pack("<H", 1200))
    name = "人员"
    sheet_record = struct.pack("<BBBB", 0, 0, len(name), 1) + name.encode("utf-16-le")
    start = len(records) + 4 + 4 + len(sheet_record) + 4
    records += _record(0x0085, struct.pack("<I", start) + sheet_record) + _record(0x000A, b"")
    records += _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0x41, 0x06))
    records += _record(0x0200, struct.pack("<IIHHH", 0, len(TABLE), 0, len(TABLE[0]), 0))
    for row, values in enumerate(TABLE):
        for column, value in enumerate(values):
            text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
            records += _record(0x0204, struct.pack("<HHH", row, column, 0) + text)
    return ole({"Workbook": records + _record(0x000A, b"")})


def _record(number: int, body: bytes) -> bytes:
    return struct.pack("<HH", number, len(body)) + body


def xlsb() -> bytes:
    """Excel's binary package: the same parts as in xlsx, as records of type, length and content."""
    relations = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    size = struct.pack("<IIII", 0, len(TABLE) - 1, 0, len(TABLE[0]) - 1)
    sheet = _packed(129) + _packed(148, size) + _packed(145)
    for row, values in enumerate(TABLE):
        sheet += _packed(
            0, struct.pack("<IIHHBI", row, 0, 300, 0, 0, 1) + struct.pack("<II", 0, len(values) - 1)
        )
        for column, value in enumerate(values):
            sheet += _packed(6, struct.pack("<II", column, 0) + _wide(value))
    sheet += _packed(146) + _packed(130)
    book = (
        _packed(131) + _packed(143) + _packed(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("人员"))
    )
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="bin" '
            'ContentType="application/vnd.ms-excel.sheet.binary.'
            'macroEnabled.main"/><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.'
            'relationships+xml"/></Types>',
            "_rels/.rels": f'<Relationships {relations}><Relationship Id="rId1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
            "xl/workbook.bin": book + _packed(144) + _packed(132),
            "xl/_rels/workbook.bin.rels": f'<Relationships {relations}><Relationship Id="rId1" '
            f'Type="{office}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>',
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


def _packed(kind: int, body: bytes = b"") -> bytes:
    """A record of BIFF12: type and length are numbers of seven bits a byte."""
    return _seven_bits(kind) + _seven_bits(len(body)) + body


def _seven_bits(number: int) -> bytes:
    out = b""
    while True:
        out += bytes([number & 0x7F | (0x80 if number > 0x7F else 0)])
        number >>= 7
        if not number:
            return out


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def ppt() -> bytes:
    """PowerPoint 97: a document whose slide list holds the texts, one slide a section."""
    slides, texts = b"", b""
    persisted: list[bytes] = []
    for number, (heading, words) in enumerate(HANDBOOK):
        identifier = struct.pack("<IIIII", number + 2, 0, 2, 256 + number, 0)
        texts += _atom(0x03F3, identifier) + _text(0, heading) + _text(1, words)
        atom = _atom(0x03EF, struct.pack("<I8sIII", 0, b"\x01\x02" + bytes(6), 0, 0, 0)[:24], version=2)
        persisted.append(_container(0x03EE, atom))
    slides = _container(0x0FF0, texts, instance=0)
    document = _container(0x03E8, _atom(0x03E9, bytes(40), version=1) + slides + _atom(0x03EA, b""))
    stream, offsets = b"", []
    for part in (document, *persisted):
        offsets.append(len(stream))
        stream += part
    directory_at = len(stream)
    directory = struct.pack("<I", (len(offsets) << 20) | 1) + struct.pack(f"<{len(offsets)}I", *offsets)
    stream += _atom(0x1772, directory)
    edit_at = len(stream)
    stream += _atom(
        0x0FF5, struct.pack("<IHBBIIIIHH", 257, 0, 0, 3, 0, directory_at, 1, len(offsets) + 1, 1, 0)
    )
    user = _atom(
        0x0FF6,
        struct.pack("<IIIHHBBH", 20, 0xE391C05F, edit_at, 4, 0x03F4, 3, 0, 0)
        + b"Weir"
        + struct.pack("<I", 8),
    )
    return ole({"PowerPoint Document": stream, "Current User": user})


def _atom(kind: int, body: bytes, version: int = 0, instance: int = 0) -> bytes:
    return struct.pack("<HHI", version | instance << 4, kind, len(body)) + body


def _container(kind: int, body: bytes, instance: int = 0) -> bytes:
    return _atom(kind, body, version=15, instance=instance)


def _text(kind: int, words: str) -> bytes:
    return _atom(0x0F9F, struct.pack("<I", kind)) + _atom(0x0FA0, words.encode("utf-16-le"))


def msg(attachments: dict[str, bytes] | None = None) -> bytes:
    """An Outlook message: one stream a property."""

    def text(name: str, value: str) -> dict[str, bytes]:
        return {f"__substg1.0_{name}001F": value.encode("utf-16-le")}

    body = "\r\n".join(words for _, words in HANDBOOK)
    streams: dict[str, bytes | dict[str, bytes]] = {
        "__properties_version1.0": bytes(32),
        **text("001A", "IPM.Note"),
        **text("0037", HANDBOOK[0][0]),
        **text("0C1A", "Wang"),
        **text("0E04", "b@example.com"),
        **text("1000", body),
    }
    for number, (name, data) in enumerate((attachments or {}).items()):
        streams[f"__attach_version1.0_#{number:08X}"] = {
            "__properties_version1.0": bytes(8),
            **text("3707", name),
            "__substg1.0_37010102": data,
        }
    return ole(streams)


def ole(streams: dict[str, bytes | dict[str, bytes]]) -> bytes:
    """A compound file of version 3; small streams go to the mini stream, as the format demands."""
    return _Compound().written(streams)


class _Compound:
    def __init__(self) -> None:
        self.sectors: list[bytes] = []
        self.table: list[int] = []
        self.mini, self.mini_table = b"", list[int]()
        self.entries: list[bytes] = []

    def written(self, streams: dict[str, bytes | dict[str, bytes]]) -> bytes:
        self.entries.append(b"")  # the root is written last
        child = self._storage(streams)
        mini_start, mini_size = self._chain(self.mini) if self.mini else _END, len(self.mini)
        self.entries[0] = _entry("Root Entry", 5, child, _FREE, mini_start, mini_size)
        mini_table = b"".join(struct.pack("<I", number) for number in self.mini_table)
        mini_table_start = self._chain(mini_table, b"\xff") if mini_table else _END
        while len(self.entries) % 4:
            self.entries.append(bytes(64) + bytes(4) + struct.pack("<3I", _FREE, _FREE, _FREE) + bytes(48))
        directory = self._chain(b"".join(self.entries))
        return self._file(directory, mini_table_start)

    def _file(self, directory: int, mini_table_start: int) -> bytes:
        needed = 1
        while needed * 128 < len(self.table) + needed:
            needed += 1
        places = [len(self.sectors) + number for number in range(needed)]
        table = self.table + [_TABLE] * needed
        table += [_FREE] * (needed * 128 - len(table))
        header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
        mini_sectors = -(-len(self.mini_table) // 128)
        header += struct.pack(
            "<9I", 0, needed, directory, 0, 4096, mini_table_start, mini_sectors, _END, 0
        ) + struct.pack(f"<{needed}I", *places)
        return header.ljust(512, b"\xff") + b"".join(self.sectors) + struct.pack(f"<{len(table)}I", *table)

    def _storage(self, streams: dict[str, bytes | dict[str, bytes]]) -> int:
        """Write what a storage holds as a chain of right siblings; gives the number of the first."""
        ordered = sorted(streams.items(), key=lambda pair: (len(pair[0]), pair[0].upper()))
        numbers = list(range(len(self.entries), len(self.entries) + len(ordered)))
        self.entries.extend(b"" for _ in ordered)
        for position, (name, content) in enumerate(ordered):
            right = numbers[position + 1] if position + 1 < len(ordered) else _FREE
            if isinstance(content, dict):
                made = _entry(name, 1, self._storage(dict(content)), right, 0, 0)
            else:
                made = _entry(name, 2, _FREE, right, self._stream(content), len(content))
            self.entries[numbers[position]] = made
        return numbers[0] if numbers else _FREE

    def _stream(self, data: bytes) -> int:
        if not data:
            return _END
        if len(data) >= 4096:
            return self._chain(data)
        first, count = len(self.mini_table), -(-len(data) // 64)
        self.mini += data.ljust(count * 64, b"\0")
        self.mini_table += [*range(first + 1, first + count), _END]
        return first

    def _chain(self, data: bytes, fill: bytes = b"\0") -> int:
        first, count = len(self.table), -(-len(data) // 512)
        padded = data.ljust(count * 512, fill)
        self.sectors += [padded[at : at + 512] for at in range(0, len(padded), 512)]
        self.table += [*range(first + 1, first + count), _END]
        return first


def _entry(name: str, kind: int, child: int, right: int, start: int, size: int) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    return (
        encoded.ljust(64, b"\0")
        + struct.pack("<HBB3I", len(encoded), kind, 1, _FREE, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
