/** Single SQL values, for literals, parameters, defaults and variables; rows use row images. */
@org.jspecify.annotations.NullMarked
package io.braid.common.value;
