package io.braid.simulation;

/**
 * A rule of PROTOCOL.md that the simulation can break on purpose. The name begins with the rule's
 * number; the text is the scenario (the fault point) in which the broken rule does harm.
 */
enum Rule {
  R01_IN_COMMIT_BEFORE_TIMESTAMP(
      "the timestamp is asked for before the keys are in the in-commit map"),
  R02_CONSULT_BEFORE_READ(
      "a reader reads the rows first and consults the in-commit map afterwards"),
  R03_NOTHING_UNSYNCED_VISIBLE("an entry is applied and acknowledged before a majority has it"),
  R04_NEWEST_CONSULTS("a read of one key's newest version does not look at the in-commit map"),
  R05_OWN_WRITES_MERGED("a transaction reads the volume without its own writes above it"),
  R06_LEADER_RESOLVES_PREVIOUS("the applier looks for the previous version below its open batch"),
  R07_UNIQUE_UNDER_LOCK("a unique key is checked without its lock"),
  R08_TIMESTAMP_AFTER_HOLDS(
      "the timestamp is asked for before all holds are durable, floors are not looked at"),
  R08_PREPARED_DOES_NOT_HOLD("a prepared branch holds the resolved timestamp and readers"),
  R09_STAMP_IS_TERM("an entry proposed again after a leader change is applied"),
  R10_FENCE("an inquiry that finds nothing answers without a durable fence"),
  R10_OUTCOME_KEPT("the outcome is forgotten when the primary has applied it"),
  R11_TERM_CHECKED("locks that a leader change lost are not noticed at commit"),
  R11_LOCKS_AFTER_TIMESTAMP(
      "locks of volumes that are only read are checked before the timestamp is asked for"),
  R12_NEW_LEADER_WAITS("a new leader serves at once"),
  R12_ORACLE_WAITS("a new oracle issues at once"),
  R12_ORACLE_CEILING("a new oracle starts from its clock, not from the ceiling"),
  R13_FIRST_RECORD("current points to the transaction's last record of a key"),
  R13_TOMBSTONE_HAS_PREVIOUS("a record over a tombstone has no previous header"),
  R14_KEY_CHANGE_UNDO("a key-changing update leaves no undo record at the old key"),
  R14_FORMER_VOLUME_READ(
      "a snapshot from before a move reads the new volume, which has the newest versions only"),
  R14_SOURCE_KEEPS_HISTORY(
      "the source of a move drops its data before the last snapshot that reads there ends"),
  R14_MOVE_AWAITS_BRANCHES("a shard moves away while a prepared branch has writes in it"),
  R14_MOVE_AWAITS_CHUNKS("a shard moves away while a large transaction has chunks in it"),
  R15_INDEX_CHAIN("index entries have no chain of versions"),
  R16_CHECK_AFTER_READING(
      "a reader compares its snapshot with the collection point before it reads"),
  R16_TOMBSTONE_OF_RECORD("collection removes whatever tombstone the key has"),
  R16_STREAM_CHECKS_POINT("the merger starts below the collection point"),
  R17_ONE_TRANSACTION_RECORD("each participant writes a transaction record of its own"),
  R18_QUORUM("a resolved timestamp is published without a quorum"),
  R18_ORACLE_FIRST("the registered commits are looked at before the oracle is asked"),
  R18_INDEX("a replica uses a resolved timestamp before it has applied the index"),
  R19_ACTIVATION("the merger passes an activation without taking the new volume in"),
  R19_FLIP("the source of a move takes commits above the flip"),
  R21_PURE_FUNCTION("transaction numbers of events are counted by the node"),
  R22_CONTROL_RECORDS("a setting that changes files is taken when the node hears of it"),
  R24_CHECKPOINT("the writer goes on at the end of its file after a crash"),
  R25_COUNTS_AUTOMATIC("silent transactions are counted"),
  R26_STATUS_WAITS("a status is answered without waiting for the stream"),
  R27_XA_AT_COMMIT("a branch enters the stream when it is prepared"),
  R30_SCHEMA_VERSION("a volume takes writes of an older schema version"),
  R31_DEAD_RANGES("a rolled-back statement's chunks stay in the stream"),
  R31_REFERENCE_HOLDS(
      "the resolved timestamp passes a large transaction before its reference is applied"),
  R32_CEILING("after a failover the counter starts from the rows of its own volume");

  private final String scenario;

  Rule(String scenario) {
    this.scenario = scenario;
  }

  String scenario() {
    return scenario;
  }
}
