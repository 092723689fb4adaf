package io.braid.planner.tree;

import java.util.Locale;

/** Column types and cast types. */
final class TypePrinter {
  private final SqlText text;

  TypePrinter(SqlText text) {
    this.text = text;
  }

  void print(DataType type) {
    text.add(type.name().text());
    if (type.length().isPresent()) {
      text.add("(").add(type.length().getAsLong());
      type.decimals().ifPresent(decimals -> text.add(",").add(decimals));
      text.add(")");
    }
    if (!type.members().isEmpty()) {
      text.add("(").list(type.members(), text::string).add(")");
    }
    if (type.unsigned()) {
      text.add(" unsigned");
    }
    if (type.zerofill()) {
      text.add(" zerofill");
    }
    type.charset().ifPresent(charset -> text.add(" character set ").add(charset));
    if (type.binaryCollation()) {
      text.add(" binary");
    }
    type.collation().ifPresent(collation -> text.add(" collate ").add(collation));
    type.srid().ifPresent(srid -> text.add(" srid ").add(srid));
  }

  void print(CastType type) {
    switch (type.name()) {
      case BINARY -> {
        text.add("char");
        length(type);
        text.add(" charset binary");
      }
      case GEOMETRYCOLLECTION -> text.add("geometrycollection");
      default -> {
        text.add(type.name().name().toLowerCase(Locale.ROOT));
        length(type);
        type.charset().ifPresent(charset -> text.add(" charset ").add(charset));
        if (type.binaryCollation()) {
          text.add(" binary");
        }
      }
    }
  }

  private void length(CastType type) {
    if (type.length().isPresent() && type.length().getAsLong() != CastType.OF_ARGUMENT) {
      text.add("(").add(type.length().getAsLong());
      type.decimals().ifPresent(decimals -> text.add(",").add(decimals));
      text.add(")");
    }
  }
}
