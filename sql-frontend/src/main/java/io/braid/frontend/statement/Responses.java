package io.braid.frontend.statement;

import io.braid.executor.DmlResult;
import io.braid.executor.ResultSink;
import io.braid.planner.plan.OutputColumn;
import java.io.InputStream;
import java.util.List;

/**
 * Where the answers of statements go. For each statement exactly one of {@link #ok} and {@link
 * #resultSet} … {@link #endResultSet} is called; {@code more} says that another statement's answer
 * follows. Status flags and the count of warnings are taken from the session when the answer ends.
 */
public interface Responses {
  /** Answers with an OK packet. */
  void ok(DmlResult result, boolean more);

  /**
   * Begins a result set. Who writes the rows starts the sink, once nothing can fail any more before
   * the first row.
   */
  ResultSink resultSet(List<OutputColumn> columns);

  /** Whether the client sends files of its machine when it is asked to (LOAD DATA LOCAL). */
  boolean sendsFiles();

  /**
   * Asks the client for a file. It is closed before anything else is answered.
   *
   * @param name as the client gave it
   */
  InputStream clientFile(String name);

  /** Ends the result set that {@link #resultSet} started. */
  void endResultSet(boolean more);
}
