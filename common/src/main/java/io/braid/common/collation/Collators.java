package io.braid.common.collation;

import io.braid.common.type.Collation;
import io.braid.common.type.CollationRules;
import java.util.EnumMap;
import java.util.Map;

/** The rules of each collation; immutable after loading. */
public final class Collators {
  private static final Map<Collation, CollationRules> RULES = new EnumMap<>(Collation.class);

  static {
    CollationRules binaryPadded = new ByteRules(ByteRules.identityWeights(), true);
    CollationRules general = new GeneralRules();
    for (Collation collation : Collation.values()) {
      RULES.put(
          collation,
          switch (collation) {
            case UTF8MB4_0900_AI_CI -> new Uca900Rules();
            case UTF8MB4_GENERAL_CI, UTF8MB3_GENERAL_CI -> general;
            case LATIN1_SWEDISH_CI -> new ByteRules(MeasuredTables.Bytes.SWEDISH, true);
            case ASCII_GENERAL_CI -> new ByteRules(MeasuredTables.Bytes.ASCII_GENERAL, true);
            case UTF8MB4_BIN, UTF8MB3_BIN, LATIN1_BIN, ASCII_BIN -> binaryPadded;
            case BINARY -> new ByteRules(ByteRules.identityWeights(), false);
          });
    }
  }

  private Collators() {}

  /** The rules of a collation. */
  public static CollationRules rules(Collation collation) {
    CollationRules rules = RULES.get(collation);
    if (rules == null) {
      throw new IllegalStateException(collation.mysqlName());
    }
    return rules;
  }
}
