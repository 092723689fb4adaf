/**
 * Keys, versions, write sets and change records: what crosses the border between SQL, transactions,
 * volumes and the stream. Read {@link io.braid.storage.WriteSet}, then {@link
 * io.braid.storage.ChangeRecord}.
 */
@org.jspecify.annotations.NullMarked
package io.braid.storage;
