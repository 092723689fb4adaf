package io.braid.executor.table;

import io.braid.common.catalog.IndexDefinition;
import io.braid.common.row.KeyBuffer;
import io.braid.common.row.KeyEncoder;
import io.braid.common.row.RowImageReader;
import io.braid.common.row.RowLayout;
import io.braid.storage.KeySpace;
import java.util.Arrays;

/**
 * Keys of one index. The primary key's are row keys. An entry of another index has the index's
 * columns and, unless the index is unique and no column is NULL, the row key's columns behind them.
 *
 * @see "PROTOCOL.md, rule 15"
 */
public final class IndexKeys {
  private final IndexDefinition definition;
  private final KeyEncoder encoder;
  private final byte[] prefix;

  IndexKeys(long tableId, RowLayout layout, IndexDefinition definition) {
    this.definition = definition;
    encoder = KeyEncoder.of(layout, definition.parts());
    prefix = KeySpace.prefix(tableId, definition.indexId());
  }

  /** The index. */
  public IndexDefinition definition() {
    return definition;
  }

  /** Encodes the index's columns. */
  public KeyEncoder encoder() {
    return encoder;
  }

  /** The bytes before the columns. */
  public byte[] prefix() {
    return prefix;
  }

  /** The key of a row's primary key. */
  byte[] rowKey(RowImageReader row) {
    KeyBuffer out = new KeyBuffer();
    out.write(prefix, 0, prefix.length);
    encoder.append(row, out);
    return out.toByteArray();
  }

  /** Whether rows with this row's key columns exclude each other. */
  public boolean isUniqueFor(RowImageReader row) {
    return definition.isUnique() && !encoder.hasNull(row);
  }

  /** The entry of a row. */
  public byte[] entry(RowImageReader row, byte[] rowKey) {
    KeyBuffer out = new KeyBuffer();
    out.write(prefix, 0, prefix.length);
    encoder.append(row, out);
    if (!isUniqueFor(row)) {
      out.write(rowKey, KeySpace.PREFIX_BYTES, rowKey.length - KeySpace.PREFIX_BYTES);
    }
    return out.toByteArray();
  }

  /** The start of all entries with a row's key columns; of another table's row if types agree. */
  public byte[] columnsPrefix(RowImageReader row) {
    KeyBuffer out = new KeyBuffer();
    out.write(prefix, 0, prefix.length);
    encoder.append(row, out);
    return out.toByteArray();
  }

  /** Whether an entry's key is the one that a row has. */
  public boolean isEntryOf(RowImageReader row, byte[] rowKey, byte[] key) {
    return Arrays.equals(entry(row, rowKey), key);
  }
}
