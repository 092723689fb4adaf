/** Types that every module shares. Read {@link io.braid.common.MySqlError} first. */
@org.jspecify.annotations.NullMarked
package io.braid.common;
