package io.braid.server;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code braid stop}: asks the node on a data folder to drain and end, and waits for it. The
 * process is named by the folder's lock, never by a stale process id.
 */
@Command(name = "stop", description = "Stops the node that runs on the data folder.")
final class StopCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private DataOption data = new DataOption();

  @Override
  public Integer call() throws IOException, StartFailure, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Optional<DataFolder.Owner> owner = DataFolder.owner(data.path());
    if (owner.isEmpty()) {
      out.println("no node runs on " + data.path());
      return 0;
    }
    long processId =
        owner
            .get()
            .processId()
            .orElseThrow(() ->
                new StartFailure(
                    "the process on " + data.path() + " is just starting or ending: try again"));
    Optional<ProcessHandle> process = ProcessHandle.of(processId);
    if (process.isPresent()) {
      if (!process.get().destroy()) {
        throw new StartFailure("process " + processId + " belongs to another user");
      }
      await(process.get());
    }
    out.println("stopped process " + processId);
    return 0;
  }

  private static void await(ProcessHandle process) throws StartFailure, InterruptedException {
    try {
      process.onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new StartFailure(
          "process " + process.pid() + " has not ended after " + PATIENCE.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new StartFailure("cannot wait for process " + process.pid(), e);
    }
  }
}
