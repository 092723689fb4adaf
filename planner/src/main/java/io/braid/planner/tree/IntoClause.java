package io.braid.planner.tree;

import java.util.List;
import java.util.Optional;

/** Where a SELECT sends its rows instead of to the client. */
public sealed interface IntoClause {
  /** {@code INTO @a, @b}. */
  record Variables(List<String> names) implements IntoClause {
    public Variables {
      names = List.copyOf(names);
    }
  }

  /** {@code INTO OUTFILE}. */
  record OutFile(String file, Optional<String> charset, FileFormat format) implements IntoClause {}

  /** {@code INTO DUMPFILE}. */
  record DumpFile(String file) implements IntoClause {}
}
