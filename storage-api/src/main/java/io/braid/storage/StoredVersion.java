package io.braid.storage;

import org.jspecify.annotations.Nullable;

/**
 * One version of a row, index entry or catalog object, as a read returns it.
 *
 * @param pointer the commit that wrote it
 * @param schemaVersion of a row's image; 0 for others
 * @param value row image, row key of an index entry or encoded catalog object; null for a tombstone
 */
public record StoredVersion(VersionPointer pointer, int schemaVersion, byte @Nullable [] value) {}
