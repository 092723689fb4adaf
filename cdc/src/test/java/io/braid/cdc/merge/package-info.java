/** Tests of the merged stream on real volumes. */
@org.jspecify.annotations.NullMarked
package io.braid.cdc.merge;
