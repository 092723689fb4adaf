package io.braid.planner.parse;

import io.braid.planner.tree.Bytes;
import io.braid.planner.tree.Statement;
import io.braid.planner.tree.XaStatement;
import io.braid.planner.tree.XaStatement.Xid;

/**
 * XA statements.
 *
 * @see "MySQL 9.7 Reference Manual, XA Transaction SQL Statements"
 */
final class XaParser {
  private static final int XID_PART_BYTES_MAX = 64;

  private final TokenStream tokens;

  XaParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  Statement statement() {
    tokens.expect(Keyword.XA);
    Keyword word = tokens.keyword();
    switch (word) {
      case START, BEGIN -> {
        tokens.advance();
        Xid xid = xid();
        XaStatement.Start.StartMode mode = XaStatement.Start.StartMode.NEW;
        if (tokens.accept(Keyword.JOIN)) {
          mode = XaStatement.Start.StartMode.JOIN;
        } else if (tokens.accept(Keyword.RESUME)) {
          mode = XaStatement.Start.StartMode.RESUME;
        }
        return new XaStatement.Start(xid, mode);
      }
      case END -> {
        tokens.advance();
        Xid xid = xid();
        XaStatement.End.EndMode mode = XaStatement.End.EndMode.PLAIN;
        if (tokens.accept(Keyword.SUSPEND)) {
          mode = XaStatement.End.EndMode.SUSPEND;
          if (tokens.accept(Keyword.FOR)) {
            tokens.expect(Keyword.MIGRATE);
            mode = XaStatement.End.EndMode.SUSPEND_FOR_MIGRATE;
          }
        }
        return new XaStatement.End(xid, mode);
      }
      case PREPARE -> {
        tokens.advance();
        return new XaStatement.Prepare(xid());
      }
      case COMMIT -> {
        tokens.advance();
        Xid xid = xid();
        boolean onePhase = tokens.accept(Keyword.ONE);
        if (onePhase) {
          tokens.expect(Keyword.PHASE);
        }
        return new XaStatement.Commit(xid, onePhase);
      }
      case ROLLBACK -> {
        tokens.advance();
        return new XaStatement.Rollback(xid());
      }
      case RECOVER -> {
        tokens.advance();
        boolean convert = tokens.accept(Keyword.CONVERT);
        if (convert) {
          tokens.expect(Keyword.XID);
        }
        return new XaStatement.Recover(convert);
      }
      default -> throw tokens.syntaxError();
    }
  }

  private Xid xid() {
    Bytes globalId = part();
    Bytes branch = Bytes.of(new byte[0]);
    long format = 1;
    if (tokens.acceptComma()) {
      branch = part();
      if (tokens.acceptComma()) {
        format = tokens.unsignedLong();
      }
    }
    return new Xid(globalId, branch, format);
  }

  private Bytes part() {
    Bytes bytes =
        switch (tokens.kind()) {
          case STRING -> Bytes.of(tokens.decoder().stringBytes(tokens.start(), tokens.end()));
          case HEX -> tokens.decoder().hex(tokens.start(), tokens.end());
          case BIT -> tokens.decoder().bits(tokens.start(), tokens.end());
          default -> throw tokens.syntaxError();
        };
    tokens.advance();
    // MySQL complains behind a part that is too long, not at it.
    if (bytes.length() > XID_PART_BYTES_MAX) {
      throw tokens.syntaxError();
    }
    return bytes;
  }
}
