"""Runs SQL on a real MySQL through its client and reads the rows events of its binlog."""

import os
import subprocess
import tempfile


class MySql:
    """A MySQL server that the `mysql` client reaches by its socket."""

    def __init__(self, bin_folder, socket):
        self.bin = bin_folder
        self.socket = socket

    def run(self, sql, force=False):
        """Runs a script and returns its rows as lists of fields (tab separated, escapes kept)."""
        args = [os.path.join(self.bin, "mysql"), "--no-defaults", "-uroot", "-S", self.socket,
                "--default-character-set=utf8mb4", "-N", "-B", "--max-allowed-packet=1G"]
        if force:
            args.append("--force")
        done = subprocess.run(args, input=sql.encode(), stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, check=False)
        if done.returncode != 0 and not force:
            raise RuntimeError(done.stderr.decode(errors="replace"))
        text = done.stdout.decode(errors="surrogateescape")
        return [line.split("\t") for line in text.split("\n")[:-1]]

    def rotate(self):
        """Starts a new binlog file and returns its name."""
        self.run("FLUSH BINARY LOGS")
        return self.run("SHOW BINARY LOG STATUS")[0][0]

    def binlog(self, name):
        """The raw bytes of a binlog file."""
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                [os.path.join(self.bin, "mysqlbinlog"), "--no-defaults", "-uroot", "-S",
                 self.socket, "--read-from-remote-server", "--raw", name,
                 "--result-file=" + folder + "/"], check=True, stdout=subprocess.PIPE)
            with open(os.path.join(folder, name), "rb") as file:
                return file.read()


def _packed(data, at):
    first = data[at]
    if first < 251:
        return first, at + 1
    width = {252: 2, 253: 3, 254: 8}[first]
    return int.from_bytes(data[at + 1:at + 1 + width], "little"), at + 1 + width


def written_rows(binlog):
    """Yields (table, type bytes, metadata bytes, row image list) of each WRITE_ROWS event.

    An event of one row gives one image. Several rows in an event cannot be told apart without
    decoding, so the scripts here insert row by row.
    """
    at = 4
    tables = {}
    while at < len(binlog):
        kind = binlog[at + 4]
        size = int.from_bytes(binlog[at + 9:at + 13], "little")
        body = binlog[at + 19:at + size - 4]  # without the checksum
        if kind == 19:  # TABLE_MAP
            table_id = int.from_bytes(body[0:6], "little")
            p = 8
            p += 1 + body[p] + 1
            length = body[p]
            name = body[p + 1:p + 1 + length].decode()
            p += 1 + length + 1
            columns, p = _packed(body, p)
            types = body[p:p + columns]
            p += columns
            metadata_length, p = _packed(body, p)
            tables[table_id] = (name, types, body[p:p + metadata_length])
        elif kind == 30:  # WRITE_ROWS, version 2
            table_id = int.from_bytes(body[0:6], "little")
            p = 8 + int.from_bytes(body[8:10], "little")
            columns, p = _packed(body, p)
            p += (columns + 7) // 8
            name, types, metadata = tables[table_id]
            yield name, types, metadata, body[p:]
        at += size
