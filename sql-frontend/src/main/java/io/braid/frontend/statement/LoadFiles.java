package io.braid.frontend.statement;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.value.SqlValue;
import io.braid.planner.plan.StatementPlan;
import io.braid.planner.tree.DmlStatement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The files of LOAD DATA: those of the client, where it and the server allow it, and those below
 * secure_file_priv on the server's machine.
 *
 * @see "MySQL 9.7 Reference Manual, Security Considerations for LOAD DATA LOCAL"
 */
final class LoadFiles {
  static final int IO_ERROR = 5;
  private static final int NO_SUCH_FILE = 2;
  private static final int PERMISSION_DENIED = 13;

  private final StatementServices services;
  private final SessionState session;

  LoadFiles(StatementServices services, SessionState session) {
    this.services = services;
    this.session = session;
  }

  /** The character set of files whose statements name none. */
  String charset() {
    return QueryRunner.asText(session.systemVariable("character_set_database", false));
  }

  /**
   * Checks what a statement may read, before anything else of it is looked at.
   *
   * @throws MySqlException 3948 where client or server do not allow files of the client, 1045
   *     without the privilege FILE
   */
  void check(DmlStatement.LoadData load, Responses responses) {
    if (!load.local()) {
      Privileges.of(services.catalog().get(), session.currentUser()).requireFile();
    } else if (!responses.sendsFiles() || session.longVariable("local_infile") == 0) {
      throw MySqlError.ER_CLIENT_LOCAL_FILES_DISABLED.with();
    }
  }

  /**
   * Opens a plan's file. The client is asked for its own only now that nothing else can fail.
   *
   * @throws MySqlException 1290 outside of secure_file_priv, 13 and 29 for what is not there or may
   *     not be read, 1085 for what is no file
   */
  InputStream open(StatementPlan.LoadPlan plan, Responses responses) {
    return plan.local()
        ? responses.clientFile(plan.file())
        : open(plan.file(), plan.table().schema());
  }

  private InputStream open(String name, String schema) {
    Path path;
    try {
      Path data = Path.of(text("datadir"));
      // A bare name is one in the folder of the database.
      path = (name.indexOf('/') < 0 ? data.resolve(schema) : data).resolve(name).normalize();
    } catch (InvalidPathException e) {
      throw MySqlError.EE_STAT.with(name, NO_SUCH_FILE, "No such file or directory");
    }
    SqlValue allowed = session.systemVariable("secure_file_priv", true);
    if (allowed == SqlValue.SqlNull.NULL) {
      throw refused();
    }
    String folder = QueryRunner.asText(allowed);
    try {
      Path real = real(path, folder);
      if (!Files.isRegularFile(real)) {
        throw MySqlError.ER_TEXTFILE_NOT_READABLE.with(path);
      }
      return Files.newInputStream(real);
    } catch (NoSuchFileException e) {
      throw MySqlError.EE_STAT.with(path, NO_SUCH_FILE, "No such file or directory");
    } catch (AccessDeniedException e) {
      throw MySqlError.EE_FILENOTFOUND.with(path, PERMISSION_DENIED, "Permission denied");
    } catch (IOException e) {
      throw MySqlError.EE_FILENOTFOUND.with(path, IO_ERROR, String.valueOf(e.getMessage()));
    }
  }

  /** The file that a path leads to, links followed, if it lies in the folder that is allowed. */
  private static Path real(Path path, String folder) throws IOException {
    if (folder.isEmpty()) {
      return path.toRealPath();
    }
    Path allowed = Path.of(folder).toRealPath();
    Path parent = path.getParent();
    if (parent == null || !parent.toRealPath().startsWith(allowed)) {
      throw refused();
    }
    Path real = path.toRealPath();
    if (!real.startsWith(allowed)) {
      throw refused();
    }
    return real;
  }

  private static MySqlException refused() {
    return MySqlError.ER_OPTION_PREVENTS_STATEMENT.with("--secure-file-priv");
  }

  private String text(String variable) {
    return QueryRunner.asText(session.systemVariable(variable, true));
  }
}
