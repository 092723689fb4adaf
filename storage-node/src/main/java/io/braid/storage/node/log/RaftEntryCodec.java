package io.braid.storage.node.log;

import io.braid.common.InvariantViolation;
import io.braid.storage.node.log.ProposalQueue.Proposal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The data of one Raft log entry, which carries many proposals (measured: 16 transactions an entry
 * gave seven times the throughput of one).
 *
 * <pre>
 * offset  length  type      meaning
 * 0       1       u8        format version, 1
 * 1       8       u64 BE    term that the proposals were made in
 * 9       4       u32 BE    number of proposals
 * 13      4       u32 BE    length of the first payload, then the payload, then the next
 * </pre>
 */
final class RaftEntryCodec {
  static final int FORMAT_VERSION = 1;
  static final int HEAD_BYTES = 13;
  static final int PAYLOAD_HEAD_BYTES = 4;

  private RaftEntryCodec() {}

  static byte[] encode(long term, List<Proposal> proposals) {
    int length = HEAD_BYTES;
    for (Proposal proposal : proposals) {
      length += PAYLOAD_HEAD_BYTES + proposal.payload().length;
    }
    ByteBuffer out = ByteBuffer.allocate(length);
    out.put((byte) FORMAT_VERSION).putLong(term).putInt(proposals.size());
    for (Proposal proposal : proposals) {
      out.putInt(proposal.payload().length).put(proposal.payload());
    }
    return out.array();
  }

  static long term(byte[] data) {
    check(data.length >= HEAD_BYTES && data[0] == FORMAT_VERSION);
    return ByteBuffer.wrap(data).getLong(1);
  }

  static List<byte[]> payloads(byte[] data) {
    check(data.length >= HEAD_BYTES && data[0] == FORMAT_VERSION);
    ByteBuffer in = ByteBuffer.wrap(data).position(9);
    int count = in.getInt();
    List<byte[]> payloads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      check(in.remaining() >= PAYLOAD_HEAD_BYTES);
      int length = in.getInt();
      check(length >= 0 && length <= in.remaining());
      byte[] payload = new byte[length];
      in.get(payload);
      payloads.add(payload);
    }
    check(!in.hasRemaining());
    return payloads;
  }

  private static void check(boolean wellFormed) {
    if (!wellFormed) {
      throw new InvariantViolation("a Raft entry in an unknown format or damaged");
    }
  }
}
