#!/usr/bin/env python3
"""Makes the golden file of string comparisons: STRCMP and LIKE of seeded strings, in every collation.

    collation-strings.py MYSQL_BIN SOCKET | gzip -9n > \
        common/src/test/resources/io/braid/common/collation/strings.golden.gz

Each line: collation TAB left TAB right (hex, in the collation's character set) TAB STRCMP TAB
left LIKE right (1 or 0) TAB hex of UPPER(left) TAB hex of LOWER(left).
"""

import random
import sys

from binlog_rows import MySql

COLLATIONS = [("utf8mb4_0900_ai_ci", "utf8mb4"), ("utf8mb4_general_ci", "utf8mb4"), ("utf8mb4_bin", "utf8mb4"),
              ("utf8mb3_general_ci", "utf8mb3"), ("utf8mb3_bin", "utf8mb3"), ("latin1_swedish_ci", "latin1"),
              ("latin1_bin", "latin1"), ("ascii_general_ci", "ascii"), ("ascii_bin", "ascii"), ("binary", "binary")]
COMMON = "aAbBcCzZ019 _%!~.-\t\0\x01"
LATIN = "äÄöÖüÜßéÉèàÀçñÑåÅøØæÆþÐð¿×÷ÿ€ŠšŽž"
WIDE = "ĀāŁłŉĳſǅǄǆΑαΣσςΩЯяЙйІѐאבגדابجगघकखกขคはハﾊがガ漢字一丁한글가각ﬁ℃①Ⅳ²½ａＡ\u0301\u0308\u200d\ufeff\uffff"
SUPPLEMENTARY = "😀😁👍🏽𝐀𝔞𐐀𐐨𠀀𠮷𡿿\U000e0001\U0010fffd"


def alphabet(charset):
    if charset in ("ascii", "binary"):
        return COMMON
    if charset == "latin1":
        return COMMON * 2 + LATIN
    if charset == "utf8mb3":
        return COMMON * 2 + LATIN + WIDE
    return COMMON * 2 + LATIN + WIDE * 2 + SUPPLEMENTARY * 2


def encode(text, charset):
    if charset == "latin1":
        return text.encode("cp1252")
    return text.encode("utf-8")


def main():
    server = MySql(sys.argv[1], sys.argv[2])
    rng = random.Random(20261121)
    for collation, charset in COLLATIONS:
        letters = alphabet(charset)
        script = []
        pairs = []
        for _ in range(1200):
            left = "".join(rng.choice(letters) for _ in range(rng.randint(0, 6)))
            if rng.random() < 0.6:
                right = list(left)
                for _ in range(rng.randint(0, 2)):
                    place = rng.randint(0, len(right))
                    if rng.random() < 0.5 and place < len(right):
                        c = right[place]
                        right[place] = rng.choice([c.upper()[:1], c.lower()[:1], rng.choice(letters), "_", "%"])
                    else:
                        right.insert(place, rng.choice([" ", "%", "_", rng.choice(letters)]))
                right = "".join(c for c in right if c in letters)
            else:
                right = "".join(rng.choice(letters) for _ in range(rng.randint(0, 6)))
            right = right.replace("\\", "")
            pairs.append((encode(left, charset), encode(right, charset)))
        for left, right in pairs:
            a = "CONVERT(x'%s' USING %s) COLLATE `%s`" % (left.hex(), charset, collation)
            b = "CONVERT(x'%s' USING %s) COLLATE `%s`" % (right.hex(), charset, collation)
            script.append("SELECT STRCMP(%s,%s), %s LIKE %s, HEX(UPPER(%s)), HEX(LOWER(%s));" % (a, b, a, b, a, a))
        rows = server.run("\n".join(script))
        assert len(rows) == len(pairs)
        for (left, right), row in zip(pairs, rows):
            print("\t".join([collation, left.hex(), right.hex(), row[0], row[1], row[2].lower(), row[3].lower()]))


main()
