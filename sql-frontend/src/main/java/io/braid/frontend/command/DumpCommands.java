package io.braid.frontend.command;

import io.braid.frontend.session.Session;
import io.braid.protocol.netty.ServerConnection;
import io.braid.protocol.packet.Command;

/** The commands of consumers of the binlog; implemented over the binlog server. */
public interface DumpCommands {
  /**
   * COM_BINLOG_DUMP: writes events until the client leaves, is killed, or, where it asked so, the
   * log ends.
   *
   * @throws io.braid.common.MySqlException ER_SOURCE_FATAL_ERROR_READING_BINLOG (1236), sent by the
   *     caller
   */
  void dump(Command.BinlogDump dump, Session session, ServerConnection connection);

  /** COM_BINLOG_DUMP_GTID; as {@link #dump(Command.BinlogDump, Session, ServerConnection)}. */
  void dump(Command.BinlogDumpGtid dump, Session session, ServerConnection connection);

  /** COM_REGISTER_SLAVE: remembers the replica for SHOW REPLICAS; the caller answers OK. */
  void register(Command.RegisterReplica replica, Session session);

  /** The session has ended: forgets its replica. */
  void ended(Session session);
}
