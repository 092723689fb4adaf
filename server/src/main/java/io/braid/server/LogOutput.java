package io.braid.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets up logging: one line an event, with UTC time, level, thread and, where one is at work, the
 * connection (MDC key {@code connection}). A stack trace stays on its event's line, so that a line
 * break in a message can never forge another event.
 */
final class LogOutput {
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z',UTC} %-5level [%thread] %X{connection:--} %logger{0} - "
          + "%replace(%msg){'[\\r\\n]+', ' | '}%replace( %ex){'[\\r\\n]+\\t?', ' | '}%nopex%n";

  /** Libraries that log their daily life at INFO. */
  private static final List<String> CHATTY =
      List.of("org.apache.ratis", "org.apache.calcite", "org.rocksdb", "io.netty", "org.apache.hc");

  private LogOutput() {}

  /**
   * @param file appended to; standard error when absent
   * @throws StartFailure when the file cannot be written
   */
  static void configure(Optional<Path> file) throws StartFailure {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      throw new StartFailure("the class path has a second logging library beside Logback");
    }
    if (file.isPresent()) {
      checkWritable(file.get());
    }
    context.reset();
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    OutputStreamAppender<ILoggingEvent> appender = appender(file);
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(appender);
    CHATTY.forEach(name -> context.getLogger(name).setLevel(Level.WARN));
  }

  private static OutputStreamAppender<ILoggingEvent> appender(Optional<Path> file) {
    if (file.isPresent()) {
      FileAppender<ILoggingEvent> appender = new FileAppender<>();
      appender.setFile(file.get().toString());
      appender.setAppend(true);
      return appender;
    }
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setTarget("System.err");
    return appender;
  }

  private static void checkWritable(Path file) throws StartFailure {
    try {
      if (file.getParent() != null) {
        Files.createDirectories(file.getParent());
      }
      Files.newOutputStream(
              file,
              java.nio.file.StandardOpenOption.CREATE,
              java.nio.file.StandardOpenOption.APPEND)
          .close();
    } catch (IOException e) {
      throw new StartFailure("cannot write the log file " + file + ": " + IoMessage.of(e), e);
    }
  }
}
