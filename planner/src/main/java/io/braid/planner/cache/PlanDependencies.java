package io.braid.planner.cache;

import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.catalog.ViewDefinition;
import java.util.List;
import java.util.Optional;

/**
 * What a plan took from the catalog. A plan holds as long as all of it is the same, names that were
 * not found included.
 */
final class PlanDependencies {
  private final List<Dependency> dependencies;

  /** The newest catalog version at which all was known to be the same. */
  private volatile long version;

  sealed interface Dependency {
    boolean holds(CatalogSnapshot catalog);

    record Table(String schema, String name, Optional<TableDefinition> found)
        implements Dependency {
      @Override
      public boolean holds(CatalogSnapshot catalog) {
        Optional<TableDefinition> now = catalog.table(schema, name);
        if (now.isEmpty() || found.isEmpty()) {
          return now.isEmpty() && found.isEmpty();
        }
        return now.get().tableId() == found.get().tableId()
            && now.get().schemaVersion() == found.get().schemaVersion();
      }
    }

    record View(String schema, String name, Optional<ViewDefinition> found) implements Dependency {
      @Override
      public boolean holds(CatalogSnapshot catalog) {
        return catalog.view(schema, name).equals(found);
      }
    }

    record Schema(String name, boolean found) implements Dependency {
      @Override
      public boolean holds(CatalogSnapshot catalog) {
        return catalog.schema(name).isPresent() == found;
      }
    }
  }

  PlanDependencies(List<Dependency> dependencies, long version) {
    this.dependencies = List.copyOf(dependencies);
    this.version = version;
  }

  /** Whether a plan made then would be the same now. */
  boolean hold(CatalogSnapshot catalog) {
    if (catalog.version() == version) {
      return true;
    }
    for (Dependency dependency : dependencies) {
      if (!dependency.holds(catalog)) {
        return false;
      }
    }
    version = catalog.version();
    return true;
  }
}
