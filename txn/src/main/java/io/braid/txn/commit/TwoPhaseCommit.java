package io.braid.txn.commit;

import io.braid.common.Invariant;
import io.braid.storage.VolumeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The coordinator of one commit over several volumes, as a state machine without threads, clock or
 * I/O: every input returns the steps to take next. Inputs that come twice, or after the decision,
 * change nothing.
 *
 * <pre>
 *  start ─► PREPARING ──all held──► STAMPING ──C──► VALIDATING ──► DECIDING ──durable──► COMMITTED
 *               │ refused              ▲ C ≤ a floor │   │ locks lost   │ unknown: inquire
 *               ▼                      └─────────────┘   ▼              ▼
 *            ABORTED ◄────────────────────────────────────────── fenced / UNKNOWN
 * </pre>
 *
 * <p>The order is what makes it right: the oracle is asked only when every participant's hold is
 * durable, so that no participant can have published a resolved timestamp, or served a reader, at
 * or above C. The locks of volumes that are only read are checked after C is known and before the
 * decision is written: whoever takes such a lock later also gets a later C. The commit record on
 * the primary is the decision; the other participants follow it.
 *
 * @see "PROTOCOL.md, rules 8 to 11"
 */
public final class TwoPhaseCommit {
  /** What the caller does next; its result comes back as an input. */
  public sealed interface Step {
    /**
     * Make the participant's part durable and hold it: {@link #held}, {@link #refused}. For a
     * branch that is prepared already this is the hold round alone.
     */
    record Prepare(VolumeId volume) implements Step {}

    /** Ask the oracle: {@link #timestamp}. */
    record AskTimestamp() implements Step {}

    /** Check term and shard epochs of all volumes where locks are held: {@link #validated}. */
    record ValidateLocks(long commitTs) implements Step {}

    /**
     * Apply the part at its timestamp, on the primary together with the commit record: {@link
     * #committed}, {@link #failed}.
     */
    record Commit(VolumeId volume, long commitTs) implements Step {}

    /** Ask the primary for the decision, writing a fence if there is none: {@link #inquired}. */
    record Inquire(VolumeId volume) implements Step {}

    /** Drop the part; needs no answer. */
    record Abort(VolumeId volume) implements Step {}

    /** Tell the client; given once. */
    record Report(Outcome outcome) implements Step {}
  }

  /** What became of the transaction. */
  public sealed interface Outcome {
    /** It is durable. */
    record Committed(long commitTs) implements Outcome {}

    /** Nothing of it will ever be seen. */
    record Aborted() implements Outcome {}

    /** The primary could not be asked; recovery will decide. */
    record Unknown() implements Outcome {}
  }

  private enum State {
    NEW,
    PREPARING,
    STAMPING,
    VALIDATING,
    DECIDING,
    COMMITTED,
    ABORTED,
    UNKNOWN
  }

  private final boolean attempt;
  private final VolumeId primary;
  private final Set<VolumeId> participants;
  private final Map<VolumeId, Long> floors = new TreeMap<>();
  private final Set<VolumeId> done = new TreeSet<>();
  private State state = State.NEW;
  private long commitTs;

  /**
   * @param primary where the commit record goes; one of the participants
   * @param participants all volumes with writes
   */
  public TwoPhaseCommit(VolumeId primary, Set<VolumeId> participants) {
    this(primary, participants, false);
  }

  /**
   * An attempt to commit a branch that is prepared. There may be several: one whose outcome was not
   * known leaves the branch as it is for the next, which may find that the one before came through.
   */
  public static TwoPhaseCommit attempt(VolumeId primary, Set<VolumeId> participants) {
    return new TwoPhaseCommit(primary, participants, true);
  }

  private TwoPhaseCommit(VolumeId primary, Set<VolumeId> participants, boolean attempt) {
    this.attempt = attempt;
    if (!participants.contains(primary)) {
      throw new IllegalArgumentException(primary + " is not among " + participants);
    }
    this.primary = primary;
    this.participants = new TreeSet<>(participants);
  }

  /** Begins: all participants are prepared at the same time. */
  public List<Step> start() {
    Invariant.check(state == State.NEW, "a commit starts twice");
    state = State.PREPARING;
    List<Step> steps = new ArrayList<>(participants.size());
    for (VolumeId volume : participants) {
      steps.add(new Step.Prepare(volume));
    }
    return steps;
  }

  /**
   * A participant's part is durable and held.
   *
   * @param floor the highest timestamp that the participant had seen or published
   */
  public List<Step> held(VolumeId volume, long floor) {
    if (state != State.PREPARING) {
      return List.of();
    }
    floors.put(volume, floor);
    if (floors.size() < participants.size()) {
      return List.of();
    }
    state = State.STAMPING;
    return List.of(new Step.AskTimestamp());
  }

  /** A participant cannot take part, or it is not known whether it can. */
  public List<Step> refused() {
    return state == State.PREPARING ? abort() : List.of();
  }

  /** The oracle's answer; one that is not above every floor is asked for again. */
  public List<Step> timestamp(long timestamp) {
    if (state != State.STAMPING) {
      return List.of();
    }
    for (long floor : floors.values()) {
      if (timestamp <= floor) {
        return List.of(new Step.AskTimestamp());
      }
    }
    commitTs = timestamp;
    state = State.VALIDATING;
    return List.of(new Step.ValidateLocks(timestamp));
  }

  /** Whether every lock of the transaction has been held without a break until now. */
  public List<Step> validated(boolean locksHeld) {
    if (state != State.VALIDATING) {
      return List.of();
    }
    if (!locksHeld) {
      return abort();
    }
    state = State.DECIDING;
    return List.of(new Step.Commit(primary, commitTs));
  }

  /**
   * A participant has applied its part durably.
   *
   * @param appliedTs the commit timestamp that its log says
   */
  public List<Step> committed(VolumeId volume, long appliedTs) {
    if (state == State.DECIDING && volume.equals(primary)) {
      return decided(appliedTs);
    }
    if (state == State.COMMITTED) {
      done.add(volume);
    }
    return List.of();
  }

  /**
   * It is not known whether a participant has applied its part. Of another than the primary it is
   * asked again.
   */
  public List<Step> failed(VolumeId volume) {
    if (state == State.DECIDING && volume.equals(primary)) {
      return List.of(new Step.Inquire(primary));
    }
    if (state == State.COMMITTED && !done.contains(volume)) {
      return List.of(new Step.Commit(volume, commitTs));
    }
    return List.of();
  }

  /**
   * The primary's answer to {@link Step.Inquire}.
   *
   * @param decided the commit timestamp; empty when a fence keeps the transaction from committing
   */
  public List<Step> inquired(OptionalLong decided) {
    if (state != State.DECIDING) {
      return List.of();
    }
    if (decided.isEmpty()) {
      return abort();
    }
    return decided(decided.getAsLong());
  }

  /** The primary cannot be asked. The parts stay as they are until recovery asks again. */
  public List<Step> unreachable() {
    if (state != State.DECIDING) {
      return List.of();
    }
    state = State.UNKNOWN;
    return List.of(new Step.Report(new Outcome.Unknown()));
  }

  /** Whether the decision has reached every participant. */
  public boolean isComplete() {
    return state == State.ABORTED
        || (state == State.COMMITTED && done.size() == participants.size());
  }

  /** The decision of an earlier attempt holds: its floors were below it, and its parts held. */
  private List<Step> decided(long decidedTs) {
    Invariant.check(
        decidedTs == commitTs || attempt,
        "a transaction stamped %s has committed at %s",
        commitTs,
        decidedTs);
    commitTs = decidedTs;
    done.add(primary);
    state = State.COMMITTED;
    List<Step> steps = new ArrayList<>(participants.size());
    // The client first: the decision is durable and no reader above C passes the held parts.
    steps.add(new Step.Report(new Outcome.Committed(commitTs)));
    for (VolumeId volume : participants) {
      if (!volume.equals(primary)) {
        steps.add(new Step.Commit(volume, commitTs));
      }
    }
    return steps;
  }

  private List<Step> abort() {
    state = State.ABORTED;
    List<Step> steps = new ArrayList<>(participants.size() + 1);
    // The primary first: whoever asks it from then on finds the decision.
    steps.add(new Step.Abort(primary));
    for (VolumeId volume : participants) {
      if (!volume.equals(primary)) {
        steps.add(new Step.Abort(volume));
      }
    }
    steps.add(new Step.Report(new Outcome.Aborted()));
    return steps;
  }
}
