package io.braid.storage;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One changed row of a write set, in statement order. Images are row images as in binlog row
 * events; they belong to the change and must not be altered.
 *
 * @param tableId the table whose schema describes the images
 * @param schemaVersion of both images (the before image is re-encoded by the writer if it was
 *     older)
 * @param key the row's key; for an update that changes it, the new one
 * @param oldKey for an update that changes the row's key: the old key, whose version ends here
 * @param before null for an insert
 * @param after null for a delete
 * @param streamed false for rows that a schema change copies: replicas make them by the statement
 * @param fresh whether it was seen under the key's lock that the key has no version at all, not
 *     even a tombstone, and nothing staged; then there is nothing to be read again
 */
public record RowChange(
    long tableId,
    int schemaVersion,
    byte[] key,
    Optional<byte[]> oldKey,
    byte @Nullable [] before,
    byte @Nullable [] after,
    boolean streamed,
    boolean fresh) {
  /** A change that the stream carries, of a key that may have had versions. */
  public RowChange(
      long tableId,
      int schemaVersion,
      byte[] key,
      Optional<byte[]> oldKey,
      byte @Nullable [] before,
      byte @Nullable [] after) {
    this(tableId, schemaVersion, key, oldKey, before, after, true, false);
  }

  /** A new row. */
  public static RowChange inserted(
      long tableId, int schemaVersion, byte[] key, byte[] image, boolean fresh) {
    return new RowChange(tableId, schemaVersion, key, Optional.empty(), null, image, true, fresh);
  }

  /** A row that a schema change copies into a table. */
  public static RowChange copied(long tableId, int schemaVersion, byte[] key, byte[] image) {
    return new RowChange(tableId, schemaVersion, key, Optional.empty(), null, image, false, false);
  }

  /** The same change, left out of the stream. */
  public RowChange unstreamed() {
    return new RowChange(tableId, schemaVersion, key, oldKey, before, after, false, fresh);
  }

  /** A change has a before image, an after image or both. */
  public RowChange {
    if (before == null && after == null) {
      throw new IllegalArgumentException("a change without images");
    }
    if (fresh && (before != null || oldKey.isPresent())) {
      throw new IllegalArgumentException("a fresh key with an earlier row");
    }
    if (oldKey.isPresent() && Arrays.equals(oldKey.get(), key)) {
      throw new IllegalArgumentException("an old key that is the new one");
    }
  }
}
