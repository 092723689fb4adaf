package io.braid.server;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code braid status}: whether a node runs on a data folder; exit code 3 when none does. */
@Command(name = "status", description = "Tells whether a node runs on the data folder.")
final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private DataOption data = new DataOption();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Optional<DataFolder.Owner> owner = DataFolder.owner(data.path());
    if (owner.isEmpty()) {
      out.println("no node runs on " + data.path());
      return Main.EXIT_NOT_RUNNING;
    }
    String state =
        owner.get().port().isPresent()
            ? "serves MySQL on port " + owner.get().port().getAsLong()
            : "is starting or stopping";
    out.println(owner.get() + " " + state + ", data in " + data.path());
    return 0;
  }
}
