package io.braid.protocol.packet;

/**
 * A query attribute or a bound parameter.
 *
 * @param name the attribute's name; empty for a parameter
 * @param value its value
 */
public record NamedParameter(String name, ParameterValue value) {}
