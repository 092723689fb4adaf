package io.braid.executor.function;

import io.braid.common.MySqlError;
import io.braid.common.type.MySqlType;
import io.braid.executor.expression.Arguments;
import io.braid.executor.expression.FunctionSet;
import io.braid.executor.expression.Result;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * FORMAT(): a number with separators of thousands in the manner of a locale. The manners are
 * measured on MySQL 9.7.
 *
 * @see "MySQL 9.7 Reference Manual, String Functions and Operators (FORMAT)"
 */
final class NumberFormat implements FunctionSet.Library {
  private static final int DECIMALS_MAX = 30;
  private static final Manner ENGLISH = new Manner(".", ",", false);
  private static final Map<String, Manner> MANNERS = manners();

  /**
   * How numbers are written.
   *
   * @param group between groups of digits, "" for none
   * @param indian groups of two above the first of three
   */
  private record Manner(String point, String group, boolean indian) {}

  private static Map<String, Manner> manners() {
    Map<String, Manner> manners = new HashMap<>();
    put(
        manners,
        ENGLISH,
        "en_us en_gb en_au en_ca en_nz en_ph en_za en_zw es_mx ja_jp ko_kr zh_cn zh_tw zh_hk ar_ae"
            + " he_il hi_in ms_my th_th ur_pk gu_in");
    put(manners, new Manner(".", ",", true), "en_in ta_in te_in");
    put(manners, new Manner(".", "'", false), "de_ch");
    put(manners, new Manner(",", "'", false), "it_ch rm_ch");
    put(
        manners,
        new Manner(",", ".", false),
        "de_de de_be de_lu es_es es_ar es_cl es_co ru_ua uk_ua hu_hu ro_ro tr_tr da_dk nb_no no_no"
            + " lt_lt id_id vi_vn is_is mn_mn sq_al be_by fo_fo");
    put(
        manners,
        new Manner(",", " ", false),
        "ru_ru cs_cz sk_sk sv_se sv_fi fi_fi et_ee lv_lv mk_mk");
    put(
        manners,
        new Manner(",", "", false),
        "de_at fr_fr fr_be fr_ca fr_ch fr_lu it_it nl_nl nl_be pt_pt pt_br pl_pl sl_si el_gr hr_hr"
            + " ca_es eu_es gl_es");
    put(manners, new Manner(".", "", false), "sr_rs ar_sa");
    return Map.copyOf(manners);
  }

  private static void put(Map<String, Manner> manners, Manner manner, String locales) {
    Arrays.stream(locales.split(" ")).forEach(locale -> manners.put(locale, manner));
  }

  @Override
  public void addTo(FunctionSet.Builder builder) {
    builder.row("format", NumberFormat::format);
  }

  private static void format(Arguments in, Result out) {
    if (in.isNull(0) || in.isNull(1)) {
      out.setNull();
      return;
    }
    int decimals = (int) Math.clamp(in.asLong(1), 0, DECIMALS_MAX);
    BigDecimal value =
        in.type(0).family() == MySqlType.Family.FLOATING
            ? ofDouble(in.asDouble(0), decimals)
            : in.asDecimal(0).setScale(decimals, RoundingMode.HALF_UP);
    out.setText(text(value, in.count() > 2 ? manner(in) : ENGLISH));
  }

  /** Rounds the binary value to the nearest even, as C's library does. */
  private static BigDecimal ofDouble(double value, int decimals) {
    BigDecimal shortest = new BigDecimal(Double.toString(value));
    return shortest.scale() <= decimals
        ? shortest.setScale(decimals)
        : BigDecimal.valueOf(NumericFunctions.round(value, decimals, RoundingMode.HALF_EVEN))
            .setScale(decimals, RoundingMode.HALF_EVEN);
  }

  private static Manner manner(Arguments in) {
    String locale = in.isNull(2) ? "NULL" : in.asText(2);
    Manner manner = MANNERS.get(locale.toLowerCase(Locale.ROOT));
    if (manner == null) {
      in.context().warn(MySqlError.ER_UNKNOWN_LOCALE, locale);
      return ENGLISH;
    }
    return manner;
  }

  private static String text(BigDecimal value, Manner manner) {
    String plain = value.abs().toPlainString();
    int point = plain.indexOf('.');
    String whole = point < 0 ? plain : plain.substring(0, point);
    StringBuilder text = new StringBuilder(value.signum() < 0 ? "-" : "");
    for (int i = 0; i < whole.length(); i++) {
      int rest = whole.length() - i;
      boolean border = manner.indian() && rest > 3 ? (rest - 3) % 2 == 0 : rest % 3 == 0;
      if (i > 0 && border) {
        text.append(manner.group());
      }
      text.append(whole.charAt(i));
    }
    if (point >= 0) {
      text.append(manner.point()).append(plain, point + 1, plain.length());
    }
    return text.toString();
  }
}
