#!/usr/bin/env python3
"""Makes the golden file of printed doubles and floats.

    number-texts.py MYSQL_BIN SOCKET | gzip -9n > \
        common/src/test/resources/io/braid/common/value/numbers.golden.gz

Each line: IEEE bits of a double (hex, big-endian) TAB as a result set shows it TAB in CONCAT TAB the
nearest FLOAT as a result set shows it TAB a FLOAT column in CONCAT TAB ROUND(x, 2) of a DOUBLE(60,2)
column or "-".
"""

import random
import struct
import sys

from binlog_rows import MySql


def main():
    server = MySql(sys.argv[1], sys.argv[2])
    rng = random.Random(4)
    values = [0.0, 1.0, -1.0, 0.1, 0.5, 1e15, 1e14, 1e16, 999999999999999.9, 123456.5, 1e-5, 1e-15, 1e-16, 5e-324, 4e-323,
              1.7976931348623157e308, 2.2250738585072014e-308, 1 / 3, 2 / 3, 1e21, 1e22, 1e23, 9007199254740993.0]
    for _ in range(1500):
        kind = rng.random()
        if kind < 0.3:
            values.append(struct.unpack(">d", rng.randbytes(8))[0])
        elif kind < 0.6:
            values.append(round(rng.uniform(-1, 1) * 10 ** rng.randint(-18, 20), rng.randint(0, 16)))
        elif kind < 0.8:
            values.append(rng.uniform(-1, 1) * 10 ** rng.randint(-20, 25))
        else:
            values.append(float("%.*g" % (rng.randint(1, 9), rng.uniform(-1, 1) * 10 ** rng.randint(-25, 25))))
    values = [v for v in values if v == v and abs(v) != float("inf")]
    script = ["DROP DATABASE IF EXISTS golden; CREATE DATABASE golden; USE golden; SET sql_mode='';",
              "CREATE TABLE n (i INT PRIMARY KEY, d DOUBLE, f FLOAT, m DOUBLE(60,2));"]
    for number, value in enumerate(values):
        text = repr(value)
        if "e" not in text:
            text += "e0"
        script.append("INSERT INTO n VALUES (%d,%s,%s,%s);" % (number, text, text, text))
    server.run("\n".join(script))
    rows = server.run("USE golden; SELECT i, d, CONCAT(d+0e0), f, CONCAT(f), m FROM n ORDER BY i;")
    assert len(rows) == len(values)
    for value, row in zip(values, rows):
        fixed = row[5] if abs(value) < 1e15 else "-"
        print("\t".join([struct.pack(">d", value).hex(), row[1], row[2], row[3], row[4], fixed]))
    server.run("DROP DATABASE golden")


main()
