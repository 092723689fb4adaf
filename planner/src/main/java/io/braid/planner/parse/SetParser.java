package io.braid.planner.parse;

import io.braid.common.MySqlException;
import io.braid.planner.tree.Expression;
import io.braid.planner.tree.SessionStatement;
import io.braid.planner.tree.SessionStatement.SetItem;
import io.braid.planner.tree.SessionStatement.SetValue;
import io.braid.planner.tree.Statement;
import io.braid.planner.tree.VariableScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * SET in all its meanings.
 *
 * @see "MySQL 9.7 Reference Manual, SET Statements"
 */
final class SetParser {
  private final Grammar grammar;
  private final TokenStream tokens;

  SetParser(Grammar grammar) {
    this.grammar = grammar;
    this.tokens = grammar.tokens;
  }

  Statement set() {
    tokens.expect(Keyword.SET);
    switch (tokens.keyword()) {
      case PASSWORD -> {
        if (tokens.peekKind(1) != TokenKind.DOT) {
          tokens.advance();
          return new AccountParser(grammar).setPassword();
        }
      }
      case ROLE -> {
        if (tokens.peekKind(1) != TokenKind.EQUAL && tokens.peekKind(1) != TokenKind.ASSIGN) {
          tokens.advance();
          return new AccountParser(grammar).setRole();
        }
      }
      case DEFAULT -> {
        tokens.advance();
        tokens.expect(Keyword.ROLE);
        return new AccountParser(grammar).setDefaultRole();
      }
      case RESOURCE -> {
        if (tokens.accept(Keyword.RESOURCE, Keyword.GROUP)) {
          return resourceGroup();
        }
      }
      case TRANSACTION -> {
        if (tokens.peekKind(1) == TokenKind.WORD) {
          tokens.advance();
          return new TransactionParser(tokens).characteristics(VariableScope.IMPLICIT);
        }
      }
      case GLOBAL, SESSION, LOCAL -> {
        if (tokens.peekKeyword(1) == Keyword.TRANSACTION && tokens.peekKind(2) == TokenKind.WORD) {
          VariableScope scope = scopeWord(tokens.keyword());
          tokens.advance();
          tokens.advance();
          return new TransactionParser(tokens).characteristics(scope);
        }
      }
      default -> {}
    }
    List<SetItem> items = new ArrayList<>();
    VariableScope scope = VariableScope.IMPLICIT;
    do {
      // A scope word holds for the variables that follow, until another one comes.
      scope = scopeOfNext(scope);
      items.add(item(scope));
    } while (tokens.acceptComma());
    return new SessionStatement.SetVariables(items);
  }

  private Statement resourceGroup() {
    String name = tokens.name();
    if (tokens.accept(Keyword.FOR)) {
      tokens.digits();
      while (tokens.acceptComma() || tokens.at(TokenKind.INTEGER)) {
        tokens.digits();
      }
    }
    return new SessionStatement.SetResourceGroup(name);
  }

  private static VariableScope scopeWord(Keyword keyword) {
    return switch (keyword) {
      case GLOBAL -> VariableScope.GLOBAL;
      case SESSION, LOCAL -> VariableScope.SESSION;
      case PERSIST -> VariableScope.PERSIST;
      case PERSIST_ONLY -> VariableScope.PERSIST_ONLY;
      default -> VariableScope.IMPLICIT;
    };
  }

  private VariableScope scopeOfNext(VariableScope present) {
    VariableScope written = scopeWord(tokens.keyword());
    boolean isScope =
        written != VariableScope.IMPLICIT
            && (tokens.nameAhead(1) || tokens.peekKind(1) == TokenKind.WORD);
    if (!isScope) {
      return present;
    }
    tokens.advance();
    return written;
  }

  private SetItem item(VariableScope scope) {
    switch (tokens.kind()) {
      case USER_VARIABLE -> {
        String name = tokens.userVariable();
        equalSign();
        return new SetItem.UserVariable(name, grammar.expressions.expression());
      }
      case SYSTEM_VARIABLE -> {
        tokens.advance();
        VariableScope own = VariableScope.IMPLICIT;
        if (tokens.peekKind(1) == TokenKind.DOT) {
          own = scopeWord(tokens.keyword());
          if (own != VariableScope.IMPLICIT) {
            tokens.advance();
            tokens.advance();
            if (tokens.peekKind(1) == TokenKind.DOT
                && scopeWord(tokens.keyword()) != VariableScope.IMPLICIT) {
              throw tokens.syntaxError();
            }
          }
        }
        return variable(own, true);
      }
      default -> {
        return word(scope);
      }
    }
  }

  private SetItem word(VariableScope scope) {
    switch (tokens.keyword()) {
      case GLOBAL, LOCAL, PERSIST, PERSIST_ONLY, SESSION -> throw syntaxErrorBehind();
      case NAMES -> {
        if (tokens.peekKind(1) != TokenKind.EQUAL && tokens.peekKind(1) != TokenKind.ASSIGN) {
          tokens.advance();
          return names();
        }
        throw syntaxErrorBehind();
      }
      case CHARACTER, CHAR, CHARSET -> {
        if (grammar.types.acceptCharacterSet()) {
          return new SetItem.CharacterSet(charsetOrDefault());
        }
      }
      default -> {}
    }
    return variable(scope, false);
  }

  private MySqlException syntaxErrorBehind() {
    tokens.advance();
    return tokens.syntaxError();
  }

  private SetItem names() {
    Optional<String> charset = charsetOrDefault();
    Optional<String> collation = Optional.empty();
    if (charset.isPresent() && tokens.accept(Keyword.COLLATE)) {
      collation = Optional.of(tokens.collation());
    }
    return new SetItem.Names(charset, collation);
  }

  private Optional<String> charsetOrDefault() {
    return tokens.accept(Keyword.DEFAULT) ? Optional.empty() : Optional.of(tokens.charset());
  }

  private SetItem variable(VariableScope scope, boolean signs) {
    String first =
        tokens.at(Keyword.DEFAULT) && tokens.peekKind(1) == TokenKind.DOT
            ? tokens.anyWord()
            : tokens.name();
    Optional<String> instance = Optional.empty();
    String name = first;
    if (tokens.accept(TokenKind.DOT)) {
      instance = Optional.of(first);
      name = tokens.nameAfterDot();
    }
    equalSign();
    return new SetItem.SystemVariable(
        scope, signs, instance, name.toLowerCase(Locale.ROOT), value());
  }

  private void equalSign() {
    if (!tokens.accept(TokenKind.ASSIGN)) {
      tokens.expect(TokenKind.EQUAL);
    }
  }

  private SetValue value() {
    switch (tokens.keyword()) {
      case DEFAULT -> {
        if (tokens.peekKind(1) != TokenKind.LEFT_PARENTHESIS) {
          tokens.advance();
          return new SetValue.Default();
        }
      }
      case ON, ALL, ROW, SYSTEM, BINARY -> {
        if (endsItem(1)) {
          return new SetValue.Word(tokens.anyWord());
        }
      }
      default -> {}
    }
    Expression expression = grammar.expressions.expression();
    return new SetValue.Value(expression);
  }

  private boolean endsItem(int distance) {
    return switch (tokens.peekKind(distance)) {
      case COMMA, SEMICOLON, END -> true;
      default -> false;
    };
  }
}
