package io.braid.binlog;

import io.braid.binlog.event.TableSource;
import io.braid.common.catalog.IndexDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.row.RowImageWriter;
import io.braid.common.row.RowLayout;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.storage.ChangeRecord;
import io.braid.storage.ControlCommand;
import io.braid.storage.Gtid;
import io.braid.storage.StatementMark;
import io.braid.storage.Timestamps;
import io.braid.storage.VersionPointer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A seeded stream over two tables that a real MySQL can apply, beside the rows it leads to. */
public final class Workload {
  public static final UUID SERVER = UUID.fromString("5eed5eed-0000-4000-8000-000000000001");
  public static final UUID OTHER = UUID.fromString("07be07be-0000-4000-8000-000000000002");
  public static final BinlogIdentity IDENTITY =
      new BinlogIdentity(SERVER, 77, "8.4.6-braid-0.1.0", 1_789_999_000);
  private static final long START_MILLIS = 1_790_000_000_000L;

  private final TableDefinition wide =
      TestTables.table("w", "wide", 1_001)
          .column("id", TestTables.integer(), false)
          .column("v", TestTables.varchar(3_000), true)
          .column("n", ColumnType.integer(MySqlType.BIGINT, true), true)
          .column("d", ColumnType.decimal(12, 3, false), true)
          .primaryKey(new IndexDefinition.Part(0, 0, false))
          .build();
  private final TableDefinition narrow =
      TestTables.table("w", "narrow", 1_002)
          .column("id", TestTables.integer(), false)
          .column("x", TestTables.integer(), true)
          .primaryKey(new IndexDefinition.Part(0, 0, false))
          .foreignKey("x", "wide")
          .build();
  private final SplittableRandom random;
  private final TreeMap<Integer, byte[]> wideRows = new TreeMap<>();
  private final TreeMap<Integer, byte[]> narrowRows = new TreeMap<>();
  private long millis = START_MILLIS;
  private long foreign;

  public Workload(long seed) {
    random = new SplittableRandom(seed);
  }

  public TableSource tables() {
    return (tableId, version) -> tableId == 1_001 ? wide : narrow;
  }

  private long nextCommit() {
    millis += random.nextInt(700);
    return Timestamps.of(millis, random.nextInt(1 << 18)) + (++foreign & 0);
  }

  /** The schema's DDL, then {@code count} transactions. */
  public List<ListStream.Entry> entries(int count, boolean controls) {
    List<ListStream.Entry> entries = new ArrayList<>();
    long[] last = {0};
    java.util.function.LongSupplier commit = () -> last[0] = Math.max(last[0] + 1, nextCommit());
    entries.add(ListStream.statement(commit.getAsLong(), "w", "CREATE DATABASE w"));
    entries.add(
        ListStream.statement(
            commit.getAsLong(),
            "w",
            "CREATE TABLE wide (id int PRIMARY KEY, v varchar(3000), n bigint unsigned, d decimal(12,3))"));
    entries.add(
        ListStream.statement(
            commit.getAsLong(), "w", "CREATE TABLE narrow (id int PRIMARY KEY, x int)"));
    for (int i = 0; i < count; i++) {
      int kind = random.nextInt(40);
      long commitTs = commit.getAsLong();
      if (kind == 0 && controls) {
        entries.add(ListStream.control(commitTs, new ControlCommand.Rotate()));
      } else if (kind == 1) {
        entries.add(
            ListStream.statement(
                commitTs, "w", "CREATE TABLE IF NOT EXISTS wide (id int /* " + i + " */)"));
      } else if (kind == 2) {
        entries.add(ListStream.rows(commitTs, new Gtid.Silent(), List.of(), rows(commitTs, false)));
      } else if (kind == 3) {
        entries.add(
            ListStream.rows(commitTs, new Gtid.Foreign(OTHER, ++foreign), List.of(), List.of()));
      } else if (kind == 4) {
        entries.add(ListStream.rows(commitTs, new Gtid.Automatic(), List.of(), List.of()));
      } else {
        entries.add(transaction(commitTs));
      }
    }
    return entries;
  }

  private ListStream.Entry transaction(long commitTs) {
    Gtid gtid = random.nextInt(8) == 0 ? new Gtid.Foreign(OTHER, ++foreign) : new Gtid.Automatic();
    List<ChangeRecord> all = new ArrayList<>();
    List<StatementMark> marks = new ArrayList<>();
    int statements = 1 + random.nextInt(4);
    for (int s = 0; s < statements; s++) {
      List<ChangeRecord> rows = rows(commitTs, true);
      if (rows.isEmpty()) {
        continue;
      }
      marks.add(
          new StatementMark(
              all.size() + 1, random.nextInt(4), random.nextInt(3) == 0 ? "UPDATE é " + s : ""));
      int half = rows.size() / 2;
      if (half > 0 && random.nextBoolean()) {
        marks.add(new StatementMark(all.size() + 1 + half, StatementMark.CONTINUES, ""));
      }
      for (ChangeRecord row : rows) {
        ChangeRecord.Row one = (ChangeRecord.Row) row;
        all.add(
            new ChangeRecord.Row(
                commitTs,
                all.size() + 1,
                true,
                one.tableId(),
                1,
                one.key(),
                one.previous(),
                one.before(),
                one.after()));
      }
    }
    return ListStream.rows(commitTs, gtid, marks, all);
  }

  private List<ChangeRecord> rows(long commitTs, boolean applied) {
    List<ChangeRecord> rows = new ArrayList<>();
    int count = random.nextInt(20) == 0 ? 200 : random.nextInt(6);
    for (int i = 0; i < count; i++) {
      boolean isWide = random.nextInt(3) > 0;
      TreeMap<Integer, byte[]> table = isWide ? wideRows : narrowRows;
      int id = random.nextInt(300);
      byte[] before = table.get(id);
      byte[] after = before != null && random.nextInt(4) == 0 ? null : image(isWide, id);
      if (applied) {
        if (after == null) {
          table.remove(id);
        } else {
          table.put(id, after);
        }
      }
      rows.add(row(commitTs, isWide ? 1_001 : 1_002, before, after));
    }
    return rows;
  }

  private static ChangeRecord.Row row(
      long commitTs, long tableId, byte @Nullable [] before, byte @Nullable [] after) {
    return new ChangeRecord.Row(
        commitTs, 0, true, tableId, 1, new byte[] {1}, VersionPointer.NONE, before, after);
  }

  private byte[] image(boolean isWide, int id) {
    RowImageWriter writer = new RowImageWriter();
    writer.start(RowLayout.ofColumns((isWide ? wide : narrow).columns()));
    writer.setLong(0, id);
    if (isWide) {
      writer.setBytes(1, "täxt ".repeat(random.nextInt(200)).getBytes(StandardCharsets.UTF_8));
      writer.setLong(2, random.nextLong());
      writer.setDecimal(3, random.nextInt(2_000_000) - 1_000_000L);
    } else if (random.nextInt(5) == 0) {
      writer.setNull(1);
    } else {
      writer.setLong(1, random.nextInt());
    }
    return writer.toByteArray();
  }

  /** How many rows each table has in the end. */
  public int wideCount() {
    return wideRows.size();
  }

  public int narrowCount() {
    return narrowRows.size();
  }
}
