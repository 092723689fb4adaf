package io.braid.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A script of several sessions that meet, with the answers of a server as a transcript: the
 * transcripts of two servers can be compared.
 *
 * <pre>
 *   A: statement     runs it in session A and waits for its answer
 *   A> statement     starts it; the transcript says whether it waits for another session
 *   A&lt;               waits for the answer of what was started
 *   A!               ends the session's connection
 *   # comment
 * </pre>
 */
final class SessionScript {
  /** What has not answered by then waits for another session. */
  private static final long WAITS_MILLIS = 400;

  private static final long ANSWER_SECONDS = 60;
  private static final Pattern LINE = Pattern.compile("([A-Z])([:><!]) ?(.*)");

  private record Step(String session, char kind, String sql) {}

  private final List<Step> steps = new ArrayList<>();

  private SessionScript() {}

  static SessionScript read(Path file) {
    SessionScript script = new SessionScript();
    try {
      for (String line : Files.readAllLines(file)) {
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
          throw new AssertionError(file + ": " + line);
        }
        script.steps.add(new Step(matcher.group(1), matcher.group(2).charAt(0), matcher.group(3)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return script;
  }

  /** Runs it and returns a line for each step, and more for rows. */
  List<String> run(Endpoint server) {
    List<String> transcript = new ArrayList<>();
    Map<String, Connection> connections = new HashMap<>();
    Map<String, CompletableFuture<Outcome>> started = new HashMap<>();
    try {
      for (Step step : steps) {
        run(server, step, connections, started, transcript);
      }
    } finally {
      connections.values().forEach(SessionScript::close);
    }
    return transcript;
  }

  private static void run(
      Endpoint server,
      Step step,
      Map<String, Connection> connections,
      Map<String, CompletableFuture<Outcome>> started,
      List<String> transcript) {
    String name = step.session();
    switch (step.kind()) {
      case ':', '>' -> {
        Connection connection = connections.computeIfAbsent(name, n -> connect(server));
        CompletableFuture<Outcome> answer = start(connection, step.sql());
        if (step.kind() == ':') {
          append(transcript, step, await(answer));
        } else if (waits(answer)) {
          started.put(name, answer);
          transcript.add(name + "> " + step.sql() + " => waits");
        } else {
          append(transcript, step, await(answer));
        }
      }
      case '<' -> {
        CompletableFuture<Outcome> answer = started.remove(name);
        if (answer != null) {
          append(transcript, step, await(answer));
        }
      }
      case '!' -> {
        Connection connection = connections.remove(name);
        if (connection != null) {
          close(connection);
        }
      }
      default -> throw new AssertionError("step " + step);
    }
  }

  private static CompletableFuture<Outcome> start(Connection connection, String sql) {
    CompletableFuture<Outcome> answer = new CompletableFuture<>();
    Thread unused =
        Thread.ofVirtual()
            .start(() -> {
              try {
                answer.complete(Outcome.of(connection, sql, false));
              } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
              }
            });
    return answer;
  }

  private static boolean waits(CompletableFuture<Outcome> answer) {
    try {
      Outcome unused = answer.get(WAITS_MILLIS, TimeUnit.MILLISECONDS);
      return false;
    } catch (TimeoutException e) {
      return true;
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private static Outcome await(CompletableFuture<Outcome> answer) {
    try {
      return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private static void append(List<String> transcript, Step step, Outcome outcome) {
    String begin = step.session() + step.kind() + " " + step.sql() + " => ";
    switch (outcome) {
      case Outcome.Rows rows -> {
        transcript.add(begin + rows.rows().size() + " rows of " + rows.columns());
        transcript.addAll(rows.rows());
        transcript.addAll(rows.warnings());
      }
      case Outcome.Done done -> {
        transcript.add(begin + done.affectedRows());
        transcript.addAll(done.warnings());
      }
      case Outcome.Failed failed ->
          transcript.add(begin + failed.number() + " " + failed.sqlState() + " " + failed.text());
    }
  }

  private static Connection connect(Endpoint server) {
    try {
      return server.connect();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** Prints the transcript of a script on a port: {@code PORT FILE}. */
  public static void main(String[] arguments) {
    SessionScript script = read(Path.of(arguments[1]));
    script.run(new Endpoint("server", Integer.parseInt(arguments[0]))).forEach(System.out::println);
  }
}
