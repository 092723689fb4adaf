#!/usr/bin/env python3
"""Measures MySQL's collation weights and case mappings into compact resources.

    collation-weights.py MYSQL_BIN SOCKET FOLDER TEST_FOLDER

asks a scratch server for WEIGHT_STRING, UPPER and LOWER of every code point (surrogates aside) and
writes into FOLDER (common/src/main/resources/io/braid/common/collation; all numbers big-endian, files gzip'ed):

    uca900.bin.gz     u16 pages; for each: u16 page, 256 x u8 number of weights (255: implicit, not
                      stored), then the page's weights, u16 each
    general.bin.gz    u16 pages; for each: u16 page, 256 x u16 weight; other pages: the code point
    case.bin.gz       u32 pairs; for each: u32 code point, u32 upper; then the same for lower
                      (only where they differ from the code point); then both once more for
                      utf8mb4_general_ci, whose mapping is an older one
    bytes.bin.gz      latin1_swedish_ci weights, ascii_general_ci weights (256 bytes each), the
                      code points of latin1 (256 x u16), latin1 upper, latin1 lower (256 bytes each)
and into TEST_FOLDER (the same below src/test)

    weights.sha256    SHA-256 of the text "hex code point SPACE hex weights NEWLINE" of all code
                      points, for utf8mb4_0900_ai_ci and utf8mb4_general_ci; the tests compute both
                      from their own rules
"""

import gzip
import hashlib
import os
import struct
import sys

from binlog_rows import MySql


def code_points(plane):
    return (plane * 65536, plane * 65536 + 65535)


def measure(server, expression):
    """Yields (code point, hex of the expression), c being the character as utf8mb4."""
    for plane in range(17):
        first, last = code_points(plane)
        rows = server.run(
            "SET cte_max_recursion_depth=70000;"
            "WITH RECURSIVE n AS (SELECT %d AS i UNION ALL SELECT i+1 FROM n WHERE i<%d),"
            " s AS (SELECT i, CONVERT(CHAR(i USING utf32) USING utf8mb4) AS c FROM n"
            "   WHERE NOT i BETWEEN 0xD800 AND 0xDFFF)"
            " SELECT i, HEX(%s) FROM s ORDER BY i" % (first, last, expression))
        for row in rows:
            yield int(row[0]), row[1]


def implicit(cp):
    """MySQL's weights of a code point without an entry in the table."""
    if 0xAC00 <= cp <= 0xD7AF:
        return None
    if 0x4E00 <= cp <= 0x9FD5 or 0xFA0E <= cp <= 0xFA29 and cp in (
            0xFA0E, 0xFA0F, 0xFA11, 0xFA13, 0xFA14, 0xFA1F, 0xFA21, 0xFA23, 0xFA24, 0xFA27, 0xFA28,
            0xFA29):
        base = 0xFB40
    elif (0x3400 <= cp <= 0x4DB5 or 0x20000 <= cp <= 0x2A6D6 or 0x2A700 <= cp <= 0x2B734
          or 0x2B740 <= cp <= 0x2B81D or 0x2B820 <= cp <= 0x2CEA1):
        base = 0xFB80
    elif 0x17000 <= cp <= 0x18AFF:
        return [0xFB00, (cp - 0x17000) | 0x8000]
    else:
        base = 0xFBC0
    return [base + (cp >> 15), (cp & 0x7FFF) | 0x8000]


def write(folder, name, data):
    with open(os.path.join(folder, name), "wb") as file:
        file.write(gzip.compress(data, 9, mtime=0))


def words(text):
    return [int(text[i:i + 4], 16) for i in range(0, len(text), 4)]


def main():
    server = MySql(sys.argv[1], sys.argv[2])
    folder = sys.argv[3]
    digests = []

    digest = hashlib.sha256()
    pages = {}
    for cp, text in measure(server, "WEIGHT_STRING(c COLLATE utf8mb4_0900_ai_ci)"):
        digest.update(b"%x %s\n" % (cp, text.lower().encode()))
        weights = words(text)
        if weights != implicit(cp):
            pages.setdefault(cp >> 8, {})[cp & 255] = weights
    digests.append("%s utf8mb4_0900_ai_ci\n" % digest.hexdigest())
    out = struct.pack(">H", len(pages))
    for page in sorted(pages):
        entries = pages[page]
        out += struct.pack(">H", page)
        out += bytes(len(entries[i]) if i in entries else 255 for i in range(256))
        out += b"".join(struct.pack(">H", w) for i in sorted(entries) for w in entries[i])
    write(folder, "uca900.bin.gz", out)

    digest = hashlib.sha256()
    pages = {}
    for cp, text in measure(server, "WEIGHT_STRING(c COLLATE utf8mb4_general_ci)"):
        digest.update(b"%x %s\n" % (cp, text.lower().encode()))
        weight = words(text)
        assert len(weight) == 1, (cp, text)
        if cp > 0xFFFF:
            assert weight == [0xFFFD], (cp, text)
        elif weight != [cp]:
            pages.setdefault(cp >> 8, {})[cp & 255] = weight[0]
    digests.append("%s utf8mb4_general_ci\n" % digest.hexdigest())
    out = struct.pack(">H", len(pages))
    for page in sorted(pages):
        out += struct.pack(">H", page)
        out += b"".join(struct.pack(">H", pages[page].get(i, page * 256 + i)) for i in range(256))
    write(folder, "general.bin.gz", out)

    out = b""
    for collation in ("utf8mb4_0900_ai_ci", "utf8mb4_general_ci"):
        for function in ("UPPER", "LOWER"):
            pairs = []
            # MySQL stops where the result would have more bytes than the argument; characters in
            # front that shrink (dotless i, Kelvin sign) leave room.
            front = {"UPPER": "0x00000131", "LOWER": "0x0000212A"}[function]
            expression = (
                "CONVERT(%s(CONCAT(CONVERT(_utf32 %s USING utf8mb4), CONVERT(_utf32 %s USING utf8mb4),"
                " c) COLLATE %s) USING utf32)" % (function, front, front, collation))
            for cp, text in measure(server, expression):
                assert len(text) == 24, (cp, text)
                if int(text[16:], 16) != cp:
                    pairs.append((cp, int(text[16:], 16)))
            out += struct.pack(">I", len(pairs))
            out += b"".join(struct.pack(">II", a, b) for a, b in pairs)
    write(folder, "case.bin.gz", out)

    def table(expression):
        rows = server.run(
            "WITH RECURSIVE n AS (SELECT 0 AS i UNION ALL SELECT i+1 FROM n WHERE i<255)"
            " SELECT HEX(%s) FROM n ORDER BY i" % expression)
        return b"".join(bytes.fromhex(row[0]) for row in rows)

    char = "CHAR(i USING latin1)"
    swedish = table("WEIGHT_STRING(%s COLLATE latin1_swedish_ci)" % char)
    ascii_weights = server.run(
        "WITH RECURSIVE n AS (SELECT 0 AS i UNION ALL SELECT i+1 FROM n WHERE i<127)"
        " SELECT HEX(WEIGHT_STRING(CHAR(i USING ascii) COLLATE ascii_general_ci)) FROM n ORDER BY i")
    ascii_table = b"".join(bytes.fromhex(r[0]) for r in ascii_weights) + bytes(range(128, 256))
    unicode = table("CONVERT(%s USING ucs2)" % char)
    upper = table("UPPER(%s)" % char)
    lower = table("LOWER(%s)" % char)
    assert [len(t) for t in (swedish, ascii_table, unicode, upper, lower)] == [256, 256, 512, 256, 256]
    write(folder, "bytes.bin.gz", swedish + ascii_table + unicode + upper + lower)
    with open(os.path.join(sys.argv[4], "weights.sha256"), "w") as file:
        file.write("".join(digests))


main()
