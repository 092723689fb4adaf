package io.braid.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Sakila, loaded by the real client, answers as on MySQL 9.7. */
@Tag("full")
@Tag("sakila")
@NeedsPeer({"mysql"})
@TestInstance(Lifecycle.PER_CLASS)
final class SakilaTest {
  /** A trigger fills it, and Braid has none yet. */
  private static final String FILLED_BY_TRIGGER = "film_text";

  private static final int SORT_BUFFER_BYTES = 16 << 20;

  private final MySqlServer oracle = MySqlServer.start();
  private final DatabaseProcess tested = DatabaseProcess.startSource();

  @AfterAll
  void end() {
    tested.close();
    oracle.close();
  }

  @TestFactory
  Stream<DynamicTest> everyTableAndViewAnswersTheSame() {
    // Without ORDER BY, GROUP_CONCAT takes a group's rows as they come. Sorted in several pieces,
    // as
    // with MySQL's usual 256 KiB, equal rows would come in the order of the pieces' merging.
    oracle.endpoint().execute("SET GLOBAL sort_buffer_size = " + SORT_BUFFER_BYTES);
    assertThat(Sakila.load(oracle.endpoint())).isEmpty();
    List<String> errors = Sakila.load(tested.endpoint());
    List<List<String>> tables = oracle.endpoint().query("SHOW FULL TABLES FROM sakila");
    DynamicTest load =
        DynamicTest.dynamicTest(
            "only triggers and routines fail",
            () ->
                assertThat(errors).allSatisfy(line -> assertThat(line).startsWith("ERROR 1235 ")));
    DynamicTest names =
        DynamicTest.dynamicTest(
            "tables and views",
            () ->
                assertThat(tested.endpoint().query("SHOW FULL TABLES FROM sakila"))
                    .isEqualTo(tables));
    Stream<DynamicTest> contents =
        tables.stream()
            .map(List::getFirst)
            .filter(table -> Peers.sourceIsMySql() || !table.equals(FILLED_BY_TRIGGER))
            .map(table ->
                DynamicTest.dynamicTest(
                    table,
                    () ->
                        assertThat(rows(tested.endpoint(), table))
                            .isEqualTo(rows(oracle.endpoint(), table))));
    return Stream.concat(Stream.of(load, names), contents);
  }

  /** All rows, sorted: without ORDER BY their order is open. */
  private static List<List<String>> rows(Endpoint server, String table) {
    return server.query("SELECT * FROM sakila." + table).stream()
        .sorted((a, b) -> a.toString().compareTo(b.toString()))
        .toList();
  }
}
