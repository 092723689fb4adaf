/** Tests of versions and their bytes. */
@org.jspecify.annotations.NullMarked
package io.braid.storage.node.mvcc;
