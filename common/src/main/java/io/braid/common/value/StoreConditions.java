package io.braid.common.value;

import io.braid.common.MySqlError;

/** Where notes and warnings of store conversions go; errors are thrown. */
public interface StoreConditions {
  /** Adds a note with its finished text. */
  void note(MySqlError error, String message);

  /** Adds a warning with its finished text. */
  void warning(MySqlError error, String message);
}
