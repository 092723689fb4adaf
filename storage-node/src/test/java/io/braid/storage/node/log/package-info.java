/** Contract of replicated logs and its two implementations. */
@org.jspecify.annotations.NullMarked
package io.braid.storage.node.log;
