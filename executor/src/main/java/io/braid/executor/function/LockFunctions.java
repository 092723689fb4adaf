package io.braid.executor.function;

import io.braid.executor.expression.Arguments;
import io.braid.executor.expression.FunctionSet;
import io.braid.executor.expression.Result;
import java.util.Optional;

/**
 * GET_LOCK() and its kin.
 *
 * @see "MySQL 9.7 Reference Manual, Locking Functions"
 */
public final class LockFunctions implements FunctionSet.Library {
  private final UserLocks locks;

  /** Functions over the locks of a node. */
  public LockFunctions(UserLocks locks) {
    this.locks = locks;
  }

  @Override
  public void addTo(FunctionSet.Builder builder) {
    builder
        .row("get_lock", this::acquire)
        .row("release_lock", this::release)
        .row(
            "release_all_locks",
            (in, out) -> out.setLong(locks.releaseAll(in.context().session().connectionId())))
        .row("is_free_lock", (in, out) -> out.setBoolean(locks.holder(name(in)).isEmpty()))
        .row("is_used_lock", this::holder);
  }

  private static String name(Arguments in) {
    return in.isNull(0) ? "" : in.asText(0);
  }

  private void acquire(Arguments in, Result out) {
    String name = name(in);
    double seconds = in.isNull(1) ? 0 : in.asDouble(1);
    out.setBoolean(
        locks.acquire(
            in.context().session().connectionId(),
            name,
            seconds,
            in.context().statement().cancellation()));
  }

  private void release(Arguments in, Result out) {
    Optional<Boolean> released = locks.release(in.context().session().connectionId(), name(in));
    if (released.isEmpty()) {
      out.setNull();
    } else {
      out.setBoolean(released.get());
    }
  }

  private void holder(Arguments in, Result out) {
    Optional<Long> holder = locks.holder(name(in));
    if (holder.isEmpty()) {
      out.setNull();
    } else {
      out.setLong(holder.get());
    }
  }
}
