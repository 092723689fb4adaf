/** Tests of volume replicas. */
@org.jspecify.annotations.NullMarked
package io.braid.storage.node.volume;
