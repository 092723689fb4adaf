package io.braid.benchmark;

/** The benchmark cannot go on; its message is for the user. */
final class BenchmarkFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  BenchmarkFailure(String message) {
    super(message);
  }

  BenchmarkFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
