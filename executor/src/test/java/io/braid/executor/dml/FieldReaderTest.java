package io.braid.executor.dml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.type.Charset;
import io.braid.planner.plan.LoadFormat;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How text is split; that MySQL splits alike is shown by load_data.sqltest. */
final class FieldReaderTest {
  private static final int FIELD_BYTES_MAX = 1 << 20;
  private static final int ROUNDS = 20_000;
  private static final String[] PIECES = {
    ",", ",", "\"", "\n", "\r\n", "\\", "\\N", "NULL", "||", "|", "1", "ab", "ü", "漢", "😀", "x"
  };
  private static final String[] FIELD_ENDS = {",", "\t", "||", "ab", ""};
  private static final String[] LINE_ENDS = {"\n", "\r\n", ",", "1", ""};

  @Test
  void aFieldIsTheSameHoweverItsBytesArrive() {
    Random random = new Random(20_260_801);
    for (int round = 0; round < ROUNDS; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(30); i > 0; i--) {
        text.append(PIECES[random.nextInt(PIECES.length)]);
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      LoadFormat format =
          new LoadFormat(
              bytes(FIELD_ENDS[random.nextInt(FIELD_ENDS.length)]),
              bytes(random.nextBoolean() ? "\"" : ""),
              bytes(random.nextInt(3) == 0 ? "" : random.nextInt(5) == 0 ? "\"" : "\\"),
              bytes(random.nextInt(6) == 0 ? "x" : ""),
              bytes(LINE_ENDS[random.nextInt(LINE_ENDS.length)]));
      List<String> whole = lines(new ByteArrayInputStream(bytes), format);
      List<String> pieces = lines(inPieces(bytes, 1 + random.nextInt(5)), format);
      assertThat(pieces).describedAs("round %d: %s", round, text).isEqualTo(whole);
    }
  }

  @Test
  void aFieldMayBeLongerThanTheBuffer() {
    String large = "x".repeat(200_000);
    assertThat(
            lines(
                new ByteArrayInputStream(bytes(large + "\t1\n" + large + "\t2\n")),
                format("\t", "\n")))
        .containsExactly(large + "|1|", large + "|2|");
  }

  @Test
  void aFieldLongerThanAllowedIsAnErrorBeforeItIsInMemory() {
    FieldReader reader =
        new FieldReader(
            InputStream.nullInputStream(), "f", format("\t", "\n"), Charset.UTF8MB4, 1_000);
    assertThat(reader.nextField()).isFalse();
    FieldReader endless =
        new FieldReader(
            new InputStream() {
              @Override
              public int read() {
                return 'x';
              }
            },
            "f",
            format("\t", "\n"),
            Charset.UTF8MB4,
            1_000_000);
    assertThatThrownBy(endless::nextField)
        .isInstanceOfSatisfying(
            MySqlException.class,
            e -> assertThat(e.error()).isEqualTo(MySqlError.ER_WARN_ALLOWED_PACKET_OVERFLOWED));
  }

  private static LoadFormat format(String fieldEnd, String lineEnd) {
    return new LoadFormat(bytes(fieldEnd), bytes(""), bytes("\\"), bytes(""), bytes(lineEnd));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Lines of at most three fields, as text. */
  private static List<String> lines(InputStream input, LoadFormat format) {
    FieldReader reader = new FieldReader(input, "f", format, Charset.UTF8MB4, FIELD_BYTES_MAX);
    List<String> lines = new ArrayList<>();
    boolean more = true;
    while (more) {
      StringBuilder line = new StringBuilder();
      int fields = 0;
      while (fields < 3 && reader.nextField()) {
        line.append(
                reader.isNull()
                    ? "NULL"
                    : new String(
                        reader.array(), reader.offset(), reader.length(), StandardCharsets.UTF_8))
            .append('|');
        fields++;
      }
      if (fields == 0) {
        break;
      }
      more = reader.nextLine();
      lines.add(line + (reader.lineWasCut() ? "cut" : ""));
    }
    return lines;
  }

  private static InputStream inPieces(byte[] bytes, int piece) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] target, int offset, int length) {
        return super.read(target, offset, Math.min(piece, length));
      }
    };
  }
}
