package io.braid.server;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line {@code braid start | stop | status | version | help}. Exit codes: 0 done, 1
 * could not be done, 2 wrong usage, 3 {@code status} found no running node.
 */
@Command(
    name = "braid",
    description = "A MySQL-compatible distributed SQL database that publishes one global binlog.",
    synopsisSubcommandLabel = "start | stop | status | version | help",
    subcommands = {
      StartCommand.class,
      StopCommand.class,
      StatusCommand.class,
      VersionCommand.class,
      CommandLine.HelpCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.class)
public final class Main {
  static final int EXIT_FAILED = 1;
  static final int EXIT_USAGE = 2;
  static final int EXIT_NOT_RUNNING = 3;

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(commandLine(NodeWiring::start).execute(args));
  }

  /** The commands, with {@code start} making its node by {@code servers}. */
  static CommandLine commandLine(BraidServerFactory servers) {
    CommandLine.IFactory commands =
        new CommandLine.IFactory() {
          @Override
          public <K> K create(Class<K> type) throws Exception {
            return type == StartCommand.class
                ? type.cast(new StartCommand(servers))
                : CommandLine.defaultFactory().create(type);
          }
        };
    return new CommandLine(new Main(), commands)
        .setParameterExceptionHandler(Main::usageError)
        .setExecutionExceptionHandler(Main::failure)
        .setExecutionStrategy(Main::runOrHelp)
        .registerConverter(ByteSize.class, Main::size)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  private static int runOrHelp(CommandLine.ParseResult parsed) {
    if (parsed.subcommands().isEmpty()
        && !parsed.isUsageHelpRequested()
        && !parsed.isVersionHelpRequested()) {
      CommandLine line = parsed.commandSpec().commandLine();
      line.usage(line.getErr());
      return EXIT_USAGE;
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static int usageError(ParameterException error, String[] args) {
    PrintWriter err = error.getCommandLine().getErr();
    err.println("braid: " + oneLine(String.valueOf(error.getMessage())) + suggestion(error));
    err.println(
        "braid: see 'braid help" + subcommandName(error.getCommandLine()) + "' for the options");
    return EXIT_USAGE;
  }

  private static int failure(Exception error, CommandLine line, CommandLine.ParseResult parsed) {
    String text =
        error instanceof StartFailure failure
            ? failure.getMessage()
            : error.getClass().getSimpleName() + ": " + error.getMessage();
    line.getErr().println("braid: " + oneLine(text));
    return EXIT_FAILED;
  }

  private static String suggestion(ParameterException error) {
    if (!(error instanceof UnmatchedArgumentException unmatched)) {
      return "";
    }
    List<String> names =
        unmatched.getCommandLine().getCommandSpec().optionsMap().keySet().stream().toList();
    Optional<String> option =
        unmatched.getUnmatched().stream().filter(arg -> arg.startsWith("-")).findFirst();
    if (option.isPresent()) {
      String typed = option.get().split("=", 2)[0];
      return "; did you mean '" + NearestName.of(typed, names) + "'?";
    }
    var commands = unmatched.getCommandLine().getSubcommands().keySet();
    return commands.isEmpty()
        ? ""
        : "; did you mean '" + NearestName.of(unmatched.getUnmatched().getFirst(), commands) + "'?";
  }

  private static String subcommandName(CommandLine line) {
    return line.getParent() == null ? "" : " " + line.getCommandName();
  }

  private static ByteSize size(String text) {
    try {
      return ByteSize.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.TypeConversionException(String.valueOf(e.getMessage()));
    }
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s*[\\r\\n]+\\s*", "; ");
  }
}
