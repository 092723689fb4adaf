package io.braid.it;

import java.nio.file.Path;
import java.util.List;

/**
 * Runs scripts against two servers that already run: {@code MYSQL_PORT BRAID_PORT SCRIPT...}. Used
 * by {@code tools/differential.sh} while writing SQL.
 */
final class DifferentialMain {
  private DifferentialMain() {}

  public static void main(String[] args) {
    Endpoint oracle = new Endpoint("MySQL", Integer.parseInt(args[0]));
    Endpoint tested = new Endpoint("Braid", Integer.parseInt(args[1]));
    boolean binary = Boolean.getBoolean("binary");
    int total = 0;
    for (String file : List.of(args).subList(2, args.length)) {
      SqlScript script = SqlScript.read(Path.of(file));
      try (DifferentialRunner runner = new DifferentialRunner(oracle, tested, binary)) {
        List<DifferentialRunner.Difference> differences = runner.run(script);
        differences.forEach(System.out::println);
        System.out.println(
            script.name()
                + ": "
                + differences.size()
                + " differences in "
                + script.steps().size()
                + " statements");
        total += differences.size();
      }
    }
    System.exit(total == 0 ? 0 : 1);
  }
}
