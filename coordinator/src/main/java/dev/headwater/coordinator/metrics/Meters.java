package dev.headwater.coordinator.metrics;

/**
 * Every meter of the coordinator. Prometheus shows dots as underscores, appends the unit and, to
 * counters, {@code _total}: {@code headwater_payload_bytes_total{direction="up"}}.
 */
public enum Meters {
  /** Counter, rounds: rounds that have ended. */
  ROUNDS("headwater.rounds", "rounds", "Rounds that have ended"),
  /** Timer, seconds: wall time of a round, evaluation included. */
  ROUND_DURATION("headwater.round.duration", "seconds", "Wall time of a round"),
  /** Gauge: the newest round, 0 before the first. */
  ROUND("headwater.round", "", "The newest round"),
  /** Gauge, clients: clients that the newest round asked. */
  COHORT("headwater.cohort", "clients", "Clients that the newest round asked"),
  /** Counter, contributions, by outcome: accepted, duplicate, late, refused. */
  CONTRIBUTIONS("headwater.contributions", "contributions", "Contributions by outcome", "outcome"),
  /** Counter, bytes of messages, by direction: up (from clients), down (to clients). */
  BYTES("headwater.payload", "bytes", "Bytes of submissions and of work", "direction"),
  /** Gauge, clients: clients with a live stream. */
  ENROLLED("headwater.enrolled", "clients", "Clients with a live stream"),
  /** Gauge, share in [0, 1]: accuracy of the newest head that was scored; NaN before. */
  EVAL_ACCURACY("headwater.eval.accuracy", "", "Accuracy of the newest scored head"),
  /** Gauge, nats: loss of the newest head that was scored; NaN before. */
  EVAL_LOSS("headwater.eval.loss", "", "Cross-entropy of the newest scored head, in nats"),
  /** Gauge, nats: mean training loss of the newest round; NaN before. */
  TRAIN_LOSS("headwater.train.loss", "", "Mean training loss of the newest round, in nats"),
  /** Counter, seconds: time that the run has waited for clients or a quorum. */
  WAITING("headwater.waiting", "seconds", "Time spent waiting for clients or a quorum");

  private final String meterName;
  private final String unit;
  private final String description;
  private final String tag;

  Meters(String meterName, String unit, String description) {
    this(meterName, unit, description, "");
  }

  Meters(String meterName, String unit, String description, String tag) {
    this.meterName = meterName;
    this.unit = unit;
    this.description = description;
    this.tag = tag;
  }

  /** Micrometer's name, with dots. */
  public String meterName() {
    return meterName;
  }

  /** Base unit, empty for none. */
  public String unit() {
    return unit;
  }

  /** Its description for /metrics. */
  public String description() {
    return description;
  }

  /** Key of its tag, empty for none. */
  public String tag() {
    return tag;
  }
}
