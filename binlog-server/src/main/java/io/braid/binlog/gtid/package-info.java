/** Sets of global transaction identifiers. Read {@link io.braid.binlog.gtid.GtidSet} first. */
@org.jspecify.annotations.NullMarked
package io.braid.binlog.gtid;
