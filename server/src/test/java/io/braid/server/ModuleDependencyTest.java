package io.braid.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The module table of the design as code: a module uses only modules below it. */
final class ModuleDependencyTest {
  /** Highest first: each uses only those that follow it. */
  private static final List<String> MODULES =
      List.of(
          "io.braid.server",
          "io.braid.frontend",
          "io.braid.binlog",
          "io.braid.executor",
          "io.braid.planner",
          "io.braid.cdc",
          "io.braid.txn",
          "io.braid.storage.node",
          "io.braid.storage",
          "io.braid.protocol",
          "io.braid.common");

  /** Libraries that show in one module only. */
  private static final Map<String, String> LIBRARY_OWNERS =
      Map.of(
          "org.apache.calcite", "io.braid.planner",
          "org.apache.ratis", "io.braid.storage.node",
          "org.rocksdb", "io.braid.storage.node",
          "io.netty", "io.braid.protocol",
          "com.github.luben", "io.braid.protocol",
          "org.bouncycastle", "io.braid.protocol",
          "com.fasterxml.jackson", "io.braid.executor",
          "com.github.shyiko", "io.braid.binlog",
          "picocli", "io.braid.server",
          "ch.qos.logback", "io.braid.server");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.braid");

  @TestFactory
  List<DynamicTest> aModuleUsesOnlyModulesBelowIt() {
    return MODULES.stream()
        .filter(module -> !module.equals(MODULES.getFirst()))
        .map(module ->
            DynamicTest.dynamicTest(
                module,
                () ->
                    noClasses()
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(packagesAbove(module))
                        .allowEmptyShould(true)
                        .check(inModule(module))))
        .toList();
  }

  @TestFactory
  List<DynamicTest> aLibraryShowsInOneModule() {
    return LIBRARY_OWNERS.entrySet().stream()
        .map(entry ->
            DynamicTest.dynamicTest(
                entry.getKey(),
                () -> {
                  for (String module : MODULES) {
                    if (!module.equals(entry.getValue())) {
                      noClasses()
                          .should()
                          .dependOnClassesThat()
                          .resideInAPackage(entry.getKey() + "..")
                          .allowEmptyShould(true)
                          .check(inModule(module));
                    }
                  }
                }))
        .toList();
  }

  @Test
  void everyClassBelongsToAModule() {
    assertThat(CLASSES).isNotEmpty();
    assertThat(CLASSES)
        .allSatisfy(type -> assertThat(MODULES).contains(moduleOf(type.getPackageName())));
  }

  @Test
  void noPackageIsADrawer() {
    noClasses()
        .should()
        .resideInAnyPackage("..util..", "..helper..", "..misc..", "..impl..")
        .check(CLASSES);
  }

  private static JavaClasses inModule(String module) {
    return CLASSES.that(
        new DescribedPredicate<>("in " + module) {
          @Override
          public boolean test(JavaClass type) {
            return moduleOf(type.getPackageName()).equals(module);
          }
        });
  }

  /** The module with the longest matching package, since storage.node lies below storage. */
  private static String moduleOf(String packageName) {
    return MODULES.stream()
        .filter(module -> packageName.equals(module) || packageName.startsWith(module + "."))
        .max(Comparator.comparingInt(String::length))
        .orElse("");
  }

  private static String[] packagesAbove(String module) {
    return MODULES.subList(0, MODULES.indexOf(module)).stream()
        .map(above -> above + "..")
        .toArray(String[]::new);
  }
}
