package io.braid.planner.plan;

import io.braid.common.catalog.IndexDefinition;
import io.braid.planner.plan.PhysicalPlan.SortKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Leaves out sorts whose order an index gives. */
final class OrderedScans {

  /** {@code input} in the order of {@code keys}, cut to the limit. */
  PhysicalPlan sorted(
      PhysicalPlan input, List<SortKey> keys, Optional<Scalar> offset, Optional<Scalar> limit) {
    if (keys.isEmpty()) {
      return limited(input, offset, limit);
    }
    Optional<PhysicalPlan> ordered = ordered(input, keys);
    return ordered
        .map(plan -> limited(plan, offset, limit))
        .orElseGet(() -> new PhysicalPlan.Sort(input, keys, offset, limit));
  }

  private static PhysicalPlan limited(
      PhysicalPlan input, Optional<Scalar> offset, Optional<Scalar> limit) {
    return limit.isEmpty() && offset.isEmpty()
        ? input
        : new PhysicalPlan.Limit(input, offset, limit);
  }

  /** The same rows in the wanted order without a sort, if an index has it. */
  private Optional<PhysicalPlan> ordered(PhysicalPlan plan, List<SortKey> keys) {
    return switch (plan) {
      case PhysicalPlan.TableScan scan -> scan(scan, keys);
      case PhysicalPlan.Filter filter ->
          ordered(filter.input(), keys).map(p -> new PhysicalPlan.Filter(p, filter.condition()));
      case PhysicalPlan.Project project -> {
        ArrayList<SortKey> below = new ArrayList<>();
        for (SortKey key : keys) {
          if (!(project.expressions().get(key.column()) instanceof Scalar.Input input)) {
            yield Optional.empty();
          }
          below.add(new SortKey(input.column(), key.descending()));
        }
        yield ordered(project.input(), below)
            .map(p -> new PhysicalPlan.Project(p, project.expressions(), project.fields()));
      }
      default -> Optional.empty();
    };
  }

  private Optional<PhysicalPlan> scan(PhysicalPlan.TableScan scan, List<SortKey> keys) {
    for (IndexDefinition index : scan.table().indexes()) {
      boolean same = index.indexId() == scan.indexId();
      boolean free = scan.ranges().isEmpty() && index.indexId() == 1;
      if (!index.kind().isMaintained() || !(same || free) || scan.ranges().size() > 1) {
        continue;
      }
      int fixed = scan.ranges().isEmpty() ? 0 : scan.ranges().getFirst().equal().size();
      Optional<Boolean> reverse = direction(scan, index, fixed, keys);
      if (reverse.isPresent()) {
        return Optional.of(
            new PhysicalPlan.TableScan(
                scan.table(),
                index.indexId(),
                scan.ranges(),
                reverse.get(),
                true,
                scan.columns(),
                scan.rowKey(),
                scan.filter(),
                scan.limit(),
                scan.lock(),
                scan.lockWait(),
                scan.fields()));
      }
    }
    return Optional.empty();
  }

  /** Whether the index, read from front (false) or back (true), has the order. */
  private static Optional<Boolean> direction(
      PhysicalPlan.TableScan scan, IndexDefinition index, int fixed, List<SortKey> keys) {
    int part = fixed;
    Optional<Boolean> reverse = Optional.empty();
    for (SortKey key : keys) {
      if (key.column() >= scan.columns().size()) {
        return Optional.empty();
      }
      int column = scan.columns().get(key.column());
      if (isFixed(index, fixed, column)) {
        continue;
      }
      if (part >= index.parts().size()) {
        boolean all = index.isUnique() && index.kind() == IndexDefinition.Kind.PRIMARY;
        return all ? Optional.of(reverse.orElse(false)) : Optional.empty();
      }
      IndexDefinition.Part p = index.parts().get(part++);
      if (p.column() != column || p.prefixLength() > 0) {
        return Optional.empty();
      }
      boolean backwards = p.descending() != key.descending();
      if (reverse.isPresent() && reverse.get() != backwards) {
        return Optional.empty();
      }
      reverse = Optional.of(backwards);
    }
    return Optional.of(reverse.orElse(false));
  }

  private static boolean isFixed(IndexDefinition index, int fixed, int column) {
    return index.parts().subList(0, Math.min(fixed, index.parts().size())).stream()
        .anyMatch(p -> p.column() == column && p.prefixLength() == 0);
  }
}
