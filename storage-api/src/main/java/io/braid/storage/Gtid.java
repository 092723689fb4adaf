package io.braid.storage;

import java.util.UUID;

/** Which GTID a transaction takes in the stream. */
public sealed interface Gtid {
  /** The next number under the cluster's own UUID, counted by the stream. */
  record Automatic() implements Gtid {}

  /** One given by GTID_NEXT or by a source that is being replicated. */
  record Foreign(UUID source, long number) implements Gtid {}

  /** sql_log_bin=0 and the server's own bookkeeping: ordered but not in the stream. */
  record Silent() implements Gtid {}
}
