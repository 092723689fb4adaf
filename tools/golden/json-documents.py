#!/usr/bin/env python3
"""Makes the golden file of JSON documents: text, MySQL's binary form, and how MySQL prints it.

    json-documents.py MYSQL_BIN SOCKET > common/src/test/resources/io/braid/common/json/json.golden

Each line: kind TAB input TAB result TAB shown. Kind "text": input is the hex of a JSON text, result
the hex of the binary form and shown the hex of the printed form; kind "sql": input is an expression;
kind "error": result is the error number and shown the hex of its message. Documents above 10,000
bytes are made by the tests from their short description, so that the file stays small: kind
"large" has an expression as input and the SHA-256 of the binary form as result.
"""

import hashlib
import sys

from binlog_rows import MySql, written_rows

TEXTS = [
    "null", "true", "false", "0", "-0", "1", "-1", "32767", "32768", "-32768", "-32769", "65535", "65536", "2147483647",
    "2147483648", "-2147483648", "-2147483649", "4294967295", "4294967296", "9223372036854775807", "9223372036854775808",
    "-9223372036854775808", "-9223372036854775809", "18446744073709551615", "18446744073709551616", "1.0", "-0.0", "1.5", "1e2",
    "1E-7", "1e15", "1e14", "123456789012345678901234567890", "0.1", "1e308", "1.7976931348623157e308", "5e-324", "1e-400", "2.50",
    "100000000000000000000.0", "3.0e0", '""', '"a"', '"\\u00e4\\u20ac\\ud83d\\ude00"', '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\\u007f"',
    '"äöü"', '"' + "x" * 127 + '"', '"' + "x" * 128 + '"', "[]", "{}", "[1]", "[1, 2.5, \"a\", null, true, false, [], {}]",
    '{"a": 1}', '{"b": 1, "a": 2}', '{"bb": 1, "a": 2, "ccc": 3, "A": 4, "ä": 5}', '{"a": 1, "a": 2}', '{"": 1}',
    '{"a": {"b": {"c": [1, [2, [3]]]}}}', ' [ 1 ,\n2\t] ', '[32767, 32768, -32769, 65535, 65536, 2147483648, 4294967296, -2147483649]',
    '["' + "y" * 200 + '", 1]', '{"k": [true, false, null], "n": -5, "u": 18446744073709551615, "d": 1e100}', "[" * 100 + "]" * 100,
    '[0.1, 0.2, 1e21, 1e22, 123456.789]', '"\\u0000"', '{"\\u0061": 1}', "[1e1]",
]
ERRORS = [
    "", " ", "nul", "tru", "abc", "[", "[1", "[1,", "[1,]", "[1 2]", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{a:1}",
    "{\"a\" 1}", "{\"a\":1 \"b\":2}", "1 2", "[] x", "\"abc", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"",
    "\"a\nb\"", "1.", "1.e5", "1e", "1e+", "-", "--1", "+1", "01", ".5", "1e400", "-1e400", "NaN", "Infinity", "'a'", "[1,,2]", "{,}", "{1:2}",
    "[" * 101 + "]" * 101, "nullx", "\"a\" \"b\"", "{\"a\":1}}", "]", "}", ":", ",", "\"tab\there\"", "[tru]", "{\"a\":nul}", "1a", "\\", "[\"a", "{\"a\":\"b}",
    "99999999999999999999999999999999999999999999e400", "[1}", "{\"a\":1]", "true false", "/*x*/1",
]
EXPRESSIONS = [
    "CAST(1.50 AS JSON)", "CAST(-123456789012345678901234567890.123456 AS JSON)", "CAST(0.0 AS JSON)",
    "CAST(DATE'2024-02-29' AS JSON)", "CAST(TIME'12:34:56' AS JSON)", "CAST(TIME'-12:34:56.789' AS JSON)",
    "CAST(TIMESTAMP'2024-02-29 12:34:56.789' AS JSON)", "CAST(x'00ff41' AS JSON)", "JSON_ARRAY(1.5, DATE'2024-02-29', x'41')",
    "JSON_OBJECT('d', 1.50, 't', TIME'00:00:00')", "CAST(b'101' AS JSON)", "CAST(1e0 AS JSON)", "CAST(18446744073709551615 AS JSON)",
    "JSON_ARRAY(1e16, 1e15, 100000.0e0, 0.5e0)", "CAST(CAST(5 AS UNSIGNED) AS JSON)", "JSON_ARRAY(TRUE, NULL, 'x')",
    "CAST(CAST(2024 AS YEAR) AS JSON)", "JSON_QUOTE('x')", "CAST(ST_GeomFromText('POINT(1 2)') AS JSON)",
]
LARGE = [
    "JSON_OBJECT('a', REPEAT('x', 65000))", "JSON_OBJECT('a', REPEAT('x', 65535))", "JSON_OBJECT('a', REPEAT('x', 66000))",
    "JSON_ARRAY(REPEAT('x', 65520))", "JSON_ARRAY(REPEAT('x', 65525))", "JSON_ARRAY(REPEAT('x', 65526))", "JSON_ARRAY(REPEAT('x', 65527))",
    "JSON_ARRAY(REPEAT('x', 65528))", "JSON_ARRAY(REPEAT('x', 65529))", "JSON_ARRAY(REPEAT('x', 65530))", "JSON_ARRAY(REPEAT('x', 70000), 70000, 5, 3000000000)",
    "JSON_ARRAY(JSON_ARRAY(REPEAT('x', 70000)), JSON_ARRAY(1, 40000))", "JSON_ARRAY(JSON_OBJECT('k', REPEAT('x', 65000)), REPEAT('y', 1000))",
]


def hexed(text):
    return text.encode().hex()


def main():
    server = MySql(sys.argv[1], sys.argv[2])
    server.run("DROP DATABASE IF EXISTS golden; CREATE DATABASE golden; USE golden; CREATE TABLE j (c JSON)")
    wanted = [("text", t, "CONVERT(x'%s' USING utf8mb4)" % hexed(t)) for t in TEXTS]
    wanted += [("sql", e, e) for e in EXPRESSIONS] + [("large", e, e) for e in LARGE]
    name = server.rotate()
    script = ["USE golden;"]
    for _, _, expression in wanted:
        script.append("INSERT INTO j VALUES (%s); SELECT HEX(CAST(c AS CHAR)) FROM j; TRUNCATE j;" % expression)
    shown = server.run("\n".join(script))
    rows = list(written_rows(server.binlog(name)))
    assert len(rows) == len(wanted) == len(shown), (len(rows), len(wanted), len(shown))
    for (kind, given, _), row, text in zip(wanted, rows, shown):
        binary = row[3][5:]
        result = binary.hex() if kind != "large" else hashlib.sha256(binary).hexdigest()
        print("\t".join([kind, hexed(given), result, text[0].lower() if kind != "large" else ""]))
    script = ["USE golden;"]
    for error in ERRORS:
        script.append("SELECT '#'; INSERT INTO j VALUES (CONVERT(x'%s' USING utf8mb4)); SHOW WARNINGS;" % hexed(error))
    results = []
    for row in server.run("\n".join(script), force=True):
        if row[0] == "#":
            results.append(["0", "none"])
        elif row[0] == "Error":
            results[-1] = row[1:]
    for error, (number, message) in zip(ERRORS, results):
        print("\t".join(["error", hexed(error), number, hexed(message.replace("\\\\", "\\"))]))
    server.run("DROP DATABASE golden")


main()
