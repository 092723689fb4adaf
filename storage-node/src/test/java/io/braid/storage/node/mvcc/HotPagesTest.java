package io.braid.storage.node.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import io.braid.storage.node.PageBudget;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The life of a page, step by step. */
final class HotPagesTest {
  private final PageBudget budget = new PageBudget(1_500);
  private final HotPages pages = new HotPages(budget);

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static HotPages.Rows rows(String... keysAndValues) {
    byte[][] keys = new byte[keysAndValues.length / 2][];
    byte[][] values = new byte[keys.length][];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = bytes(keysAndValues[2 * i]);
      values[i] = bytes(keysAndValues[2 * i + 1]);
    }
    return new HotPages.Rows(keys, values);
  }

  private HotPages.Page claim(String start, String end) {
    HotPages.@Nullable Page page = pages.claim(bytes(start), bytes(end));
    if (page == null) {
      throw new AssertionError("not claimed");
    }
    return page;
  }

  private void fill(String start, String end, String... keysAndValues) {
    pages.publish(claim(start, end), rows(keysAndValues), bytes(end));
  }

  /** What the pages say of a key: nothing, that there is none, or its value. */
  private String read(String key) {
    HotPages.@Nullable Page page = pages.at(bytes(key));
    if (page == null) {
      return "no page";
    }
    int place = page.rows().find(bytes(key));
    return place < 0 ? "absent" : new String(page.rows().value(place), StandardCharsets.UTF_8);
  }

  /** A batch as RocksDB gets it, with its head. */
  private static byte[] batch(EntryWriter entry) {
    byte[] payload = entry.finish();
    int length = payload.length - EntryWriter.HEAD_BYTES;
    byte[] batch = new byte[12 + length];
    System.arraycopy(payload, EntryWriter.HEAD_BYTES, batch, 12, length);
    return batch;
  }

  private static byte[] batch(String key, String value) {
    EntryWriter entry = entry();
    entry.put(Column.CURRENT, bytes(key), bytes(value));
    return batch(entry);
  }

  private void apply(EntryWriter entry) {
    pages.apply(batch(entry));
  }

  private static EntryWriter entry() {
    return new EntryWriter(EntryWriter.KIND_DATA, 1, 64);
  }

  private void put(String key, String value) {
    pages.apply(batch(key, value));
  }

  @Test
  void aPageSaysWhatItsRangeHolds() {
    fill("b", "m", "c", "1", "d", "2");
    assertThat(read("c")).isEqualTo("1");
    assertThat(read("b")).isEqualTo("absent");
    assertThat(read("a")).isEqualTo("no page");
    assertThat(read("m")).isEqualTo("no page");
  }

  @Test
  void writesReachTheirPage() {
    fill("b", "m", "c", "1", "d", "2");
    put("c", "one");
    put("e", "3");
    put("x", "9");
    EntryWriter removal = entry();
    removal.put(Column.META, bytes("e"), bytes("other family"));
    removal.delete(Column.CURRENT, bytes("d"));
    removal.delete(Column.CURRENT, bytes("f"));
    apply(removal);
    assertThat(read("c")).isEqualTo("one");
    assertThat(read("d")).isEqualTo("absent");
    assertThat(read("e")).isEqualTo("3");
    assertThat(read("x")).isEqualTo("no page");
  }

  @Test
  void aPageWrittenToWhileItIsReadIsNotKept() {
    HotPages.Page page = claim("b", "m");
    put("c", "new");
    pages.publish(page, rows("c", "old"), bytes("m"));
    assertThat(read("c")).isEqualTo("no page");
    fill("b", "m", "c", "new");
    assertThat(read("c")).isEqualTo("new");
  }

  @Test
  void aClaimedRangeIsNotRead() {
    HotPages.Page page = claim("b", "m");
    assertThat(read("c")).isEqualTo("no page");
    pages.drop(page);
    assertThat(read("c")).isEqualTo("no page");
  }

  @Test
  void pagesDoNotOverlap() {
    fill("f", "m", "g", "1");
    assertThat(pages.claim(bytes("g"), bytes("z"))).isNull();
    assertThat(claim("b", "z").end()).isEqualTo(bytes("f"));
    assertThat(pages.claim(bytes("c"), bytes("d"))).isNull();
    assertThat(claim("m", "").end()).isEmpty();
  }

  @Test
  void aPageEndsWhereItWasReadTo() {
    pages.publish(claim("b", "m"), rows("c", "1"), bytes("d"));
    assertThat(read("c")).isEqualTo("1");
    assertThat(read("e")).isEqualTo("no page");
    put("e", "2");
    fill("d", "m", "e", "2");
    assertThat(read("e")).isEqualTo("2");
  }

  @Test
  void aRangeThatIsRemovedTakesAllPages() {
    fill("b", "m", "c", "1");
    HotPages.Page filling = claim("n", "z");
    EntryWriter removal = entry();
    removal.deleteRange(Column.CURRENT, bytes("a"), bytes("d"));
    apply(removal);
    pages.publish(filling, rows("o", "1"), bytes("z"));
    assertThat(read("c")).isEqualTo("no page");
    assertThat(read("o")).isEqualTo("no page");
    assertThat(budget.bytes()).isZero();
  }

  @Test
  void whatIsNotReadIsEvictedFirst() {
    String text = "x".repeat(350);
    fill("b", "c", "b1", text);
    fill("d", "e", "d1", text);
    // The third does not fit: the marks of all are taken, and the first one goes.
    fill("f", "g", "f1", text);
    assertThat(read("b1")).isEqualTo("no page");
    assertThat(read("f1")).isEqualTo(text);
    fill("h", "i", "h1", text);
    assertThat(read("d1")).isEqualTo("no page");
    assertThat(read("f1")).isEqualTo(text);
    assertThat(budget.isExceeded()).isFalse();
  }

  @Test
  void aLongValueIsNotKept() {
    fill("b", "m", "c", "1");
    put("c", "x".repeat(HotPages.VALUE_BYTES_MAX + 1));
    assertThat(read("c")).isEqualTo("no page");
    assertThat(budget.bytes()).isZero();
  }

  @Test
  void aPageThatGrowsTooLongIsGivenUp() {
    HotPages many = new HotPages(new PageBudget(1 << 20));
    HotPages.@Nullable Page page = many.claim(bytes("a"), bytes("z"));
    if (page == null) {
      throw new AssertionError("not claimed");
    }
    many.publish(page, HotPages.Rows.NONE, bytes("z"));
    int puts = 0;
    while (many.at(bytes("b")) != null) {
      assertThat(puts).isLessThan(1_000);
      many.apply(batch("k%04d".formatted(puts++), "v"));
    }
    assertThat(puts).isEqualTo(2 * HotPages.PAGE_KEYS + 1);
  }
}
