#!/usr/bin/env python3
"""Makes the golden row images: every type with NULL, its extremes and typical values.

    row-images.py MYSQL_BIN SOCKET > common/src/test/resources/io/braid/common/row/row-images.golden

Each line: column type TAB value as SQL literal TAB type byte and metadata (hex) TAB row image (hex)
TAB value as MySQL prints it (hex of its bytes; for BIT, ENUM and SET the number before a colon), or
"NULL". The server is a scratch one with the binlog on: a database `golden` is dropped and made.
"""

import sys

from binlog_rows import MySql, written_rows

LONG = "REPEAT('x',%d)"
TYPES = [
    ("tinyint", ["-128", "127", "0", "-1", "42"]),
    ("tinyint unsigned", ["0", "255", "128"]),
    ("tinyint(3) unsigned zerofill", ["7"]),
    ("smallint", ["-32768", "32767", "0", "-2", "300"]),
    ("smallint unsigned", ["0", "65535", "40000"]),
    ("mediumint", ["-8388608", "8388607", "0", "-3", "70000"]),
    ("mediumint unsigned", ["0", "16777215", "9000000"]),
    ("int", ["-2147483648", "2147483647", "0", "-4", "123456789"]),
    ("int unsigned", ["0", "4294967295", "3000000000"]),
    ("bigint", ["-9223372036854775808", "9223372036854775807", "0", "-5", "1234567890123"]),
    ("bigint unsigned", ["0", "18446744073709551615", "9223372036854775808"]),
    ("float", ["0", "-0e0", "1.5", "-3.4028234663852886e38", "3.4028234663852886e38", "1.17549e-38",
               "0.1", "16777216", "1e-10"]),
    ("float(7,3)", ["1234.5678", "-0.001"]),
    ("double", ["0", "-0e0", "1.5", "-1.7976931348623157e308", "1.7976931348623157e308",
                "2.2250738585072014e-308", "5e-324", "0.1", "1e15", "1e14", "123456789012345680", "1e-5",
                "0.0001", "3.141592653589793", "1e100"]),
    ("double(10,4)", ["123.45678", "-99999.99999"]),
    ("decimal(1,0)", ["0", "9", "-9"]),
    ("decimal(10,0)", ["0", "9999999999", "-9999999999", "-1", "5"]),
    ("decimal(5,2)", ["0", "999.99", "-999.99", "-0.01", "1.5", "12.3"]),
    ("decimal(18,9)", ["123456789.987654321", "-999999999.999999999", "0.000000001", "-0.000000001"]),
    ("decimal(19,2)", ["12345678901234567.89", "-99999999999999999.99", "0"]),
    ("decimal(3,3)", ["0.999", "-0.999", "0.001", "0"]),
    ("decimal(9,9)", ["0.999999999", "-0.000000001"]),
    ("decimal(30,30)", ["0.123456789012345678901234567890", "-0.999999999999999999999999999999"]),
    ("decimal(65,0)", ["9" * 65, "-" + "9" * 65, "0", "1234567890" * 6]),
    ("decimal(65,30)", ["9" * 35 + "." + "9" * 30, "-" + "9" * 35 + "." + "9" * 30, "0",
                        "-0." + "0" * 29 + "1", "12345678901.000000001", "1"]),
    ("decimal(12,4) unsigned", ["0", "99999999.9999", "1234.5"]),
    ("bit(1)", ["b'0'", "b'1'"]),
    ("bit(8)", ["0", "255", "129"]),
    ("bit(11)", ["0", "2047", "1025"]),
    ("bit(64)", ["0", "18446744073709551615", "0x0102030405060708"]),
    ("year", ["0", "1901", "2155", "2026", "'00'"]),
    ("date", ["'0000-00-00'", "'1000-01-01'", "'9999-12-31'", "'2026-00-00'", "'2024-02-29'",
              "'0001-01-01'"]),
    ("time", ["'-838:59:59'", "'838:59:59'", "'00:00:00'", "'-00:00:01'", "'12:34:56'"]),
    ("time(1)", ["'-00:00:00.1'", "'12:34:56.7'", "'-01:02:03.9'"]),
    ("time(2)", ["'-00:00:00.01'", "'12:34:56.78'", "'-01:02:03'", "'-01:02:03.99'"]),
    ("time(3)", ["'-00:00:00.001'", "'12:34:56.789'", "'-838:59:58.999'"]),
    ("time(4)", ["'-00:00:00.0001'", "'12:34:56.7891'", "'-10:00:00.5'"]),
    ("time(5)", ["'-00:00:00.00001'", "'12:34:56.78912'"]),
    ("time(6)", ["'-838:59:58.999999'", "'838:59:58.999999'", "'-00:00:00.000001'", "'00:00:00.5'",
                 "'-12:34:56.123456'"]),
    ("datetime", ["'0000-00-00 00:00:00'", "'1000-01-01 00:00:00'", "'9999-12-31 23:59:59'",
                  "'2026-11-21 01:23:45'", "'2026-00-00 00:00:00'"]),
    ("datetime(1)", ["'2026-11-21 01:23:45.6'"]),
    ("datetime(2)", ["'2026-11-21 01:23:45.67'"]),
    ("datetime(3)", ["'2026-11-21 01:23:45.678'", "'9999-12-31 23:59:59.999'"]),
    ("datetime(4)", ["'2026-11-21 01:23:45.6789'"]),
    ("datetime(5)", ["'2026-11-21 01:23:45.67891'"]),
    ("datetime(6)", ["'2026-11-21 01:23:45.678912'", "'0000-00-00 00:00:00'", "'9999-12-31 23:59:59.999999'",
                     "'0001-01-01 00:00:00.000001'"]),
    ("timestamp", ["'0000-00-00 00:00:00'", "'1970-01-01 00:00:01'", "'2038-01-19 03:14:07'",
                   "'2026-11-21 01:23:45'"]),
    ("timestamp(1)", ["'2026-11-21 01:23:45.6'"]),
    ("timestamp(2)", ["'2026-11-21 01:23:45.67'"]),
    ("timestamp(3)", ["'2026-11-21 01:23:45.678'"]),
    ("timestamp(4)", ["'2026-11-21 01:23:45.6789'"]),
    ("timestamp(5)", ["'2026-11-21 01:23:45.67891'"]),
    ("timestamp(6)", ["'1970-01-01 00:00:01.000001'", "'2038-01-19 03:14:07.999999'"]),
    ("char(0)", ["''"]),
    ("char(10)", ["''", "'abc'", "'abc   '", "'  a b'", "'ä€😀'", "'0123456789'"]),
    ("char(63)", ["'abc'"]),
    ("char(64)", ["'abc'", LONG % 64]),
    ("char(255)", ["'abc'", LONG % 255]),
    ("char(10) charset latin1", ["'äöü'", "'€'", "''"]),
    ("char(255) charset latin1", [LONG % 255]),
    ("char(10) charset ascii", ["'az'"]),
    ("char(100) charset utf8mb3", ["'ä€'"]),
    ("binary(0)", ["''"]),
    ("binary(1)", ["''", "0x00", "0xff"]),
    ("binary(5)", ["''", "'ab'", "0x0000000000", "0x0102000000", "0x2020202020", "0xffffffffff"]),
    ("binary(255)", ["0x01"]),
    ("varchar(0)", ["''"]),
    ("varchar(10)", ["''", "'abc'", "'abc   '", "'ä€😀'"]),
    ("varchar(63)", ["'abc'"]),
    ("varchar(64)", ["'abc'", "''"]),
    ("varchar(255) charset latin1", ["'ä'", LONG % 255]),
    ("varchar(256) charset latin1", ["'ä'", LONG % 256]),
    ("varchar(16383)", ["'abc'", LONG % 1000]),
    ("varbinary(10)", ["''", "0x000100", "'a  '"]),
    ("varbinary(300)", ["0xff"]),
    ("tinytext", ["''", "'ä€😀'", LONG % 255]),
    ("text", ["''", "'abc  '", LONG % 300]),
    ("mediumtext", ["''", "'abc'"]),
    ("longtext", ["''", "'abc'"]),
    ("text charset latin1", ["'äöü'"]),
    ("tinyblob", ["''", "0x00ff"]),
    ("blob", ["''", "0x00ff", LONG % 300]),
    ("mediumblob", ["''", "0x00ff"]),
    ("longblob", ["''", "0x00ff"]),
    ("enum('a','b','ä€😀')", ["'a'", "'b'", "'ä€😀'", "''"]),
    ("enum('only')", ["'only'"]),
    ("set('a','b','c')", ["''", "'a'", "'a,c'", "'a,b,c'"]),
    ("set('1','2','3','4','5','6','7','8','9')", ["'9'", "'1,9'", "''"]),
    ("json", ["'null'", "'{}'", "'[]'", "'{\"a\": [1, -2.5, \"x\", true, null]}'"]),
    ("geometry", ["ST_GeomFromText('POINT(1 2)')", "ST_GeomFromText('POINT(1 2)', 4326)",
                  "ST_GeomFromText('POLYGON((0 0,4 0,4 4,0 0))')"]),
    ("point", ["ST_GeomFromText('POINT(-1.5 2.25)')"]),
    ("geometrycollection", ["ST_GeomFromText('GEOMETRYCOLLECTION EMPTY')"]),
]
for count, name in ((255, "e"), (256, "e"), (300, "e")):
    members = ",".join("'%s%d'" % (name, i) for i in range(count))
    TYPES.append(("enum(%s)" % members, ["'e0'", "'e%d'" % (count - 1)]))
for count in (8, 16, 17, 24, 25, 32, 33, 40, 64):
    members = ",".join("'%d'" % i for i in range(count))
    TYPES.append(("set(%s)" % members, ["'0,%d'" % (count - 1), "'%d'" % (count // 2)]))


def shown(kind):
    if kind.startswith("bit"):
        return "CAST(CAST(c AS UNSIGNED) AS CHAR)"
    if kind.startswith(("enum", "set")):
        return "CONCAT(CAST(c AS UNSIGNED),':',CAST(c AS CHAR))"
    if kind.startswith(("geometry", "point")):
        return "CAST(c AS BINARY)"
    if kind.startswith(("char", "varchar", "tinytext", "text", "mediumtext", "longtext", "binary",
                        "varbinary", "tinyblob", "blob", "mediumblob", "longblob")):
        return "c"
    return "CAST(c AS CHAR)"


def main():
    server = MySql(sys.argv[1], sys.argv[2])
    script = ["DROP DATABASE IF EXISTS golden; CREATE DATABASE golden; USE golden;",
              "SET sql_mode='NO_ENGINE_SUBSTITUTION,ALLOW_INVALID_DATES'; SET time_zone='+00:00';"]
    for number, (kind, values) in enumerate(TYPES):
        script.append("CREATE TABLE t%d (c %s NULL);" % (number, kind))
    server.run("\n".join(script))
    name = server.rotate()
    script = ["USE golden; SET sql_mode='NO_ENGINE_SUBSTITUTION,ALLOW_INVALID_DATES';",
              "SET time_zone='+00:00';"]
    wanted = []
    for number, (kind, values) in enumerate(TYPES):
        for value in ["NULL"] + values:
            script.append("INSERT INTO t%d VALUES (%s);" % (number, value))
            script.append("SELECT IF(c IS NULL,'NULL',HEX(%s)) FROM t%d; TRUNCATE t%d;"
                          % (shown(kind), number, number))
            wanted.append((kind, value))
    texts = server.run("\n".join(script))
    rows = list(written_rows(server.binlog(name)))
    assert len(rows) == len(wanted) == len(texts), (len(rows), len(wanted), len(texts))
    for (kind, value), (_, types, metadata, image), text in zip(wanted, rows, texts):
        print("\t".join([kind, value, types.hex() + metadata.hex(), image.hex(), text[0].lower()
                         if text[0] != "NULL" else "NULL"]))
    server.run("DROP DATABASE golden")


main()
