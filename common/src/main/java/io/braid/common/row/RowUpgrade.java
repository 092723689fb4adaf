package io.braid.common.row;

import io.braid.common.catalog.ColumnDefinition;
import io.braid.common.type.ColumnType;
import java.util.List;

/**
 * Re-encodes row images of one schema version as images of another. Columns are matched by their
 * column id; a column that the old version lacks takes its value from a given row of fillers, and
 * one that the new version lacks is dropped. A column kept must have kept its stored form: an ALTER
 * that changes it rewrites the table. Immutable; the reader and writer belong to the caller.
 */
public final class RowUpgrade {
  private final RowLayout from;
  private final RowLayout to;
  private final int[] sources;
  private final RowImageReader fillers = new RowImageReader();
  private final boolean identity;

  private RowUpgrade(RowLayout from, RowLayout to, int[] sources, byte[] fillerImage) {
    this.from = from;
    this.to = to;
    this.sources = sources;
    fillers.reset(to, fillerImage);
    // All values are located here, so that later reads change nothing.
    fillers.imageLength();
    boolean same = from.columnCount() == to.columnCount();
    for (int c = 0; c < sources.length; c++) {
      same &= sources[c] == c;
    }
    identity = same;
  }

  /**
   * An upgrade between two versions of a table.
   *
   * @param fillerImage a row image of the new version that holds the value of every added column;
   *     its other columns are not read
   * @throws IllegalArgumentException if a kept column is stored in another form
   */
  public static RowUpgrade between(
      List<ColumnDefinition> oldColumns, List<ColumnDefinition> newColumns, byte[] fillerImage) {
    int[] sources = new int[newColumns.size()];
    for (int c = 0; c < sources.length; c++) {
      ColumnDefinition wanted = newColumns.get(c);
      sources[c] = -1;
      for (int o = 0; o < oldColumns.size(); o++) {
        if (oldColumns.get(o).columnId() == wanted.columnId()) {
          if (!sameStoredForm(oldColumns.get(o).type(), wanted.type())) {
            throw new IllegalArgumentException(
                "column " + wanted.name() + " changed its stored form; the rows must be rewritten");
          }
          sources[c] = o;
        }
      }
    }
    return new RowUpgrade(
        RowLayout.ofColumns(oldColumns), RowLayout.ofColumns(newColumns), sources, fillerImage);
  }

  /** Whether images of both versions are the same bytes. */
  public boolean isIdentity() {
    return identity;
  }

  /** The layout of upgraded images. */
  public RowLayout target() {
    return to;
  }

  /**
   * Re-encodes one image into {@code writer}, which then holds the finished image.
   *
   * @param reader a cursor of the caller; it is left standing on the old image
   */
  public void upgrade(
      byte[] array, int offset, int length, RowImageReader reader, RowImageWriter writer) {
    reader.reset(from, array, offset, length);
    writer.start(to);
    for (int c = 0; c < sources.length; c++) {
      if (sources[c] >= 0) {
        writer.copy(c, reader, sources[c]);
      } else {
        writer.copy(c, fillers, c);
      }
    }
  }

  /**
   * Whether values of both types are the same bytes, so that the type can be changed without
   * touching rows. ENUM and SET must keep their old members in place, strings may become longer.
   */
  public static boolean sameStoredForm(ColumnType old, ColumnType wanted) {
    if (old.type() != wanted.type() || old.unsigned() != wanted.unsigned()) {
      return false;
    }
    return switch (old.type()) {
      case DECIMAL -> old.length() == wanted.length() && old.decimals() == wanted.decimals();
      case TIME, DATETIME, TIMESTAMP -> old.decimals() == wanted.decimals();
      case BIT -> old.length() == wanted.length();
      case ENUM, SET ->
          old.collation().charset() == wanted.collation().charset()
              && wanted.members().size() >= old.members().size()
              && wanted.members().subList(0, old.members().size()).equals(old.members())
              && RowLayout.of(List.of(old)).fixedLength(0)
                  == RowLayout.of(List.of(wanted)).fixedLength(0);
      case CHAR, VARCHAR ->
          old.collation().charset() == wanted.collation().charset()
              && old.length() <= wanted.length();
      case BINARY -> old.length() == wanted.length();
      case VARBINARY -> old.length() <= wanted.length();
      case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT ->
          old.collation().charset() == wanted.collation().charset();
      default -> true;
    };
  }
}
