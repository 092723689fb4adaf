package io.braid.executor.ddl;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.catalog.ColumnDefinition;
import io.braid.common.catalog.ColumnDefinition.DefaultValue;
import io.braid.common.catalog.ForeignKeyDefinition;
import io.braid.common.catalog.IndexDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.common.value.SqlValue;
import io.braid.executor.Diagnostics;
import io.braid.executor.SchemaChangeContext;
import io.braid.planner.tree.ColumnAttribute;
import io.braid.planner.tree.Expression;
import io.braid.planner.tree.TableElement;
import io.braid.planner.tree.TableName;
import io.braid.planner.tree.TableOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Puts a table's definition together for CREATE and ALTER TABLE, with MySQL's checks, default names
 * and order of keys. Made for one statement; {@link #build} yields the definition.
 */
final class TableBuilder {
  private static final int KEY_BYTES_MAX = 3072;
  private static final int KEY_PARTS_MAX = 16;
  private static final int KEYS_MAX = 64;
  private static final int IDENTIFIER_CHARACTERS_MAX = 64;

  private final String schema;
  private final SchemaChangeContext context;
  private final CatalogSnapshot catalog;
  private final ExpressionTexts texts;
  private String name;
  private Collation collation;
  private String engine = "InnoDB";
  private String comment = "";
  private long autoIncrementStart;
  private long createMicros;
  private final List<String> extra = new ArrayList<>();
  private final List<ColumnDefinition> columns = new ArrayList<>();
  private final List<IndexDefinition> indexes = new ArrayList<>();
  private final List<ForeignKeyDefinition> foreignKeys = new ArrayList<>();
  private final List<TableDefinition.CheckDefinition> checks = new ArrayList<>();
  private int nextColumnId = 1;
  private int nextIndexId = 2;

  TableBuilder(
      String schema,
      String name,
      Collation collation,
      SchemaChangeContext context,
      CatalogSnapshot catalog,
      ExpressionTexts texts) {
    this.schema = schema;
    this.name = checkIdentifier(name);
    this.collation = collation;
    this.context = context;
    this.catalog = catalog;
    this.texts = texts;
    this.createMicros = context.nowMicros();
  }

  /** A builder that starts from an existing table. */
  static TableBuilder from(
      TableDefinition table,
      SchemaChangeContext context,
      CatalogSnapshot catalog,
      ExpressionTexts texts) {
    TableBuilder builder =
        new TableBuilder(
            table.schema(), table.name(), table.options().collation(), context, catalog, texts);
    builder.engine = table.options().engine();
    builder.comment = table.options().comment();
    builder.createMicros = table.options().createMicros();
    builder.extra.addAll(table.options().extra());
    builder.columns.addAll(table.columns());
    builder.indexes.addAll(table.indexes());
    builder.foreignKeys.addAll(table.foreignKeys());
    builder.checks.addAll(table.checks());
    builder.nextColumnId =
        1 + table.columns().stream().mapToInt(ColumnDefinition::columnId).max().orElse(0);
    builder.nextIndexId =
        1
            + Math.max(
                1, table.indexes().stream().mapToInt(IndexDefinition::indexId).max().orElse(1));
    return builder;
  }

  List<ColumnDefinition> columns() {
    return columns;
  }

  List<IndexDefinition> indexes() {
    return indexes;
  }

  List<ForeignKeyDefinition> foreignKeys() {
    return foreignKeys;
  }

  List<TableDefinition.CheckDefinition> checks() {
    return checks;
  }

  void rename(String newName) {
    name = checkIdentifier(newName);
  }

  long autoIncrementStart() {
    return autoIncrementStart;
  }

  // ---- options

  /** Applies table options; those without an effect are kept as text or left out as MySQL does. */
  void options(List<TableOption> options) {
    for (TableOption option : options) {
      option(option);
    }
  }

  void option(TableOption option) {
    switch (option) {
      case TableOption.Engine(String given) -> engine = engineName(given);
      case TableOption.CharacterSet(String charset) ->
          collation =
              charset.equals("default")
                  ? catalog.schema(schema).orElseThrow().collation()
                  : ColumnTypes.charsetCollation(charset);
      case TableOption.Collation(String given) -> {
        Collation wanted = ColumnTypes.collationNamed(given);
        collation = wanted;
      }
      case TableOption.AutoIncrement(long value) -> autoIncrementStart = value;
      case TableOption.Comment(String text) -> comment = text;
      case TableOption.RowFormat(String format) -> {
        extra.removeIf(text -> text.startsWith("ROW_FORMAT="));
        if (!format.equals("DEFAULT")) {
          extra.add("ROW_FORMAT=" + format);
        }
      }
      case TableOption.Number(String option1, String value) -> {
        extra.removeIf(text -> text.startsWith(option1 + "="));
        if (!value.equals("DEFAULT")) {
          extra.add(option1 + "=" + value);
        }
      }
      case TableOption.Union union -> throw MySqlException.notSupported("MERGE tables");
      case TableOption.Tablespace tablespace -> throw MySqlException.notSupported("tablespaces");
      case TableOption.Text(String option1, String value) -> {
        if (!option1.equals("ENCRYPTION") || !value.equalsIgnoreCase("N")) {
          throw MySqlException.notSupported("table option " + option1);
        }
      }
      case TableOption.Word(String option1, String value) ->
          throw MySqlException.notSupported("table option " + option1);
    }
  }

  /** Braid has one engine; the names of MySQL's are kept so that dumps come back as they were. */
  private static String engineName(String given) {
    return switch (given.toLowerCase(Locale.ROOT)) {
      case "innodb" -> "InnoDB";
      case "myisam" -> "MyISAM";
      case "memory", "heap" -> "MEMORY";
      case "archive" -> "ARCHIVE";
      case "csv" -> "CSV";
      default -> throw MySqlError.ER_UNKNOWN_STORAGE_ENGINE.with(given);
    };
  }

  // ---- columns

  /** A column's definition; keys that its attributes name are added. */
  ColumnDefinition column(TableElement.Column element, Optional<ColumnDefinition> replaced) {
    String column = checkIdentifier(element.name());
    Optional<String> columnCollation = Optional.empty();
    for (ColumnAttribute attribute : element.attributes()) {
      if (attribute instanceof ColumnAttribute.Collation(String given)) {
        columnCollation = Optional.of(given);
      }
    }
    boolean explicitCollation =
        columnCollation.isPresent() || element.type().collation().isPresent();
    ColumnType type = ColumnTypes.of(column, element.type(), collation, columnCollation);
    ColumnState state = new ColumnState(column, type);
    for (ColumnAttribute attribute : element.attributes()) {
      apply(attribute, state);
    }
    DefaultValue defaultValue = state.defaultValue;
    if (!state.nullable && isLiteralNull(defaultValue)) {
      throw MySqlError.ER_INVALID_DEFAULT.with(column);
    }
    if (state.autoIncrement && !(defaultValue instanceof DefaultValue.None)) {
      throw MySqlError.ER_INVALID_DEFAULT.with(column);
    }
    return new ColumnDefinition(
        replaced.map(ColumnDefinition::columnId).orElseGet(() -> nextColumnId++),
        column,
        state.type,
        state.nullable,
        defaultValue,
        state.onUpdateNow,
        state.autoIncrement,
        state.generated,
        state.comment,
        state.visible,
        explicitCollation);
  }

  private static boolean isLiteralNull(DefaultValue value) {
    return value instanceof DefaultValue.Literal(SqlValue literal)
        && literal == SqlValue.SqlNull.NULL;
  }

  /** What a column's attributes say so far. */
  private static final class ColumnState {
    final String name;
    ColumnType type;
    boolean nullable = true;
    DefaultValue defaultValue = new DefaultValue.None();
    boolean onUpdateNow;
    boolean autoIncrement;
    Optional<ColumnDefinition.Generated> generated = Optional.empty();
    String comment = "";
    boolean visible = true;

    ColumnState(String name, ColumnType type) {
      this.name = name;
      this.type = type;
    }
  }

  private void apply(ColumnAttribute attribute, ColumnState state) {
    switch (attribute) {
      case ColumnAttribute.Nullability(boolean nullable) -> state.nullable = nullable;
      case ColumnAttribute.Default given -> state.defaultValue = defaultValue(given, state);
      case ColumnAttribute.OnUpdateNow(int digits) -> {
        if (!isMoment(state.type) || digits != Math.max(0, state.type.decimals())) {
          throw MySqlError.ER_INVALID_ON_UPDATE.with(state.name);
        }
        state.onUpdateNow = true;
      }
      case ColumnAttribute.AutoIncrement none -> autoIncrement(state);
      case ColumnAttribute.SerialDefaultValue none -> {
        state.nullable = false;
        autoIncrement(state);
        key(single(TableElement.KeyKind.UNIQUE, state.name));
      }
      case ColumnAttribute.Unique none -> key(single(TableElement.KeyKind.UNIQUE, state.name));
      case ColumnAttribute.PrimaryKey none -> {
        state.nullable = false;
        key(single(TableElement.KeyKind.PRIMARY, state.name));
      }
      case ColumnAttribute.Comment(String text) -> state.comment = text;
      case ColumnAttribute.Visibility(boolean visible) -> state.visible = visible;
      case ColumnAttribute.Generated(Expression expression, boolean stored) ->
          state.generated =
              Optional.of(new ColumnDefinition.Generated(texts.canonical(expression), stored));
      case ColumnAttribute.InlineReferences(TableElement.References references) ->
          foreignKey(
              new TableElement.ForeignKey(
                  Optional.empty(), Optional.empty(), List.of(state.name), references));
      case ColumnAttribute.InlineCheck(
              Optional<String> constraint,
              Expression condition,
              boolean enforced) ->
          check(new TableElement.Check(constraint, condition, enforced));
      case ColumnAttribute.Srid(long srid) ->
          state.type =
              new ColumnType(
                  state.type.type(),
                  false,
                  false,
                  -1,
                  -1,
                  Collation.BINARY,
                  List.of(),
                  state.type.geometry(),
                  srid);
      case ColumnAttribute.Collation collated -> {}
      case ColumnAttribute.ColumnFormat format -> {}
      case ColumnAttribute.Storage storage -> {}
      case ColumnAttribute.NotSecondary none -> {}
      case ColumnAttribute.EngineAttribute given ->
          throw MySqlException.notSupported("ENGINE_ATTRIBUTE");
    }
  }

  private void autoIncrement(ColumnState state) {
    boolean number =
        switch (state.type.family()) {
          case INTEGER, FLOATING -> true;
          default -> false;
        };
    if (!number) {
      throw MySqlError.ER_WRONG_FIELD_SPEC.with(state.name);
    }
    if (state.type.family() == MySqlType.Family.FLOATING) {
      throw MySqlException.notSupported("AUTO_INCREMENT of a FLOAT or DOUBLE column");
    }
    state.autoIncrement = true;
    state.nullable = false;
  }

  private static boolean isMoment(ColumnType type) {
    return type.type() == MySqlType.DATETIME || type.type() == MySqlType.TIMESTAMP;
  }

  DefaultValue defaultValue(ColumnAttribute.Default given, String name, ColumnType type) {
    return defaultValue(given, new ColumnState(name, type));
  }

  private DefaultValue defaultValue(ColumnAttribute.Default given, ColumnState state) {
    if (given.parenthesized()) {
      return new DefaultValue.Expression(texts.canonical(given.value()));
    }
    if (given.value() instanceof Expression.FunctionCall call && call.name().equals("now")) {
      if (!isMoment(state.type)) {
        throw MySqlError.ER_INVALID_DEFAULT.with(state.name);
      }
      return new DefaultValue.Now();
    }
    SqlValue literal =
        DefaultLiteral.valueOf(given.value())
            .orElseThrow(() -> MySqlError.ER_INVALID_DEFAULT.with(state.name));
    if (literal == SqlValue.SqlNull.NULL) {
      return new DefaultValue.Literal(literal);
    }
    if (!DefaultLiteral.allowsLiteral(state.type)) {
      throw MySqlError.ER_BLOB_CANT_HAVE_DEFAULT.with(state.name);
    }
    return new DefaultValue.Literal(
        DefaultLiteral.converted(
            literal,
            state.name,
            state.type,
            context.session().sqlMode(),
            context.session().timeZone()));
  }

  /** Adds a column at the end. */
  void add(TableElement.Column element) {
    columns.add(column(element, Optional.empty()));
  }

  // ---- keys

  private static TableElement.Key single(TableElement.KeyKind kind, String column) {
    return new TableElement.Key(
        kind,
        Optional.empty(),
        false,
        Optional.empty(),
        List.of(new TableElement.KeyPart.ColumnPart(column, OptionalLong.empty(), false)),
        List.of());
  }

  private final List<TableElement.Key> keys = new ArrayList<>();
  private final List<TableElement.ForeignKey> references = new ArrayList<>();

  /** Notes a key; it is built when all columns are known. */
  void key(TableElement.Key element) {
    keys.add(element);
  }

  /** Notes a foreign key. */
  void foreignKey(TableElement.ForeignKey element) {
    references.add(element);
  }

  /** Adds a CHECK constraint. */
  void check(TableElement.Check element) {
    String checkName =
        element
            .constraint()
            .orElseGet(() -> generatedName("_chk_", checks.stream().map(c -> c.name()).toList()));
    if (checks.stream().anyMatch(c -> c.name().equalsIgnoreCase(checkName))) {
      throw MySqlError.ER_CHECK_CONSTRAINT_DUP_NAME.with(checkName);
    }
    checks.add(
        new TableDefinition.CheckDefinition(
            checkName, texts.canonical(element.condition()), element.enforced()));
  }

  /** {@code table_ibfk_1}, {@code table_chk_1}: one above the largest number in use. */
  private String generatedName(String infix, List<String> used) {
    int next = 1;
    String prefix = name + infix;
    for (String other : used) {
      if (other.startsWith(prefix) && other.substring(prefix.length()).matches("[0-9]{1,9}")) {
        next = Math.max(next, Integer.parseInt(other.substring(prefix.length())) + 1);
      }
    }
    return prefix + next;
  }

  void element(TableElement element) {
    switch (element) {
      case TableElement.Column column -> add(column);
      case TableElement.Key key -> key(key);
      case TableElement.ForeignKey foreignKey -> foreignKey(foreignKey);
      case TableElement.Check check -> check(check);
    }
  }

  private void buildKeys() {
    for (TableElement.Key key : keys) {
      if (key.kind() == TableElement.KeyKind.PRIMARY) {
        buildKey(key);
      }
    }
    for (TableElement.Key key : keys) {
      if (key.kind() != TableElement.KeyKind.PRIMARY) {
        buildKey(key);
      }
    }
    keys.clear();
  }

  private void buildKey(TableElement.Key key) {
    IndexDefinition.Kind kind =
        switch (key.kind()) {
          case PRIMARY -> IndexDefinition.Kind.PRIMARY;
          case UNIQUE -> IndexDefinition.Kind.UNIQUE;
          case PLAIN -> IndexDefinition.Kind.SECONDARY;
          case FULLTEXT -> IndexDefinition.Kind.FULLTEXT;
          case SPATIAL -> IndexDefinition.Kind.SPATIAL;
        };
    if (kind == IndexDefinition.Kind.PRIMARY
        && indexes.stream().anyMatch(i -> i.kind() == IndexDefinition.Kind.PRIMARY)) {
      throw MySqlError.ER_MULTIPLE_PRI_KEY.with();
    }
    if (key.parts().size() > KEY_PARTS_MAX) {
      throw MySqlError.ER_TOO_MANY_KEY_PARTS.with(KEY_PARTS_MAX);
    }
    List<IndexDefinition.Part> parts = new ArrayList<>();
    long bytes = 0;
    for (TableElement.KeyPart part : key.parts()) {
      IndexDefinition.Part built = part(part, kind);
      if (parts.stream().anyMatch(p -> p.column() == built.column())) {
        throw MySqlError.ER_DUP_FIELDNAME.with(columns.get(built.column()).name());
      }
      parts.add(built);
      bytes += partBytes(built);
    }
    if (kind.isMaintained() && bytes > KEY_BYTES_MAX) {
      throw MySqlError.ER_TOO_LONG_KEY.with(KEY_BYTES_MAX);
    }
    String keyName =
        kind == IndexDefinition.Kind.PRIMARY
            ? "PRIMARY"
            : key.name()
                .or(key::constraint)
                .map(this::checkKeyName)
                .orElseGet(() -> freeKeyName(columns.get(parts.getFirst().column()).name()));
    String keyComment = "";
    boolean visible = true;
    for (TableElement.KeyOption option : key.options()) {
      switch (option) {
        case TableElement.KeyOption.Comment(String text) -> keyComment = text;
        case TableElement.KeyOption.Visibility(boolean given) -> visible = given;
        case TableElement.KeyOption.Using using -> {}
        case TableElement.KeyOption.KeyBlockSize size -> {}
        case TableElement.KeyOption.WithParser parser ->
            throw MySqlException.notSupported("full-text parser plugins");
        case TableElement.KeyOption.EngineAttribute attribute ->
            throw MySqlException.notSupported("ENGINE_ATTRIBUTE");
      }
    }
    if (!kind.isMaintained()) {
      context
          .diagnostics()
          .add(
              Diagnostics.Level.WARNING,
              MySqlError.ER_UNKNOWN_ERROR,
              kind + " key '" + keyName + "' is kept in the catalog; no query uses it yet");
    }
    int id = kind == IndexDefinition.Kind.PRIMARY ? 1 : nextIndexId++;
    indexes.add(new IndexDefinition(id, keyName, kind, parts, keyComment, visible));
    if (indexes.size() > KEYS_MAX) {
      throw MySqlError.ER_TOO_MANY_KEYS.with(KEYS_MAX);
    }
  }

  private IndexDefinition.Part part(TableElement.KeyPart part, IndexDefinition.Kind kind) {
    if (!(part instanceof TableElement.KeyPart.ColumnPart column)) {
      throw MySqlException.notSupported("functional key parts");
    }
    int ordinal = ordinal(column.column());
    if (ordinal < 0) {
      throw MySqlError.ER_KEY_COLUMN_DOES_NOT_EXITS.with(column.column());
    }
    ColumnDefinition definition = columns.get(ordinal);
    ColumnType type = definition.type();
    if (kind == IndexDefinition.Kind.PRIMARY && definition.nullable()) {
      columns.set(ordinal, notNull(definition));
    }
    long prefix = column.length().orElse(0);
    if (kind.isMaintained()) {
      if (type.type() == MySqlType.JSON) {
        throw MySqlError.ER_JSON_USED_AS_KEY.with(column.column());
      }
      boolean string = type.family() == MySqlType.Family.STRING;
      if (prefix > 0 && (!string || (type.length() >= 0 && prefix > type.length()))) {
        throw MySqlError.ER_WRONG_SUB_KEY.with();
      }
      if ((type.type().isBlobOrText() || type.type() == MySqlType.GEOMETRY) && prefix == 0) {
        throw MySqlError.ER_BLOB_KEY_WITHOUT_LENGTH.with(column.column());
      }
      if (prefix == type.length() && !type.type().isBlobOrText()) {
        prefix = 0;
      }
    } else {
      prefix = 0;
    }
    return new IndexDefinition.Part(ordinal, (int) prefix, column.descending());
  }

  private long partBytes(IndexDefinition.Part part) {
    ColumnType type = columns.get(part.column()).type();
    if (type.family() != MySqlType.Family.STRING) {
      return 8;
    }
    long characters = part.prefixLength() > 0 ? part.prefixLength() : type.length();
    return characters * type.collation().charset().bytesPerCharacterMax();
  }

  private static ColumnDefinition notNull(ColumnDefinition column) {
    return new ColumnDefinition(
        column.columnId(),
        column.name(),
        column.type(),
        false,
        column.defaultValue(),
        column.onUpdateNow(),
        column.autoIncrement(),
        column.generated(),
        column.comment(),
        column.visible(),
        column.explicitCollation());
  }

  int ordinal(String column) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equalsIgnoreCase(column)) {
        return i;
      }
    }
    return -1;
  }

  private String checkKeyName(String key) {
    checkIdentifier(key);
    if (key.equalsIgnoreCase("PRIMARY")) {
      throw MySqlError.ER_WRONG_NAME_FOR_INDEX.with(key);
    }
    if (indexes.stream().anyMatch(i -> i.name().equalsIgnoreCase(key))) {
      throw MySqlError.ER_DUP_KEYNAME.with(key);
    }
    return key;
  }

  private String freeKeyName(String base) {
    String candidate = base;
    for (int n = 2; isKeyName(candidate); n++) {
      candidate = base + "_" + n;
    }
    return candidate;
  }

  private boolean isKeyName(String candidate) {
    return candidate.equalsIgnoreCase("PRIMARY")
        || indexes.stream().anyMatch(i -> i.name().equalsIgnoreCase(candidate));
  }

  // ---- foreign keys

  private void buildForeignKeys() {
    for (TableElement.ForeignKey element : references) {
      buildForeignKey(element);
    }
    references.clear();
  }

  private void buildForeignKey(TableElement.ForeignKey element) {
    TableElement.References target = element.references();
    TableName parentName = target.table();
    String parentSchema = parentName.schema().orElse(schema);
    List<String> childColumns = new ArrayList<>();
    for (String column : element.columns()) {
      int ordinal = ordinal(column);
      if (ordinal < 0) {
        throw MySqlError.ER_KEY_COLUMN_DOES_NOT_EXITS.with(column);
      }
      childColumns.add(columns.get(ordinal).name());
    }
    String keyName =
        element
            .constraint()
            .or(element::name)
            .orElseGet(() ->
                generatedName(
                    "_ibfk_", foreignKeys.stream().map(ForeignKeyDefinition::name).toList()));
    if (foreignKeys.stream().anyMatch(k -> k.name().equalsIgnoreCase(keyName))) {
      throw MySqlError.ER_FK_DUP_NAME.with(keyName);
    }
    if (target.columns().size() != childColumns.size()) {
      throw MySqlError.ER_WRONG_FK_DEF.with(
          keyName, "Key reference and table reference don't match");
    }
    ForeignKeyDefinition key =
        new ForeignKeyDefinition(
            keyName,
            childColumns,
            parentSchema,
            parentName.name(),
            target.columns(),
            action(target.onDelete()),
            action(target.onUpdate()));
    checkParent(key);
    checkActions(key);
    addIndexFor(key, element);
    foreignKeys.add(key);
  }

  private static ForeignKeyDefinition.Action action(
      Optional<TableElement.ReferentialAction> action) {
    return action
        .map(a -> ForeignKeyDefinition.Action.valueOf(a.name()))
        .orElse(ForeignKeyDefinition.Action.NO_ACTION);
  }

  private void checkActions(ForeignKeyDefinition key) {
    boolean setsNull =
        key.onDelete() == ForeignKeyDefinition.Action.SET_NULL
            || key.onUpdate() == ForeignKeyDefinition.Action.SET_NULL;
    for (String column : key.columns()) {
      if (setsNull && !columns.get(ordinal(column)).nullable()) {
        throw MySqlError.ER_FK_COLUMN_NOT_NULL.with(column, key.name());
      }
    }
  }

  /** The parent must exist, with a key over its columns, unless foreign_key_checks is off. */
  private void checkParent(ForeignKeyDefinition key) {
    boolean self = key.parentSchema().equals(schema) && key.parentTable().equals(name);
    if (self || context.session().longVariable("foreign_key_checks") == 0) {
      return;
    }
    TableDefinition parent =
        catalog
            .table(key.parentSchema(), key.parentTable())
            .orElseThrow(() -> MySqlError.ER_FK_CANNOT_OPEN_PARENT.with(key.parentTable()));
    List<Integer> ordinals = new ArrayList<>();
    for (int i = 0; i < key.parentColumns().size(); i++) {
      String column = key.parentColumns().get(i);
      int ordinal =
          parent
              .columnOrdinal(column)
              .orElseThrow(() ->
                  MySqlError.ER_FK_NO_COLUMN_PARENT.with(column, key.name(), key.parentTable()));
      ordinals.add(ordinal);
      ColumnType child = columns.get(ordinal(key.columns().get(i))).type();
      if (!isCompatible(child, parent.columns().get(ordinal).type())) {
        throw MySqlError.ER_FK_INCOMPATIBLE_COLUMNS.with(key.columns().get(i), column, key.name());
      }
    }
    if (parent.indexes().stream().noneMatch(index -> startsWith(index, ordinals))) {
      throw MySqlError.ER_FK_NO_INDEX_PARENT.with(key.name(), key.parentTable());
    }
  }

  private static boolean isCompatible(ColumnType child, ColumnType parent) {
    if (child.family() == MySqlType.Family.STRING) {
      return parent.family() == MySqlType.Family.STRING && child.collation() == parent.collation();
    }
    return child.type() == parent.type() && child.unsigned() == parent.unsigned();
  }

  private static boolean startsWith(IndexDefinition index, List<Integer> ordinals) {
    if (!index.kind().isMaintained() || index.parts().size() < ordinals.size()) {
      return false;
    }
    for (int i = 0; i < ordinals.size(); i++) {
      if (index.parts().get(i).column() != ordinals.get(i)
          || index.parts().get(i).prefixLength() > 0) {
        return false;
      }
    }
    return true;
  }

  /** A foreign key needs an index over its columns; MySQL adds one under the constraint's name. */
  private void addIndexFor(ForeignKeyDefinition key, TableElement.ForeignKey element) {
    List<Integer> ordinals = key.columns().stream().map(this::ordinal).toList();
    if (indexes.stream().anyMatch(index -> startsWith(index, ordinals))) {
      return;
    }
    String base = element.constraint().or(element::name).orElse(key.columns().getFirst());
    List<IndexDefinition.Part> parts =
        ordinals.stream().map(o -> new IndexDefinition.Part(o, 0, false)).toList();
    indexes.add(
        new IndexDefinition(
            nextIndexId++, freeKeyName(base), IndexDefinition.Kind.SECONDARY, parts, "", true));
  }

  // ---- the end

  /** Checks the whole and yields the definition. */
  TableDefinition build(long tableId, int schemaVersion, long streamTableId) {
    if (columns.isEmpty()) {
      throw MySqlError.ER_TABLE_MUST_HAVE_COLUMNS.with();
    }
    for (int i = 0; i < columns.size(); i++) {
      if (ordinal(columns.get(i).name()) != i) {
        throw MySqlError.ER_DUP_FIELDNAME.with(columns.get(i).name());
      }
    }
    buildKeys();
    buildForeignKeys();
    checkAutoIncrement();
    indexes.sort(Comparator.comparingInt(this::keyRank));
    return new TableDefinition(
        tableId,
        schemaVersion,
        streamTableId,
        schema,
        name,
        columns,
        indexes,
        foreignKeys,
        checks,
        new TableDefinition.TableOptions(
            engine, collation, comment, autoIncrementStart, createMicros, extra));
  }

  private void checkAutoIncrement() {
    int found = -1;
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).autoIncrement()) {
        if (found >= 0) {
          throw MySqlError.ER_WRONG_AUTO_KEY.with();
        }
        found = i;
      }
    }
    int column = found;
    if (column >= 0
        && indexes.stream()
            .noneMatch(i -> i.kind().isMaintained() && i.parts().getFirst().column() == column)) {
      throw MySqlError.ER_WRONG_AUTO_KEY.with();
    }
  }

  /** Keys in MySQL's order: primary, unique without NULLs, unique, others, full-text last. */
  private int keyRank(IndexDefinition index) {
    return switch (index.kind()) {
      case PRIMARY -> 0;
      case UNIQUE ->
          index.parts().stream().anyMatch(p -> columns.get(p.column()).nullable()) ? 2 : 1;
      case SECONDARY, SPATIAL -> 3;
      case FULLTEXT -> 4;
    };
  }

  /** A name within MySQL's limits: 1 to 64 characters that do not end in a space. */
  static String checkIdentifier(String identifier) {
    if (identifier.codePointCount(0, identifier.length()) > IDENTIFIER_CHARACTERS_MAX) {
      throw MySqlError.ER_TOO_LONG_IDENT.with(identifier);
    }
    if (identifier.isEmpty() || identifier.endsWith(" ") || identifier.indexOf('\0') >= 0) {
      throw MySqlError.ER_WRONG_COLUMN_NAME.with(identifier);
    }
    return identifier;
  }
}
