package io.braid.common.collation;

import io.braid.common.type.Charset;
import io.braid.common.type.Collation;
import io.braid.common.type.CollationRules;
import java.util.Arrays;

/**
 * A compiled LIKE pattern: {@code %} any characters, {@code _} one character, everything else
 * itself, character by character under the collation's weights and without padding, as MySQL
 * compares them ('ß' is not LIKE 'ss'). Immutable.
 */
public final class LikeMatcher {
  private static final int ANY_ONE = -2;
  private static final int ANY_MANY = -3;

  /** Code points of the pattern, or one of the two constants, or -1 for a malformed byte. */
  private final int[] tokens;

  private final boolean multiByte;
  private final CollationRules rules;

  private LikeMatcher(int[] tokens, boolean multiByte, CollationRules rules) {
    this.tokens = tokens;
    this.multiByte = multiByte;
    this.rules = rules;
  }

  /**
   * Compiles a pattern in the collation's character set.
   *
   * @param escape the escape character as a code point, or -1 for ESCAPE ''; at the pattern's end
   *     it stands for itself
   */
  public static LikeMatcher compile(
      byte[] pattern, int offset, int length, int escape, Collation collation) {
    boolean multiByte = isMultiByte(collation.charset());
    int[] tokens = new int[length];
    int count = 0;
    int end = offset + length;
    int at = offset;
    while (at < end) {
      int codePoint = character(pattern, at, end, multiByte);
      at += multiByte ? Utf8.length(codePoint) : 1;
      if (codePoint == escape && escape >= 0 && at < end) {
        codePoint = character(pattern, at, end, multiByte);
        at += multiByte ? Utf8.length(codePoint) : 1;
        tokens[count++] = codePoint;
      } else if (codePoint == '%') {
        if (count == 0 || tokens[count - 1] != ANY_MANY) {
          tokens[count++] = ANY_MANY;
        }
      } else {
        tokens[count++] = codePoint == '_' ? ANY_ONE : codePoint;
      }
    }
    return new LikeMatcher(Arrays.copyOf(tokens, count), multiByte, Collators.rules(collation));
  }

  /** Whether a string in the collation's character set is LIKE the pattern. */
  public boolean matches(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int at = offset;
    int token = 0;
    // Where to go on when a character does not fit: behind the last %, one character further.
    int retryToken = -1;
    int retryAt = 0;
    while (at < end) {
      int codePoint = character(bytes, at, end, multiByte);
      int width = multiByte ? Utf8.length(codePoint) : 1;
      if (token < tokens.length && tokens[token] == ANY_MANY) {
        token++;
        if (token == tokens.length) {
          return true;
        }
        retryToken = token;
        retryAt = at;
      } else if (token < tokens.length
          && (tokens[token] == ANY_ONE || isSame(tokens[token], codePoint))) {
        token++;
        at += width;
      } else if (retryToken >= 0) {
        token = retryToken;
        int skipped = character(bytes, retryAt, end, multiByte);
        retryAt += multiByte ? Utf8.length(skipped) : 1;
        at = retryAt;
      } else {
        return false;
      }
    }
    while (token < tokens.length && tokens[token] == ANY_MANY) {
      token++;
    }
    return token == tokens.length;
  }

  /**
   * The number of leading characters of the pattern that are no wildcards; a scan may use them as
   * its range only in collations where LIKE and = agree on single characters.
   */
  public int literalPrefixCharacters() {
    int count = 0;
    while (count < tokens.length && tokens[count] >= 0) {
      count++;
    }
    return count;
  }

  /** Whether the pattern has no wildcard at all. */
  public boolean isLiteral() {
    return literalPrefixCharacters() == tokens.length;
  }

  private boolean isSame(int token, int codePoint) {
    return token == codePoint || rules.isSameCharacter(token, codePoint);
  }

  private static int character(byte[] bytes, int at, int end, boolean multiByte) {
    return multiByte ? Utf8.decode(bytes, at, end) : bytes[at] & 0xFF;
  }

  static boolean isMultiByte(Charset charset) {
    return charset == Charset.UTF8MB4 || charset == Charset.UTF8MB3;
  }
}
