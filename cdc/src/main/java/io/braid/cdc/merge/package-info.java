/**
 * The merge of all volumes' change logs into one order. Read {@link
 * io.braid.cdc.merge.MergedStream} first.
 */
@org.jspecify.annotations.NullMarked
package io.braid.cdc.merge;
