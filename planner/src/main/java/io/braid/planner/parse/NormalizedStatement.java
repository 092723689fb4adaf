package io.braid.planner.parse;

import io.braid.planner.tree.Literal;
import java.util.List;

/**
 * A statement whose literals have become parameters. {@code text} with {@code types}, the schema
 * versions and the session's settings is the key of a cached plan.
 *
 * @param text the statement with {@code ?} for every literal that was taken out; comments left out
 * @param types what the plan may depend on, a word for each parameter: {@code i} for an integer,
 *     {@code u} for one above {@code Long.MAX_VALUE}, {@code d<precision>.<scale>}, {@code f} for a
 *     double, {@code s} for a string of ASCII, {@code S} for another, {@code x} for hexadecimal
 * @param parameters the literals in the order of the text
 * @param endOffset where the next statement begins
 */
public record NormalizedStatement(
    String text, String types, List<Literal> parameters, int endOffset) {
  public NormalizedStatement {
    parameters = List.copyOf(parameters);
  }
}
