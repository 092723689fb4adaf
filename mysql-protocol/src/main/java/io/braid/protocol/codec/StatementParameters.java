package io.braid.protocol.codec;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.protocol.packet.CapabilityFlag;
import io.braid.protocol.packet.CapabilitySet;
import io.braid.protocol.packet.Command;
import io.braid.protocol.packet.NamedParameter;
import io.braid.protocol.packet.ParameterValue;
import io.braid.protocol.packet.WireType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The parameters of a {@link Command.StatementExecute} and of query attributes, which share a form:
 *
 * <pre>
 * execute: [lenenc: count, with QUERY_ATTRIBUTES and flag 8], (count + 7) / 8: null bitmap, 1: types follow,
 *          types: count x (2: type, [lenenc: name, with QUERY_ATTRIBUTES]), values
 * query:   lenenc: count, lenenc: sets (1), then as above from the bitmap on if count is above 0
 * </pre>
 */
public final class StatementParameters {
  /** Flag of COM_STMT_EXECUTE: the count is in the packet. */
  private static final int FLAG_PARAMETER_COUNT_AVAILABLE = 8;

  private static final int UNSIGNED_FLAG = 0x8000;

  private StatementParameters() {}

  /**
   * What one execution binds.
   *
   * @param values a value for each {@code ?}
   * @param attributes query attributes, sent behind the parameters
   * @param types the type words, to be given back at the next execution, which may leave them out
   */
  public record Bound(List<ParameterValue> values, List<NamedParameter> attributes, int[] types) {}

  /**
   * Reads the parameters of one execution.
   *
   * @param parameterCount number of {@code ?} in the statement
   * @param previousTypes the types of the last execution, empty before the first
   * @param longData for each {@code ?} the data sent ahead, which is then not in the packet
   * @throws MySqlException ER_WRONG_ARGUMENTS (1210) when types were never sent,
   *     ER_MALFORMED_PACKET (1835)
   */
  public static Bound read(
      Command.StatementExecute execute,
      int parameterCount,
      int[] previousTypes,
      List<Optional<byte[]>> longData,
      CapabilitySet capabilities) {
    boolean named = capabilities.has(CapabilityFlag.QUERY_ATTRIBUTES);
    boolean countSent = named && (execute.flags() & FLAG_PARAMETER_COUNT_AVAILABLE) != 0;
    if (parameterCount == 0 && !countSent) {
      return new Bound(List.of(), List.of(), new int[0]);
    }
    PayloadReader in = new PayloadReader(execute.parameters());
    int count = countSent ? readCount(in) : parameterCount;
    if (count < parameterCount) {
      throw wrongArguments();
    }
    if (count == 0) {
      return new Bound(List.of(), List.of(), new int[0]);
    }
    byte[] nullBitmap = in.readBytes((count + 7) / 8);
    Types types;
    if (in.readInt1() != 0) {
      types = readTypes(in, count, named);
    } else if (previousTypes.length >= count) {
      types = new Types(Arrays.copyOf(previousTypes, count), emptyNames(count));
    } else {
      throw wrongArguments();
    }
    List<ParameterValue> values = new ArrayList<>(parameterCount);
    List<NamedParameter> attributes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int typeWord = types.words[i];
      Optional<byte[]> ahead = i < parameterCount ? longData.get(i) : Optional.empty();
      ParameterValue value;
      if (ahead.isPresent()) {
        value = new ParameterValue.Bytes(wireType(typeWord), ahead.get());
      } else if (isNull(nullBitmap, i)) {
        value = new ParameterValue.Null();
      } else {
        value = readValue(in, typeWord);
      }
      if (i < parameterCount) {
        values.add(value);
      } else {
        attributes.add(new NamedParameter(types.names[i], value));
      }
    }
    return new Bound(values, attributes, types.words);
  }

  /** Reads the attributes in front of a query's text. */
  static List<NamedParameter> readQueryAttributes(PayloadReader in) {
    int count = readCount(in);
    if (in.readLengthEncodedInteger() != 1) {
      throw PayloadReader.malformed();
    }
    if (count == 0) {
      return List.of();
    }
    byte[] nullBitmap = in.readBytes((count + 7) / 8);
    if (in.readInt1() != 1) {
      throw PayloadReader.malformed();
    }
    Types types = readTypes(in, count, true);
    List<NamedParameter> attributes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ParameterValue value =
          isNull(nullBitmap, i) ? new ParameterValue.Null() : readValue(in, types.words[i]);
      attributes.add(new NamedParameter(types.names[i], value));
    }
    return attributes;
  }

  private record Types(int[] words, String[] names) {}

  private static Types readTypes(PayloadReader in, int count, boolean named) {
    int[] words = new int[count];
    String[] names = emptyNames(count);
    for (int i = 0; i < count; i++) {
      words[i] = in.readInt2();
      if (named) {
        names[i] = in.readLengthEncodedString();
      }
    }
    return new Types(words, names);
  }

  private static String[] emptyNames(int count) {
    String[] names = new String[count];
    Arrays.fill(names, "");
    return names;
  }

  /** A count that the packet can hold: each parameter takes at least its bit in the bitmap. */
  private static int readCount(PayloadReader in) {
    long count = in.readLengthEncodedInteger();
    if (count < 0 || count > 0xFFFF || (count + 7) / 8 > in.remaining()) {
      throw PayloadReader.malformed();
    }
    return (int) count;
  }

  private static boolean isNull(byte[] bitmap, int index) {
    return (bitmap[index >> 3] & (1 << (index & 7))) != 0;
  }

  private static WireType wireType(int typeWord) {
    return WireType.ofCode(typeWord & 0xFF).orElseThrow(PayloadReader::malformed);
  }

  private static MySqlException wrongArguments() {
    return MySqlError.ER_WRONG_ARGUMENTS.with("mysqld_stmt_execute");
  }

  private static ParameterValue readValue(PayloadReader in, int typeWord) {
    boolean unsigned = (typeWord & UNSIGNED_FLAG) != 0;
    WireType type = wireType(typeWord);
    return switch (type) {
      case TINY, BOOL -> {
        int value = in.readInt1();
        yield new ParameterValue.Integer(unsigned ? value : (byte) value, unsigned);
      }
      case SHORT, YEAR -> {
        int value = in.readInt2();
        yield new ParameterValue.Integer(unsigned ? value : (short) value, unsigned);
      }
      case LONG, INT24 -> {
        long value = in.readInt4();
        yield new ParameterValue.Integer(unsigned ? value : (int) value, unsigned);
      }
      case LONGLONG -> new ParameterValue.Integer(in.readInt8(), unsigned);
      case FLOAT -> new ParameterValue.Single(Float.intBitsToFloat((int) in.readInt4()));
      case DOUBLE -> new ParameterValue.Double(Double.longBitsToDouble(in.readInt8()));
      case NULL -> new ParameterValue.Null();
      case DATE, DATETIME, TIMESTAMP -> readDateTime(in, type);
      case TIME -> readTime(in);
      case DECIMAL,
          NEWDECIMAL,
          VARCHAR,
          VAR_STRING,
          STRING,
          BIT,
          ENUM,
          SET,
          JSON,
          VECTOR,
          GEOMETRY,
          TINY_BLOB,
          MEDIUM_BLOB,
          LONG_BLOB,
          BLOB ->
          new ParameterValue.Bytes(type, in.readLengthEncodedBytes());
      case NEWDATE, TIMESTAMP2, DATETIME2, TIME2 -> throw PayloadReader.malformed();
    };
  }

  private static ParameterValue readDateTime(PayloadReader in, WireType type) {
    PayloadReader value = new PayloadReader(in.readLengthEncodedBytes());
    int length = value.remaining();
    if (length == 0) {
      return new ParameterValue.DateTime(type, 0, 0, 0, 0, 0, 0, 0);
    }
    int year = value.readInt2();
    int month = value.readInt1();
    int day = value.readInt1();
    boolean withTime = length > 4;
    int hour = withTime ? value.readInt1() : 0;
    int minute = withTime ? value.readInt1() : 0;
    int second = withTime ? value.readInt1() : 0;
    long microseconds = length > 7 ? value.readInt4() : 0;
    return new ParameterValue.DateTime(type, year, month, day, hour, minute, second, microseconds);
  }

  private static ParameterValue readTime(PayloadReader in) {
    PayloadReader value = new PayloadReader(in.readLengthEncodedBytes());
    int length = value.remaining();
    if (length == 0) {
      return new ParameterValue.Time(false, 0, 0, 0, 0, 0);
    }
    boolean negative = value.readInt1() != 0;
    long days = value.readInt4();
    int hour = value.readInt1();
    int minute = value.readInt1();
    int second = value.readInt1();
    long microseconds = length > 8 ? value.readInt4() : 0;
    return new ParameterValue.Time(negative, days, hour, minute, second, microseconds);
  }
}
