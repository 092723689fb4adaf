package io.braid.storage;

import org.jspecify.annotations.Nullable;

/**
 * A changed catalog object: written to {@code current} with a version like a row, but never a row
 * event of the stream.
 *
 * @param key in table {@link KeySpace#CATALOG_TABLE}
 * @param value the encoded object; null removes it
 */
public record CatalogChange(byte[] key, byte @Nullable [] value) {}
