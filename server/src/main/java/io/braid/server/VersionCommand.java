package io.braid.server;

import io.braid.common.BraidVersion;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code braid version}: Braid's version and the Java that runs it. */
@Command(name = "version", description = "Prints the version.")
final class VersionCommand implements Callable<Integer>, CommandLine.IVersionProvider {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public String[] getVersion() {
    return new String[] {
      "braid " + BraidVersion.current() + " (Java " + Runtime.version().feature() + ")"
    };
  }

  @Override
  public Integer call() {
    spec.commandLine().getOut().println(getVersion()[0]);
    return 0;
  }
}
