package io.braid.storage.node.log;

import io.braid.storage.node.log.ProposalQueue.Proposal;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;
import org.jspecify.annotations.Nullable;

/**
 * The log of a volume as a Raft group of Ratis. Experimental: so far a group of one member.
 *
 * <pre>
 * propose ─► queue ─► batching thread: one Raft entry of many proposals ─► Ratis: synced, committed
 *         ─► RaftApplier: many entries in one write ─► reply ─► complete the proposals' futures
 * </pre>
 *
 * <p>The settings come from measurements; {@code async-flush} and {@code unsafe-flush} stay off,
 * because they acknowledge what is not synced.
 *
 * @see "DESIGN.md, section 2; PROTOCOL.md, rule 9"
 */
public final class RaftLog implements ReplicatedLog {
  private static final long QUEUE_BYTES_MAX = 16L << 20;

  /** An entry with its head must fit into Ratis' appender limit. */
  private static final int RAFT_ENTRY_BYTES_MAX = ENTRY_BYTES_MAX + (64 << 10);

  private static final int PROPOSALS_PER_ENTRY_MAX = 4_096;

  /** Raft entries that were submitted and not yet answered. */
  private static final int ENTRIES_IN_FLIGHT_MAX = 8;

  private static final long LEADER_WAIT_MILLIS = 60_000;
  private static final long ROLE_POLL_MILLIS = 5;

  private final String name;
  private final RaftServer server;
  private final RaftPeerId peerId;
  private final RaftGroupId groupId;
  private final RaftApplier applier;
  private final LogStateMachine stateMachine;
  private final ProposalQueue queue;
  private final ClientId clientId = ClientId.randomId();
  private final AtomicLong callIds = new AtomicLong();
  private final Semaphore inFlight = new Semaphore(ENTRIES_IN_FLIGHT_MAX);
  private final Thread batcher;

  private RaftLog(
      String name,
      RaftServer server,
      RaftPeerId peerId,
      RaftGroupId groupId,
      RaftApplier applier,
      LogStateMachine stateMachine) {
    this.name = name;
    this.server = server;
    this.peerId = peerId;
    this.groupId = groupId;
    this.applier = applier;
    this.stateMachine = stateMachine;
    this.queue = new ProposalQueue(name, QUEUE_BYTES_MAX);
    this.batcher =
        Thread.ofPlatform().name("raft-batch-" + name).daemon(true).unstarted(this::submitAll);
  }

  /**
   * Starts the member and waits until it leads.
   *
   * @param folder of Ratis' own files
   * @param group the volume's group
   * @param member this replica
   * @param stateMachine gets entries from its durable position on
   * @param onFailure called once when the state machine failed; the process must end
   * @throws LogFailedException when the files cannot be opened or no leader appears in time
   */
  public static RaftLog open(
      String name,
      Path folder,
      UUID group,
      UUID member,
      LogStateMachine stateMachine,
      Consumer<Throwable> onFailure) {
    RaftGroupId groupId = RaftGroupId.valueOf(group);
    RaftPeerId peerId = RaftPeerId.valueOf(member.toString());
    String loopback = InetAddress.getLoopbackAddress().getHostAddress();
    RaftPeer peer = RaftPeer.newBuilder().setId(peerId).setAddress(loopback + ":0").build();
    RaftApplier applier = new RaftApplier(name, stateMachine, onFailure);
    boolean known = Files.exists(folder.resolve(group.toString()));
    try {
      Files.createDirectories(folder);
      RaftServer server =
          RaftServer.newBuilder()
              .setServerId(peerId)
              .setGroup(RaftGroup.valueOf(groupId, peer))
              .setStateMachine(applier)
              .setProperties(properties(folder, loopback))
              .setOption(
                  known ? RaftStorage.StartupOption.RECOVER : RaftStorage.StartupOption.FORMAT)
              .build();
      server.start();
      RaftLog log = new RaftLog(name, server, peerId, groupId, applier, stateMachine);
      log.awaitLeader();
      log.batcher.start();
      return log;
    } catch (IOException failure) {
      applier.stop();
      throw new LogFailedException(
          "cannot open the Raft log in " + folder + ": " + failure.getMessage(), failure);
    }
  }

  private static RaftProperties properties(Path folder, String loopback) {
    RaftProperties properties = new RaftProperties();
    RaftServerConfigKeys.setStorageDir(properties, List.of(folder.toFile()));
    RaftServerConfigKeys.setSleepDeviationThreshold(
        properties, TimeDuration.valueOf(3, TimeUnit.SECONDS));
    GrpcConfigKeys.Server.setHost(properties, loopback);
    GrpcConfigKeys.Server.setPort(properties, 0);

    SizeInBytes entry = SizeInBytes.valueOf(RAFT_ENTRY_BYTES_MAX);
    RaftServerConfigKeys.Log.Appender.setBufferByteLimit(properties, entry);
    RaftServerConfigKeys.Log.setWriteBufferSize(
        properties, SizeInBytes.valueOf(RAFT_ENTRY_BYTES_MAX + (8 << 10)));
    RaftServerConfigKeys.Log.setSegmentSizeMax(properties, SizeInBytes.valueOf("32MB"));
    RaftServerConfigKeys.Log.setPreallocatedSize(properties, SizeInBytes.valueOf("1MB"));
    RaftServerConfigKeys.Log.setSegmentCacheSizeMax(properties, SizeInBytes.valueOf("16MB"));
    RaftServerConfigKeys.Log.setForceSyncNum(properties, 1_024);
    RaftServerConfigKeys.Log.setUnsafeFlushEnabled(properties, false);
    RaftServerConfigKeys.Log.setAsyncFlushEnabled(properties, false);
    RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
    RaftServerConfigKeys.Log.setPurgePreservationLogNum(properties, 100_000);
    RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, true);
    RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(properties, 50_000);
    RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(properties, false);
    RaftServerConfigKeys.RetryCache.setExpiryTime(
        properties, TimeDuration.valueOf(2, TimeUnit.SECONDS));
    RaftServerConfigKeys.Rpc.setTimeoutMin(properties, milliseconds(500));
    RaftServerConfigKeys.Rpc.setTimeoutMax(properties, milliseconds(1_000));
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(properties, milliseconds(300));
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(properties, milliseconds(600));
    return properties;
  }

  private static TimeDuration milliseconds(long count) {
    return TimeDuration.valueOf(count, TimeUnit.MILLISECONDS);
  }

  private void awaitLeader() throws IOException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LEADER_WAIT_MILLIS);
    for (Role role = role(); role != Role.LEADER; role = role()) {
      if (role == Role.CLOSED) {
        server.close();
        throw new IOException("the member stopped while it started", applier.failure());
      }
      if (System.nanoTime() - deadline > 0) {
        server.close();
        throw new IOException("no leader after " + LEADER_WAIT_MILLIS + " ms");
      }
      try {
        TimeUnit.MILLISECONDS.sleep(ROLE_POLL_MILLIS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        server.close();
        throw new IOException("interrupted while waiting for a leader", interrupted);
      }
    }
  }

  @Override
  public CompletableFuture<LogPosition> propose(long term, byte[] payload) {
    if (payload.length > ENTRY_BYTES_MAX) {
      throw new IllegalArgumentException(
          "an entry of " + payload.length + " bytes, over " + ENTRY_BYTES_MAX);
    }
    CompletableFuture<LogPosition> outcome = new CompletableFuture<>();
    if (term != term()) {
      outcome.completeExceptionally(termIsOver(term));
      return outcome;
    }
    queue.add(new Proposal(term, payload, outcome));
    return outcome;
  }

  private NotLeaderException termIsOver(long term) {
    return new NotLeaderException("log " + name + ": term " + term + " is over");
  }

  private void submitAll() {
    List<Proposal> batch = new ArrayList<>();
    while (queue.take(batch, ENTRY_BYTES_MAX, PROPOSALS_PER_ENTRY_MAX)) {
      int from = 0;
      while (from < batch.size()) {
        int to = from + 1;
        while (to < batch.size() && batch.get(to).term() == batch.get(from).term()) {
          to++;
        }
        submit(List.copyOf(batch.subList(from, to)));
        from = to;
      }
      batch.clear();
    }
    inFlight.acquireUninterruptibly(ENTRIES_IN_FLIGHT_MAX);
  }

  /** One Raft entry of proposals that were made in the same term. */
  private void submit(List<Proposal> proposals) {
    long term = proposals.getFirst().term();
    RaftClientRequest request =
        RaftClientRequest.newBuilder()
            .setClientId(clientId)
            .setServerId(peerId)
            .setGroupId(groupId)
            .setCallId(callIds.incrementAndGet())
            .setType(RaftClientRequest.writeRequestType())
            .setMessage(
                Message.valueOf(
                    UnsafeByteOperations.unsafeWrap(RaftEntryCodec.encode(term, proposals))))
            .build();
    inFlight.acquireUninterruptibly();
    CompletableFuture<RaftClientReply> reply;
    try {
      reply = server.submitClientRequestAsync(request);
    } catch (IOException | RuntimeException failure) {
      inFlight.release();
      failAll(proposals, new NotLeaderException("log " + name + ": " + failure.getMessage()));
      return;
    }
    // The future is only observed; its failure goes to the proposals.
    @SuppressWarnings("unused")
    CompletableFuture<Void> observed =
        reply.handle((answer, failure) -> {
          inFlight.release();
          complete(proposals, term, answer, failure);
          return null;
        });
  }

  private void complete(
      List<Proposal> proposals,
      long term,
      @Nullable RaftClientReply answer,
      @Nullable Throwable failure) {
    if (answer == null) {
      failAll(proposals, new UnknownOutcomeException("log " + name + " gave no answer", failure));
      return;
    }
    if (!answer.isSuccess()) {
      failAll(proposals, refusal(answer));
      return;
    }
    if (answer.getMessage().getContent().equals(RaftApplier.REFUSED.getContent())) {
      failAll(proposals, termIsOver(term));
      return;
    }
    for (int i = 0; i < proposals.size(); i++) {
      proposals
          .get(i)
          .outcome()
          .complete(RaftApplier.position(term, answer.getLogIndex(), i, proposals.size()));
    }
  }

  private RuntimeException refusal(RaftClientReply answer) {
    if (answer.getNotLeaderException() != null
        || answer.getLeaderNotReadyException() != null
        || answer.getLeaderSteppingDownException() != null) {
      return new NotLeaderException("log " + name + ": " + answer.getException().getMessage());
    }
    return new UnknownOutcomeException(
        "log " + name + " cannot tell the outcome", answer.getException());
  }

  private static void failAll(List<Proposal> proposals, RuntimeException failure) {
    for (Proposal proposal : proposals) {
      proposal.outcome().completeExceptionally(failure);
    }
  }

  @Override
  public Role role() {
    if (applier.failure() != null || !queue.isOpen()) {
      return Role.CLOSED;
    }
    try {
      var info = server.getDivision(groupId).getInfo();
      if (!info.isAlive()) {
        return Role.CLOSED;
      }
      return info.isLeader() && info.isLeaderReady() ? Role.LEADER : Role.FOLLOWER;
    } catch (IOException gone) {
      return Role.CLOSED;
    }
  }

  @Override
  public long term() {
    try {
      return server.getDivision(groupId).getInfo().getCurrentTerm();
    } catch (IOException gone) {
      return -1;
    }
  }

  @Override
  public LogPosition applied() {
    return applier.applied();
  }

  /** Ratis itself drops what is durable, from time to time. */
  @Override
  public LogPosition takeSnapshot() {
    return stateMachine.flush();
  }

  @Override
  public void close() {
    queue.close();
    ThreadEnd.join(batcher);
    try {
      server.close();
    } catch (IOException failure) {
      throw new LogFailedException(
          "cannot close the Raft log " + name + ": " + failure.getMessage(), failure);
    } finally {
      applier.stop();
    }
  }
}
