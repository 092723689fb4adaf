package io.braid.common.catalog;

import io.braid.common.type.Collation;

/** A database: its name and default collation. */
public record SchemaDefinition(long schemaId, String name, Collation collation) {}
