/** What single steps of a statement cost, by JMH. */
@NullMarked
package io.braid.benchmark.micro;

import org.jspecify.annotations.NullMarked;
