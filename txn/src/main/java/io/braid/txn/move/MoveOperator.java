package io.braid.txn.move;

import io.braid.common.InvariantViolation;
import io.braid.storage.KeyRange;
import io.braid.storage.VolumeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The record of a shard's move on the meta volume, from which it goes on after a restart.
 *
 * <pre>
 *             switched              history will be removed
 *  RUNNING ───────────► SWITCHED ───────────────────────────► FINISHED
 *     │ ╲ failed, table dropped
 *     │  ╲────────────────────► FAILED
 *     │ cancelled                     the copy is removed
 *     └───────────► CANCELLING ──────────────────────────► CANCELLED
 * </pre>
 *
 * @param id never used again
 * @param startedTs timestamp of its start
 * @param endedTs timestamp of its end; 0 before
 * @param message why it failed, else ""
 */
public record MoveOperator(
    long id,
    long shardId,
    KeyRange range,
    VolumeId from,
    VolumeId to,
    State state,
    long startedTs,
    long endedTs,
    String message) {
  private static final int FORMAT_VERSION = 1;
  private static final int FIXED_BYTES = 1 + 1 + 8 + 4 + 4 + 8 + 8 + 4 + 4;

  /** What is durable of its progress. The order stands in the records: only append. */
  public enum State {
    /** Being copied; begins anew after a restart. */
    RUNNING,
    /** The shard is on its new volume; what is left is the removal of the old data. */
    SWITCHED,
    /** Done. */
    FINISHED,
    /** Somebody cancelled it; what is left is the removal of the copy. */
    CANCELLING,
    /** The shard has stayed where it was. */
    CANCELLED,
    /** As cancelled, for the reason in the message. */
    FAILED;

    /** Whether nothing is left to do. */
    public boolean isOver() {
      return switch (this) {
        case FINISHED, CANCELLED, FAILED -> true;
        case RUNNING, SWITCHED, CANCELLING -> false;
      };
    }
  }

  MoveOperator with(State next) {
    return new MoveOperator(id, shardId, range, from, to, next, startedTs, 0, message);
  }

  MoveOperator ended(State end, long now, String reason) {
    return new MoveOperator(id, shardId, range, from, to, end, startedTs, now, reason);
  }

  /**
   * Its value: format u8 (1), state u8, shard u64, volumes from and to u32, start and end
   * timestamps u64, first key (length u32), end key (length u32), message; all big-endian.
   */
  byte[] encode() {
    byte[] text = message.getBytes(StandardCharsets.UTF_8);
    int keys = range.start().length + range.end().length;
    return ByteBuffer.allocate(FIXED_BYTES + keys + text.length)
        .put((byte) FORMAT_VERSION)
        .put((byte) state.ordinal())
        .putLong(shardId)
        .putInt(from.value())
        .putInt(to.value())
        .putLong(startedTs)
        .putLong(endedTs)
        .putInt(range.start().length)
        .put(range.start())
        .putInt(range.end().length)
        .put(range.end())
        .put(text)
        .array();
  }

  static MoveOperator decode(long id, byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value);
    int format = in.get();
    if (format != FORMAT_VERSION) {
      throw new InvariantViolation("an operator in format " + format);
    }
    State state = State.values()[in.get()];
    long shardId = in.getLong();
    VolumeId from = new VolumeId(in.getInt());
    VolumeId to = new VolumeId(in.getInt());
    long startedTs = in.getLong();
    long endedTs = in.getLong();
    KeyRange range = new KeyRange(bytes(in, in.getInt()), bytes(in, in.getInt()));
    String message = new String(bytes(in, in.remaining()), StandardCharsets.UTF_8);
    return new MoveOperator(id, shardId, range, from, to, state, startedTs, endedTs, message);
  }

  private static byte[] bytes(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
