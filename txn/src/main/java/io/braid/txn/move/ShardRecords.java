package io.braid.txn.move;

import io.braid.common.InvariantViolation;
import io.braid.storage.CatalogChange;
import io.braid.storage.Gtid;
import io.braid.storage.KeyRange;
import io.braid.storage.KeySpace;
import io.braid.storage.StoredVersion;
import io.braid.storage.VersionCursor;
import io.braid.storage.VolumeId;
import io.braid.txn.IsolationLevel;
import io.braid.txn.Transaction;
import io.braid.txn.TransactionManager;
import io.braid.txn.TransactionOptions;
import io.braid.txn.shard.Shard;
import io.braid.txn.shard.ShardMap;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Shards and operators as objects of the catalog on the meta volume, beside the shard map that they
 * are loaded into.
 *
 * <pre>
 * index id  key columns      value
 * 7         first key        format u8 (1), id (8), volume (4), epoch (8), former volume (4),
 *                            moved at (8), end key
 * 8         operator id (8)  {@link MoveOperator}
 * </pre>
 *
 * <p>Whoever changes them, or commits a schema change, does so within {@link #exclusively}: one
 * after the other, each seeing what the one before it did.
 */
public final class ShardRecords {
  /** The index id of shards in table {@link KeySpace#CATALOG_TABLE}. */
  public static final int SHARD = 7;

  /** The index id of operators. */
  public static final int OPERATOR = 8;

  private static final int FORMAT_VERSION = 1;
  private static final int SHARD_FIXED_BYTES = 1 + 8 + 4 + 8 + 4 + 8;
  private static final int INTERNAL_CONNECTION = 0;

  private final TransactionManager transactions;
  private final ShardMap shards;
  private final ObjectIds ids;
  private final ReentrantLock guard = new ReentrantLock();

  /** Takes ids that no object of the catalog has had, within a transaction. */
  @FunctionalInterface
  public interface ObjectIds {
    /** Returns the first of {@code count} ids. */
    long reserve(Transaction transaction, int count);
  }

  /**
   * @param shards changed together with the records
   */
  public ShardRecords(TransactionManager transactions, ShardMap shards, ObjectIds ids) {
    this.transactions = transactions;
    this.shards = shards;
    this.ids = ids;
  }

  /** The map of all shards. */
  public ShardMap shards() {
    return shards;
  }

  /** Loads the shard map at start. */
  public void load(Transaction reader) {
    List<Shard> found = new ArrayList<>();
    each(reader, SHARD, (key, value) -> found.add(shard(key, value)));
    shards.load(found);
  }

  /** Runs something while no schema change commits and no shard changes. */
  public <T> T exclusively(Supplier<T> work) {
    guard.lock();
    try {
      return work.get();
    } finally {
      guard.unlock();
    }
  }

  /** Ids for shards and operators, taken in a transaction of their own: a gap does no harm. */
  long newIds(int count) {
    try (Transaction transaction = beginSilent()) {
      long first = ids.reserve(transaction, count);
      transaction.commit();
      return first;
    }
  }

  /** All operators by id. */
  List<MoveOperator> operators() {
    List<MoveOperator> found = new ArrayList<>();
    try (Transaction reader =
        transactions.begin(
            TransactionOptions.of(INTERNAL_CONNECTION, IsolationLevel.READ_COMMITTED, true))) {
      each(
          reader,
          OPERATOR,
          (key, value) ->
              found.add(
                  MoveOperator.decode(ByteBuffer.wrap(key).getLong(KeySpace.PREFIX_BYTES), value)));
    }
    return found;
  }

  /** Whether a shard of the map is on the meta volume, too: not that of a table being made. */
  boolean isRecorded(Shard shard) {
    try (Transaction reader =
        transactions.begin(
            TransactionOptions.of(INTERNAL_CONNECTION, IsolationLevel.READ_COMMITTED, true))) {
      byte[] key = shardKey(shard.range().start());
      return reader
          .get(key)
          .map(StoredVersion::value)
          .filter(value -> shard(key, value).id() == shard.id())
          .isPresent();
    }
  }

  /**
   * Writes shards and an operator in one transaction; within {@link #exclusively}, and the caller
   * changes the map next. Nothing of it is in the stream.
   *
   * @param changed new shards and new forms of shards; each range was one shard's, or part of it
   */
  void write(List<Shard> changed, Optional<MoveOperator> operator) {
    try (Transaction transaction = beginSilent()) {
      changed.forEach(shard -> transaction.write(put(shard)));
      operator.ifPresent(
          put -> transaction.write(new CatalogChange(operatorKey(put.id()), put.encode())));
      transaction.commit();
    }
  }

  /** Forgets operators that are over. */
  void forget(List<MoveOperator> operators) {
    if (operators.isEmpty()) {
      return;
    }
    try (Transaction transaction = beginSilent()) {
      for (MoveOperator operator : operators) {
        transaction.write(new CatalogChange(operatorKey(operator.id()), null));
      }
      transaction.commit();
    }
  }

  private Transaction beginSilent() {
    Transaction transaction =
        transactions.begin(
            new TransactionOptions(
                INTERNAL_CONNECTION,
                IsolationLevel.READ_COMMITTED,
                false,
                false,
                new Gtid.Silent(),
                0,
                0));
    transaction.startStatement(0, "");
    return transaction;
  }

  /** The change that writes a shard. */
  public static CatalogChange put(Shard shard) {
    byte[] end = shard.range().end();
    byte[] value =
        ByteBuffer.allocate(SHARD_FIXED_BYTES + end.length)
            .put((byte) FORMAT_VERSION)
            .putLong(shard.id())
            .putInt(shard.volume().value())
            .putLong(shard.epoch())
            .putInt(shard.former().value())
            .putLong(shard.movedAt())
            .put(end)
            .array();
    return new CatalogChange(shardKey(shard.range().start()), value);
  }

  /** The change that removes a shard. */
  public static CatalogChange remove(Shard shard) {
    return new CatalogChange(shardKey(shard.range().start()), null);
  }

  private static byte[] shardKey(byte[] start) {
    byte[] key = new byte[KeySpace.PREFIX_BYTES + start.length];
    KeySpace.putPrefix(key, KeySpace.CATALOG_TABLE, SHARD);
    System.arraycopy(start, 0, key, KeySpace.PREFIX_BYTES, start.length);
    return key;
  }

  private static byte[] operatorKey(long id) {
    byte[] key = new byte[KeySpace.PREFIX_BYTES + Long.BYTES];
    KeySpace.putPrefix(key, KeySpace.CATALOG_TABLE, OPERATOR);
    ByteBuffer.wrap(key).putLong(KeySpace.PREFIX_BYTES, id);
    return key;
  }

  private static Shard shard(byte[] key, byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value);
    int format = in.get();
    if (format != FORMAT_VERSION) {
      throw new InvariantViolation("a shard in format " + format);
    }
    long id = in.getLong();
    VolumeId volume = new VolumeId(in.getInt());
    long epoch = in.getLong();
    VolumeId former = new VolumeId(in.getInt());
    long movedAt = in.getLong();
    byte[] end = new byte[in.remaining()];
    in.get(end);
    byte[] start = Arrays.copyOfRange(key, KeySpace.PREFIX_BYTES, key.length);
    return new Shard(id, new KeyRange(start, end), volume, epoch, former, movedAt);
  }

  private static void each(Transaction reader, int kind, BiConsumer<byte[], byte[]> objects) {
    KeyRange range = KeySpace.indexRange(KeySpace.CATALOG_TABLE, kind);
    try (VersionCursor cursor = reader.scan(range, false)) {
      while (cursor.next()) {
        objects.accept(
            Arrays.copyOfRange(
                cursor.keyArray(), cursor.keyOffset(), cursor.keyOffset() + cursor.keyLength()),
            Arrays.copyOfRange(
                cursor.valueArray(),
                cursor.valueOffset(),
                cursor.valueOffset() + cursor.valueLength()));
      }
    }
  }
}
