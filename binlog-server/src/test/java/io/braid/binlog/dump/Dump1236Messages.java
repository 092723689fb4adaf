package io.braid.binlog.dump;

import org.assertj.core.api.AbstractThrowableAssert;

/** What a dump that starts somewhere fails with. */
public interface Dump1236Messages {
  AbstractThrowableAssert<?, ? extends Throwable> of(DumpRequest.Start start);
}
