package io.braid.frontend.session;

import io.braid.common.MySqlError;
import io.braid.frontend.statement.SessionStatements;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The prepared statements of the binary protocol that a session has open. */
public final class PreparedStatements {
  /** Bytes of long data that all parameters of one session may hold. */
  private static final long LONG_DATA_BYTES_MAX = 1L << 30;

  private final Map<Long, Entry> byId = new HashMap<>();
  private long nextId = 1;
  private long longDataBytes;

  /** A prepared statement with what the client has sent for it so far. */
  public final class Entry {
    private final long id;
    private final SessionStatements.Prepared statement;
    private final @Nullable ByteArrayOutputStream[] longData;
    private final List<Optional<byte[]>> noLongData;
    private int[] types = new int[0];
    private boolean longDataTooLong;

    private Entry(long id, SessionStatements.Prepared statement) {
      this.id = id;
      this.statement = statement;
      this.longData = new ByteArrayOutputStream[statement.parameterCount()];
      this.noLongData = Collections.nCopies(statement.parameterCount(), Optional.empty());
    }

    /** The id that the client uses. */
    public long id() {
      return id;
    }

    /** The statement. */
    public SessionStatements.Prepared statement() {
      return statement;
    }

    /** The types of the parameters at the last execution; empty before the first. */
    public int[] types() {
      return types;
    }

    /** Remembers the types of the parameters. */
    public void remember(int[] sent) {
      types = sent;
    }

    /**
     * Adds to a parameter's long data. Errors cannot be sent here: they come with the execution.
     *
     * @param bytesMax {@code max_allowed_packet}, for one parameter
     */
    public void append(int parameter, byte[] data, long bytesMax) {
      if (parameter >= longData.length) {
        return;
      }
      ByteArrayOutputStream sofar = longData[parameter];
      if (sofar == null) {
        sofar = new ByteArrayOutputStream();
        longData[parameter] = sofar;
      }
      if ((long) sofar.size() + data.length > bytesMax
          || longDataBytes + data.length > LONG_DATA_BYTES_MAX) {
        longDataTooLong = true;
        return;
      }
      longDataBytes += data.length;
      sofar.writeBytes(data);
    }

    /**
     * The long data of each parameter.
     *
     * @throws io.braid.common.MySqlException ER_NET_PACKET_TOO_LARGE (1153) when it was more than
     *     is allowed
     */
    public List<Optional<byte[]>> longData() {
      if (longDataTooLong) {
        throw MySqlError.ER_NET_PACKET_TOO_LARGE.with();
      }
      List<Optional<byte[]>> data = new ArrayList<>(longData.length);
      for (ByteArrayOutputStream parameter : longData) {
        data.add(parameter == null ? Optional.empty() : Optional.of(parameter.toByteArray()));
      }
      return data;
    }

    /** Whether any data was sent ahead, also too much of it. */
    public boolean hasLongData() {
      if (longDataTooLong) {
        return true;
      }
      for (ByteArrayOutputStream parameter : longData) {
        if (parameter != null) {
          return true;
        }
      }
      return false;
    }

    /** What {@link #longData} is without any. */
    public List<Optional<byte[]>> noLongData() {
      return noLongData;
    }

    /** COM_STMT_RESET, and after each execution: drops the long data. */
    public void dropLongData() {
      longDataTooLong = false;
      for (int i = 0; i < longData.length; i++) {
        ByteArrayOutputStream parameter = longData[i];
        if (parameter != null) {
          longDataBytes -= parameter.size();
          longData[i] = null;
        }
      }
    }
  }

  /** Keeps a statement under a new id. */
  public Entry add(SessionStatements.Prepared statement) {
    Entry entry = new Entry(nextId, statement);
    nextId = (nextId + 1) & 0xFFFF_FFFFL;
    byId.put(entry.id(), entry);
    return entry;
  }

  /** A statement by its id. */
  public Optional<Entry> find(long id) {
    return Optional.ofNullable(byId.get(id));
  }

  /**
   * A statement by its id.
   *
   * @throws io.braid.common.MySqlException ER_UNKNOWN_STMT_HANDLER (1243)
   */
  public Entry get(long id) {
    return find(id)
        .orElseThrow(() -> MySqlError.ER_UNKNOWN_STMT_HANDLER.with(id, "mysql_stmt_precheck"));
  }

  /** COM_STMT_CLOSE. */
  public void close(long id) {
    find(id).ifPresent(Entry::dropLongData);
    byId.remove(id);
  }

  /** Number of open statements. */
  public int count() {
    return byId.size();
  }

  /** Closes all. */
  public void clear() {
    byId.clear();
    longDataBytes = 0;
  }
}
