package io.braid.benchmark;

import java.util.List;

/**
 * A kind of load.
 *
 * @param name in the results
 * @param script of sysbench
 * @param options of the script
 */
record Workload(String name, String script, List<String> options) {
  Workload {
    options = List.copyOf(options);
  }

  private static Workload of(String name) {
    return new Workload(name, "oltp_" + name, List.of());
  }

  /** Reads rows of a table with that many, uniformly at random. */
  static Workload pointSelect(int rows) {
    return new Workload(
        "point_select of %,d rows".formatted(rows),
        "oltp_point_select",
        List.of(
            "--mysql-db=" + schema(rows),
            "--tables=1",
            "--table-size=" + rows,
            "--rand-type=uniform"));
  }

  /** The database of a table with that many rows. */
  static String schema(int rows) {
    return "rows_" + rows;
  }

  private static Workload unprepared(String name) {
    return new Workload(name + "_unprepared", "oltp_" + name, List.of("--db-ps-mode=disable"));
  }

  /** The five of {@code quick}: reads first, because the others change the tables. */
  static List<Workload> quick() {
    return List.of(
        of("point_select"), of("read_only"), of("update_index"), of("insert"), of("read_write"));
  }

  /** Those of {@code all}. */
  static List<Workload> all() {
    return List.of(
        of("point_select"),
        unprepared("point_select"),
        of("read_only"),
        unprepared("read_only"),
        of("update_index"),
        of("update_non_index"),
        of("insert"),
        unprepared("insert"),
        of("delete"),
        of("write_only"),
        of("read_write"),
        unprepared("read_write"));
  }
}
