package io.braid.planner.parse;

/** What the lexer tells apart. */
enum TokenKind {
  /** The end of the text. */
  END,
  /** A character or unfinished literal that no token begins with. */
  INVALID,
  /** An unquoted name or keyword. */
  WORD,
  /** A name in backticks, or in double quotes under ANSI_QUOTES. */
  QUOTED_NAME,
  /** A string literal with its quotes. */
  STRING,
  /** {@code N'…'}. */
  NATIONAL_STRING,
  /** {@code _utf8mb4}: an underscore and the name of a character set. */
  INTRODUCER,
  /** Digits only. */
  INTEGER,
  /** Digits with a point. */
  DECIMAL,
  /** A number with an exponent. */
  FLOAT,
  /** {@code 0x…} or {@code x'…'}. */
  HEX,
  /** {@code 0b…} or {@code b'…'}. */
  BIT,
  /** {@code ?}. */
  PARAMETER,
  /** {@code @name}, {@code @'name'}; also the host of an account. */
  USER_VARIABLE,
  /** {@code @@}; the name follows. */
  SYSTEM_VARIABLE,
  /** {@code /*+ … *}{@code /} right after the first word of a query block. */
  HINT,
  LEFT_PARENTHESIS,
  RIGHT_PARENTHESIS,
  LEFT_BRACE,
  RIGHT_BRACE,
  COMMA,
  SEMICOLON,
  COLON,
  DOT,
  STAR,
  PLUS,
  MINUS,
  SLASH,
  PERCENT,
  CARET,
  TILDE,
  AMPERSAND,
  AND_AND,
  PIPE,
  OR_OR,
  BANG,
  EQUAL,
  NULL_SAFE_EQUAL,
  NOT_EQUAL,
  LESS,
  LESS_OR_EQUAL,
  GREATER,
  GREATER_OR_EQUAL,
  SHIFT_LEFT,
  SHIFT_RIGHT,
  /** {@code :=}. */
  ASSIGN,
  /** {@code ->}. */
  ARROW,
  /** {@code ->>}. */
  DOUBLE_ARROW
}
