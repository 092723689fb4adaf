/**
 * Reading one volume's change log up to its resolved timestamp. Read {@link
 * io.braid.cdc.capture.VolumeReader} first.
 */
@org.jspecify.annotations.NullMarked
package io.braid.cdc.capture;
