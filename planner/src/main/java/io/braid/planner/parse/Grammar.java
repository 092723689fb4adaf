package io.braid.planner.parse;

/** The parts of the parser that call each other, around one stream of tokens. */
final class Grammar {
  final TokenStream tokens;
  final LiteralParser literals;
  final ExpressionParser expressions;
  final FunctionParser functions;
  final QueryParser queries;
  final TableReferenceParser tables;
  final DataTypeParser types;

  Grammar(TokenStream tokens) {
    this.tokens = tokens;
    this.literals = new LiteralParser(tokens);
    this.expressions = new ExpressionParser(this);
    this.functions = new FunctionParser(this);
    this.queries = new QueryParser(this);
    this.tables = new TableReferenceParser(this);
    this.types = new DataTypeParser(this);
  }
}
