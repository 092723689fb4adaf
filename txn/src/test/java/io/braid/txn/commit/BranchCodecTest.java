package io.braid.txn.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.storage.KeyRange;
import io.braid.txn.LockMode;
import io.braid.txn.commit.BranchCodec.Branch;
import io.braid.txn.lock.LockTable.HeldLock;
import io.braid.txn.xa.Xid;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BranchCodecTest {
  private static final Xid XID = new Xid(7, new byte[] {1, 2}, new byte[] {3});
  private static final String NAME = "0000000000000007" + "020102" + "0103";
  private static final String LOCKS = "00000002" + "00" + "0000000109" + "01" + "000000020a0b";
  private static final String VERSION_1 = "01" + NAME + LOCKS;
  private static final String VERSION_2 =
      "02"
          + NAME
          + LOCKS
          + "00000002"
          + "0000000000000005"
          + "0000000000000101"
          + "00000001"
          + "0000000121"
          + "00000000";
  private static final KeyRange RANGE = new KeyRange(new byte[] {0x21}, new byte[0]);

  private static final List<HeldLock> HELD =
      List.of(
          new HeldLock(new byte[] {9}, LockMode.SHARED),
          new HeldLock(new byte[] {10, 11}, LockMode.EXCLUSIVE));

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  @Test
  void writesTheGoldenBytes() {
    byte[] encoded = BranchCodec.encode(new Branch(XID, HELD, List.of(RANGE), Set.of(0x101L, 5L)));
    assertThat(HexFormat.of().formatHex(encoded)).isEqualTo(VERSION_2);
  }

  @Test
  void readsWhatItWrites() {
    check(BranchCodec.decode(bytes(VERSION_2)), List.of(RANGE), Set.of(5L, 0x101L));
  }

  @Test
  void readsTheVersionBefore() {
    check(BranchCodec.decode(bytes(VERSION_1)), List.of(), Set.of());
  }

  private static void check(Branch read, List<KeyRange> ranges, Set<Long> tables) {
    assertThat(read.xid()).isEqualTo(XID);
    assertThat(read.locks()).usingRecursiveComparison().isEqualTo(HELD);
    assertThat(read.ranges()).isEqualTo(ranges);
    assertThat(read.tables()).isEqualTo(tables);
  }

  @Test
  void refusesEveryCutAndAnUnknownVersion() {
    byte[] whole = bytes(VERSION_2);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> BranchCodec.decode(cut)).isInstanceOf(IllegalStateException.class);
    }
    assertThatThrownBy(() -> BranchCodec.decode(bytes("03" + NAME + LOCKS)))
        .isInstanceOf(IllegalStateException.class);
  }
}
