#!/usr/bin/env python3
"""Makes the golden file of store conversions: what INSERT makes of a value, and with which warnings.

    store-conversions.py MYSQL_BIN SOCKET > common/src/test/resources/io/braid/common/value/store.golden

A third argument, a seed, makes random values instead of the listed ones, for a test run with
-Dstore.golden=FILE.

Each line: sql_mode TAB column type TAB value as SQL literal TAB stored value (hex of what
TAB-separated fields would show; BIT as a number; NULL; or ERROR) TAB warnings, each
"level:code:message", separated by " | ". The server is a scratch one: a database `golden` is made.
"""

import random
import sys

from binlog_rows import MySql

STRICT = ("ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
          "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION")
MODES = [STRICT, ""]
DATE_MODES = [STRICT, "", "STRICT_TRANS_TABLES", "STRICT_TRANS_TABLES,ALLOW_INVALID_DATES",
              "NO_ZERO_IN_DATE,NO_ZERO_DATE", "TIME_TRUNCATE_FRACTIONAL"]

INTEGERS = ["0", "1", "-1", "127", "128", "-128", "-129", "255", "256", "32767", "32768", "-32769", "65535",
            "65536", "8388608", "16777216", "2147483647", "2147483648", "-2147483649", "4294967295",
            "4294967296", "9223372036854775807", "9223372036854775808", "18446744073709551615",
            "18446744073709551616", "-9223372036854775808", "-9223372036854775809"]
NUMBERS = INTEGERS + [
    "1.4", "1.5", "2.5", "-1.5", "-0.4", "-0.5", "0.5", "99.995", "99.994", "127.5", "255.49", "9.99e1", "1.5e0",
    "2.5e0", "-2.5e0", "1e3", "1e10", "1e19", "1e20", "-1e20", "1e40", "1e308", "0.0001e0", "123456.789",
    "123456789012345678901234567890.123456789", "0.0000000000000000001", "TRUE", "0.1e0", "1e-30", "1e-400"]
STRINGS = [
    "''", "' '", "'abc'", "'12'", "' 12'", "'12 '", "' 12 '", "'12abc'", "'abc12'", "'-5'", "'+5'", "'1.5'", "'1.4999'",
    "'2.5'", "'-2.5'", "'.5'", "'5.'", "'.'", "'-'", "'1e2'", "'1e'", "'1e+'", "'1e2x'", "'1E-1'", "'0x10'",
    "'99999999999999999999'", "'-99999999999999999999'", "'9223372036854775807'", "'9223372036854775808'",
    "'18446744073709551615'", "'18446744073709551616'", "'1e400'", "'-1e400'", "'1e-400'", "'123.456'", "'999.995'",
    "'999.994'", "'12 34'", "'1,000'", "'\\t7'", "'\\n7'", "'7\\n'", "'NaN'", "'inf'", "'128'", "'255.5'", "'-0'",
    "'00012'", "'1234567890123456789012345678901234567890123456789012345678901234567890'",
    "'0.00000000000000000000000000000000001'", "'123456789.123456789123456789'", "'x'", "'ä'", "'😀'",
    "0x", "0x31", "0x41", "0xff", "0xe4", "0x3132", "0x0102030405060708", "0x010203040506070809", "b'101'"]
TEMPORALS = [
    "DATE'2024-02-29'", "TIME'12:34:56.789'", "TIME'-12:34:56'", "TIMESTAMP'2024-02-29 12:34:56.789'",
    "TIMESTAMP'2024-12-31 23:59:59.999999'", "TIMESTAMP'9999-12-31 23:59:59.999999'"]
DATE_TEXTS = [
    "'2024-02-29'", "'2023-02-29'", "'2024-13-01'", "'2024-00-10'", "'2024-10-00'", "'0000-00-00'", "'0000-01-01'",
    "'2024-1-2'", "'24-1-2'", "'69-01-01'", "'70-01-01'", "'99-12-31'", "'00-01-01'", "'2024/02/28'", "'2024.02.28'",
    "'2024@02@28'", "'20240228'", "'240228'", "'2024022'", "'20240228123456'", "'240228123456'", "'20240228123456.789'",
    "'2024-02-28 12:34:56'", "'2024-02-28T12:34:56'", "'2024-02-28 12:34'", "'2024-02-28 12'", "'2024-02-28 12:34:56.7'",
    "'2024-02-28 12:34:56.123456'", "'2024-02-28 12:34:56.1234567'", "'2024-02-28 12:34:56.9999999'",
    "'2024-02-28 23:59:59.9999999'", "'9999-12-31 23:59:59.9999999'", "'2024-02-28 24:00:00'", "'2024-02-28 12:60:00'",
    "'2024-02-28 12:34:60'", "'2024-02-28 12:34:56+05:00'", "'2024-02-28 12:34:56-08:30'",
    "'2024-02-28 12:34:56+14:00'", "'2024-02-28 12:34:56+14:01'", "'2024-02-28 12:34:56-00:00'",
    "'2024-02-28 12:34:56.5+00:00'", "'2024-02-28 12:34:56Z'", "'2024-02-28 12:34:56 '", "' 2024-02-28'", "'2024-02-28x'",
    "'2024-02-28 x'", "'2024-02-28 12:34:56x'", "'2024--02-28'", "'2024-02'", "'2024'", "'abc'", "''", "'12:34:56'",
    "'10:11:12'", "'10-11-12'", "'2024-02-30'", "'2024-02-31'", "'2024-02-32'", "'2024-04-31'", "'1969-12-31 23:59:59'",
    "'1970-01-01 00:00:00'", "'1970-01-01 00:00:01'", "'2038-01-19 03:14:07'", "'2038-01-19 03:14:08'",
    "'2106-02-07 06:28:15'", "'1969-06-01 00:00:00'", "'2024-02-28 12:34:56.'", "'2024-02-28  12:34:56'", "'2024 02 28'",
    "'2024-02-28-12-34-56'", "'2024-02-28 12.34.56'", "'2024:02:28 12:34:56'", "'0001-01-01'", "'10000-01-01'", "'2024-02-28 1:2:3'",
    "'20240228T123456'", "'2024-02-28\\t12:34:56'", "'1:2:3'", "'2024-0002-28'", "'99991231'", "'101'", "'1'", "'0'",
    "'00000000'", "'000000'", "'20241301'", "'20240230'", "'2024-02-28 12:34:56 PM'", "'24-02-28 12:34:56'"]
DATE_NUMBERS = [
    "0", "1", "101", "1231", "20240228", "240228", "700101", "691231", "991231", "10101", "20240228123456",
    "240228123456", "20240228123456.789", "20240228.5", "20240230", "99991231", "99991231235959", "-1", "20241301",
    "10000101000000", "2024022812345678", "20240228e0", "20240228123456.7e0", "1e20", "20240228240000", "100", "99", "20240200", "20240000"]
TIME_TEXTS = [
    "'12:34:56'", "'12:34'", "'1:2:3'", "'12'", "'1234'", "'123456'", "'-12:34:56'", "'+12:34:56'", "'838:59:59'",
    "'838:59:59.5'", "'839:00:00'", "'-839:00:00'", "'1 12:34:56'", "'1 12'", "'1 12:34'", "'34 22:59:59'", "'35 00:00:00'",
    "'12:34:56.789'", "'12:34:56.9999999'", "'12:34:56.1234567'", "'12:60:00'", "'12:34:60'", "'abc'", "''", "'12:34:56abc'",
    "'2024-02-28 12:34:56'", "'2024-02-28 12:34:56.7'", "'2024-02-28'", "'20240228123456'", "'.5'", "'56.5'", "'12:34:'",
    "'12:'", "':34'", "'99999999'", "'8385959'", "'8390000'", "'-1 12:34:56'", "'- 1'", "'12:34:56 '", "' 12:34:56'",
    "'12:34:56.'", "'12:34:56 AM'", "'12:34:56+01:00'", "'100:00:00'", "'0'", "'1e3'", "'12.34.56'", "'10:11:12:13'", "'-00:00:00.4'",
    "'-00:00:00.5'", "'838:59:59.999999'", "'-838:59:59.9999999'", "'1 25:00:00'", "'0000-00-00 00:00:00'", "'2024-13-01 12:00:00'"]
TIME_NUMBERS = [
    "0", "1", "59", "60", "123456", "-123456", "8385959", "8390000", "-8390000", "1.5", "123456.789", "123456.9999999",
    "20240228123456", "99991231235959.5", "123460", "126000", "1e3", "123456.5e0", "1e20", "20240228123456.789", "99", "100"]
TEXT_VALUES = [
    "''", "'a'", "'abc'", "'abcd'", "'abcde'", "'abc  '", "'abcd   '", "'äöü'", "'äöüß'", "'😀'", "'a😀'", "'漢'", "'€'", "123",
    "12345", "1.50", "1.5e0", "1e20", "-7", "TRUE", "DATE'2024-02-29'", "TIME'12:34:56'", "0x41", "0xff", "0xe4f6",
    "0xf09f98", "0x4142434445", "CAST('{\"a\":1}' AS JSON)", "1e-7", "0.1e0", "100000000000000000000.5", "_latin1 0xe4"]
YEARS = ["0", "1", "69", "70", "99", "100", "1900", "1901", "2155", "2156", "-1", "'0'", "'00'", "'1'", "'69'", "'70'", "'1901'", "'2155'",
         "'2156'", "'abc'", "''", "'2024abc'", "'2024 '", "2024.5", "2024.4", "2024e0", "'2024.5'", "DATE'2024-02-29'", "TIME'12:34:56'",
         "'000'", "'0000'", "'99999'", "1e20", "' 24'"]
ENUMS = ["'a'", "'A'", "'b'", "'b '", "'c'", "''", "'1'", "'2'", "'3'", "'0'", "0", "1", "3", "4", "-1", "1.4", "1.5", "1e0", "'x'", "'10'",
         "'1x'", "' a'", "0x61", "0x01"]
SETS = ["''", "'a'", "'a,b'", "'b,a'", "'a,a'", "'a,x'", "'x'", "'3'", "'7'", "'8'", "0", "3", "7", "8", "-1", "'A,C'", "'a, b'", "'a,'", "',a'",
        "'a,b,c,'", "1.5", "3e0", "'a '", "'1x'", "0x61"]
BITS = ["0", "1", "5", "255", "256", "2047", "2048", "-1", "b'101'", "'1'", "'a'", "'ab'", "''", "0x05", "0x0fff", "0xffff", "1.5", "1e0",
        "18446744073709551615", "'\\0\\0\\0a'", "1e20", "2.4e0"]
JSONS = ["'{\"a\": 1}'", "'[1,2'", "''", "'null'", "1", "1.5", "1e0", "TRUE", "'abc'", "0x7b7d", "DATE'2024-02-29'", "'{\"b\":1,\"a\":2,\"b\":3}'"]
GEOMETRIES = ["'abc'", "1", "ST_GeomFromText('POINT(1 2)')", "''", "0x00"]

NUMERIC = ["tinyint", "tinyint unsigned", "smallint", "smallint unsigned", "mediumint", "mediumint unsigned", "int",
           "int unsigned", "bigint", "bigint unsigned", "decimal(5,2)", "decimal(5,2) unsigned", "decimal(20,0)",
           "decimal(65,30)", "float", "float(5,2)", "float unsigned", "double", "double(8,3)", "double unsigned"]
TEXT = ["char(4)", "varchar(4)", "char(4) charset latin1", "varchar(4) charset latin1", "varchar(4) charset ascii",
        "varchar(4) charset utf8mb3", "binary(4)", "varbinary(4)", "tinytext", "text", "tinyblob", "varchar(30)",
        "varchar(30) charset latin1", "binary(0)", "char(0)"]
REPEATED = ["REPEAT('a',255)", "REPEAT('a',256)", "CONCAT(REPEAT('a',254),'ä')", "CONCAT(REPEAT('a',254),'    ')"]


def cases():
    for kind in NUMERIC:
        yield kind, MODES, ["NULL"] + NUMBERS + STRINGS + TEMPORALS
    for kind in ["date", "datetime", "datetime(3)", "datetime(6)", "timestamp", "timestamp(3)"]:
        yield kind, DATE_MODES, ["NULL"] + DATE_TEXTS + DATE_NUMBERS + TEMPORALS + ["0x3230", "1.5", "1e400"]
    for kind in ["time", "time(3)", "time(6)"]:
        yield kind, DATE_MODES[:2] + DATE_MODES[5:], ["NULL"] + TIME_TEXTS + TIME_NUMBERS + TEMPORALS
    for kind in TEXT:
        yield kind, MODES, ["NULL"] + TEXT_VALUES + (REPEATED if kind.startswith("tiny") else [])
    yield "year", MODES, YEARS + ["NULL"]
    yield "enum('a','b','c')", MODES, ENUMS + ["NULL"]
    yield "enum('1','2','10')", MODES, ENUMS
    yield "enum('a','b','c') charset latin1", MODES, ["'A'", "'ä'", "'€'", "'😀'"]
    yield "set('a','b','c')", MODES, SETS + ["NULL"]
    for kind in ["bit(1)", "bit(8)", "bit(11)", "bit(64)"]:
        yield kind, MODES, BITS + ["NULL"]
    yield "json", MODES, JSONS
    yield "geometry", MODES, GEOMETRIES


def random_cases(seed):
    """As cases(), with values near to what conversions find difficult."""
    rng = random.Random(seed)
    pools = {
        "number": (NUMBERS, STRINGS), "date": (DATE_NUMBERS + TIME_NUMBERS, DATE_TEXTS + TIME_TEXTS),
        "text": (NUMBERS, TEXT_VALUES + STRINGS)}

    def digits(most):
        return "".join(rng.choice("0123456789") for _ in range(rng.randint(1, most)))

    def number():
        kind = rng.random()
        sign = rng.choice(["", "-"])
        if kind < 0.3:
            return sign + str(int(digits(22)))
        if kind < 0.6:
            return sign + str(int(digits(12))) + "." + digits(12)
        if kind < 0.8:
            return sign + str(int(digits(6))) + "." + digits(8) + "e" + str(rng.randint(-25, 25))
        return sign + str(int(digits(14)))

    def date_text():
        parts = [str(rng.choice([rng.randint(0, 9999), rng.randint(2020, 2030), rng.randint(0, 99)])), str(rng.randint(0, 13)),
                 str(rng.randint(0, 32))]
        text = rng.choice(["-", "-", "-", "/", ".", ""]).join(
            p if rng.random() < 0.3 else p.zfill(4 if i == 0 else 2) for i, p in enumerate(parts))
        if rng.random() < 0.7:
            text += rng.choice([" ", " ", "T", "  ", "-"])
            text += ":".join(str(rng.randint(0, 61)).zfill(rng.choice([1, 2])) for _ in range(rng.randint(1, 3)))
            if rng.random() < 0.5:
                text += "." + digits(9)
            if rng.random() < 0.15:
                text += rng.choice(["+", "-"]) + "%02d:%02d" % (rng.randint(0, 15), rng.randint(0, 61))
        return text

    def time_text():
        text = rng.choice(["", "", "-"]) + (str(rng.randint(0, 40)) + " " if rng.random() < 0.2 else "")
        text += ":".join(str(rng.choice([rng.randint(0, 61), rng.randint(0, 900)])).zfill(rng.choice([1, 2]))
                         for _ in range(rng.randint(1, 3)))
        if rng.random() < 0.5:
            text += "." + digits(9)
        return text

    def mutate(text):
        body = list(text[1:-1]) if text.startswith("'") else list(text)
        for _ in range(rng.randint(1, 2)):
            place = rng.randint(0, len(body))
            if rng.random() < 0.5 and body:
                del body[min(place, len(body) - 1)]
            else:
                body.insert(place, rng.choice("0123456789.-+: e/aT"))
        return "'" + "".join(body).replace("\\", "").replace("'", "") + "'"

    def value(group):
        numbers, texts = pools[group]
        kind = rng.random()
        if kind < 0.25:
            return number()
        if kind < 0.35:
            return "'" + number() + "'"
        if kind < 0.6:
            return mutate(rng.choice([t for t in texts if t.startswith("'")]))
        if group == "date":
            return "'" + rng.choice([date_text, date_text, time_text])() + "'"
        return mutate("'" + number() + "'")

    for kind in NUMERIC + ["year", "bit(11)", "bit(64)"]:
        yield kind, MODES, [value("number") for _ in range(150)]
    for kind in ["date", "datetime", "datetime(2)", "datetime(6)", "timestamp", "timestamp(3)"]:
        yield kind, DATE_MODES, [value("date") for _ in range(150)]
    for kind in ["time", "time(1)", "time(6)"]:
        yield kind, DATE_MODES[:2] + DATE_MODES[5:], [value("date") for _ in range(200)]
    for kind in ["char(4)", "varchar(4)", "varbinary(4)", "varchar(12)", "varchar(25)", "char(7) charset latin1"]:
        yield kind, MODES, [value("text") for _ in range(150)]
    yield "enum('1','2','10')", MODES, [value("number") for _ in range(50)]
    yield "set('1','2','10')", MODES, [value("number") for _ in range(50)]


def main():
    server = MySql(sys.argv[1], sys.argv[2])
    script = ["DROP DATABASE IF EXISTS golden; CREATE DATABASE golden; USE golden; SET time_zone='+00:00';"]
    wanted = []
    chosen = random_cases(int(sys.argv[3])) if len(sys.argv) > 3 else cases()
    for number, (kind, modes, values) in enumerate(chosen):
        script.append("CREATE TABLE s%d (c %s NULL);" % (number, kind))
        shown = "c"
        if kind.startswith("bit"):
            shown = "CAST(CAST(c AS UNSIGNED) AS CHAR)"
        elif kind.startswith("tinyint") or not kind.startswith(
                ("char", "varchar", "binary", "varbinary", "tiny", "text")):
            shown = "CAST(c AS CHAR)"
        for mode in modes:
            script.append("SET sql_mode='%s';" % mode)
            for value in values:
                script.append("SELECT '#','%d';" % len(wanted))
                script.append("INSERT INTO s%d VALUES (%s);" % (number, value))
                script.append("SHOW WARNINGS;")
                script.append("SELECT '=',IF(c IS NULL,'NULL',HEX(%s)) FROM s%d; DELETE FROM s%d;"
                              % (shown, number, number))
                wanted.append((mode, kind, value))
    results = [["ERROR", []] for _ in wanted]
    current = -1
    for row in server.run("\n".join(script), force=True):
        if row[0] == "#":
            current = int(row[1])
        elif row[0] == "=":
            results[current][0] = row[1] if row[1] == "NULL" else row[1].lower()
        elif row[0] in ("Warning", "Note", "Error"):
            results[current][1].append(":".join(row))
    for (mode, kind, value), (stored, warnings) in zip(wanted, results):
        print("\t".join([mode if mode != STRICT else "DEFAULT", kind, value, stored, " | ".join(warnings)]))
    server.run("DROP DATABASE golden")


main()
