package io.braid.frontend.show;

import static org.assertj.core.api.Assertions.assertThat;

import io.braid.common.catalog.SchemaDefinition;
import io.braid.common.catalog.UserAccount;
import io.braid.common.catalog.ViewDefinition;
import io.braid.common.type.Collation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Expected texts were printed by MySQL 9.7. */
class CreateTextsTest {
  private static final ViewDefinition VIEW =
      new ViewDefinition(
          7,
          "d",
          "v",
          List.of("a", "q"),
          "select `d`.`t`.`a` AS `a`,'`d`.`x' AS `q` from `d`.`t` where (`d`.`t`.`a` > 1)",
          ViewDefinition.Algorithm.UNDEFINED,
          "root@localhost",
          false,
          "NONE",
          "",
          "utf8mb4",
          "utf8mb4_0900_ai_ci");

  @Test
  void aViewIsPrintedWithoutItsOwnDatabase() {
    assertThat(CreateTexts.view(VIEW, false, "d"))
        .isEqualTo(
            "CREATE ALGORITHM=UNDEFINED DEFINER=`root`@`localhost` SQL SECURITY DEFINER VIEW `v`"
                + " AS select `t`.`a` AS `a`,'`d`.`x' AS `q` from `t` where (`t`.`a` > 1)");
    assertThat(CreateTexts.view(VIEW, false, "mysql"))
        .startsWith("CREATE ALGORITHM=UNDEFINED DEFINER=`root`@`localhost` SQL SECURITY DEFINER")
        .contains(" VIEW `d`.`v` AS select `d`.`t`.`a` AS `a`");
  }

  @Test
  void grantsAreListedByLevel() {
    UserAccount account =
        new UserAccount(
            "u1",
            "%",
            "caching_sha2_password",
            new byte[0],
            false,
            false,
            Set.of("REPLICATION SLAVE", "BACKUP_ADMIN"),
            false,
            Map.of("d", Set.of("INSERT", "SELECT"), "e", Set.of("ALL PRIVILEGES", "GRANT OPTION")),
            Map.of(new UserAccount.TableName("d", "t"), Set.of("ALL PRIVILEGES", "GRANT OPTION")),
            List.of());

    assertThat(CreateTexts.grants(account))
        .containsExactly(
            "GRANT REPLICATION SLAVE ON *.* TO `u1`@`%`",
            "GRANT BACKUP_ADMIN ON *.* TO `u1`@`%`",
            "GRANT SELECT, INSERT ON `d`.* TO `u1`@`%`",
            "GRANT ALL PRIVILEGES ON `e`.* TO `u1`@`%` WITH GRANT OPTION",
            "GRANT ALL PRIVILEGES ON `d`.`t` TO `u1`@`%` WITH GRANT OPTION");
    assertThat(CreateTexts.user(account))
        .isEqualTo(
            "CREATE USER `u1`@`%` IDENTIFIED WITH 'caching_sha2_password' REQUIRE NONE"
                + " PASSWORD EXPIRE DEFAULT ACCOUNT UNLOCK PASSWORD HISTORY DEFAULT"
                + " PASSWORD REUSE INTERVAL DEFAULT PASSWORD REQUIRE CURRENT DEFAULT");
  }

  @Test
  void aDatabaseNamesItsCollation() {
    assertThat(CreateTexts.schema(new SchemaDefinition(1, "e", Collation.UTF8MB4_0900_AI_CI), true))
        .isEqualTo(
            "CREATE DATABASE /*!32312 IF NOT EXISTS*/ `e` /*!40100 DEFAULT CHARACTER SET utf8mb4"
                + " COLLATE utf8mb4_0900_ai_ci */ /*!80016 DEFAULT ENCRYPTION='N' */");
  }
}
