package io.braid.frontend.variable;

import io.braid.common.type.Charset;
import io.braid.common.type.Collation;
import io.braid.common.value.SqlValue;
import java.util.Map;
import java.util.Optional;

/** Variables that come in pairs of a character set and a collation: setting one sets the other. */
final class CharsetPairs {
  private static final Map<String, String> COLLATION_OF =
      Map.of(
          "character_set_connection", "collation_connection",
          "character_set_database", "collation_database",
          "character_set_server", "collation_server");

  private static final Map<String, String> CHARSET_OF =
      Map.of(
          "collation_connection", "character_set_connection",
          "collation_database", "character_set_database",
          "collation_server", "character_set_server");

  /** The other half of a pair. */
  record Other(String name, SqlValue value) {}

  private CharsetPairs() {}

  /** What follows from setting {@code name} to {@code value}, if it is one of a pair. */
  static Optional<Other> other(String name, SqlValue value) {
    String text = VariableType.text(value).orElse("");
    if (COLLATION_OF.containsKey(name)) {
      Charset charset = VariableType.CharsetName.find(text);
      String collation = Collation.defaultOf(charset).mysqlName();
      return Optional.of(
          new Other(String.valueOf(COLLATION_OF.get(name)), VariableType.string(collation)));
    }
    if (CHARSET_OF.containsKey(name)) {
      return Collation.byName(text)
          .map(collation ->
              new Other(
                  String.valueOf(CHARSET_OF.get(name)),
                  VariableType.string(collation.charset().mysqlName())));
    }
    return Optional.empty();
  }
}
