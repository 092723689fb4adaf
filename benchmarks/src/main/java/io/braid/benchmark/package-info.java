/** Braid, MySQL and MariaDB as processes under the same load in turn, and what they used for it. */
@NullMarked
package io.braid.benchmark;

import org.jspecify.annotations.NullMarked;
