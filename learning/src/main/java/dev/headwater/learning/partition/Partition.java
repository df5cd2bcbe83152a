package dev.headwater.learning.partition;

/**
 * How a data set is split across simulated clients. Every split uses every example exactly once,
 * depends only on the labels, the users and the seed, and gives every client at least one example;
 * if that is impossible, {@link Splitter#split} says why.
 */
public sealed interface Partition {

  /** Examples distributed at random in equal shares. */
  record Iid() implements Partition {
    @Override
    public String toString() {
      return "iid";
    }
  }

  /**
   * Label skew: for every class, the clients' shares are drawn from Dirichlet(alpha, ..., alpha)
   * (Yurochkin et al. 2019; Li et al. 2022, "p_k ~ Dir(beta)"). Small alpha: each client sees few
   * classes, and sizes differ.
   */
  record Dirichlet(double alpha) implements Partition {
    /** Below this a class almost surely goes to one client, and logarithms begin to overflow. */
    private static final double MIN_ALPHA = 1e-6;

    /** Refuses alpha below 1e-6 and infinite alpha. */
    public Dirichlet {
      if (!(alpha >= MIN_ALPHA) || Double.isInfinite(alpha)) {
        throw new IllegalArgumentException(
            "partition: dirichlet:%s (expected: a number of at least %s)"
                .formatted(alpha, MIN_ALPHA));
      }
    }

    @Override
    public String toString() {
      return "dirichlet:" + alpha;
    }
  }

  /**
   * Sorted by label, cut into {@code clients * shards} runs, distributed at random (McMahan et al.
   * 2017, section 3).
   */
  record Shards(int perClient) implements Partition {
    /** Refuses fewer than 1. */
    public Shards {
      if (perClient < 1) {
        throw new IllegalArgumentException(
            "partition: shards:%d (expected: at least 1)".formatted(perClient));
      }
    }

    @Override
    public String toString() {
      return "shards:" + perClient;
    }
  }

  /**
   * Every client has exactly this many classes, chosen so that all classes are held by equally many
   * clients, give or take one; a class is shared evenly (Li et al. 2022).
   */
  record Pathological(int classesPerClient) implements Partition {
    /** Refuses fewer than 1. */
    public Pathological {
      if (classesPerClient < 1) {
        throw new IllegalArgumentException(
            "partition: pathological:%d (expected: at least 1)".formatted(classesPerClient));
      }
    }

    @Override
    public String toString() {
      return "pathological:" + classesPerClient;
    }
  }

  /** Quantity skew: sizes proportional to {@code exp(sigma * N(0, 1))}, labels at random. */
  record LogNormal(double sigma) implements Partition {
    /** Here one client has e^100 times as much as another: more changes nothing. */
    private static final double MAX_SIGMA = 100;

    /** Refuses sigma outside [0, 100]. */
    public LogNormal {
      if (!(sigma >= 0 && sigma <= MAX_SIGMA)) {
        throw new IllegalArgumentException(
            "partition: lognormal:%s (expected: 0 to %s)".formatted(sigma, MAX_SIGMA));
      }
    }

    @Override
    public String toString() {
      return "lognormal:" + sigma;
    }
  }

  /** One client per user of the data set. */
  record Natural() implements Partition {
    @Override
    public String toString() {
      return "natural";
    }
  }

  /** The syntax that {@link #parse} accepts, for messages. */
  String EXPECTED = "iid, dirichlet:A, shards:K, pathological:K, lognormal:S or natural";

  /** Parses the command line's form, such as {@code dirichlet:0.1}. */
  static Partition parse(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    String argument = colon < 0 ? "" : text.substring(colon + 1);
    try {
      Partition partition =
          switch (name) {
            case "iid" -> new Iid();
            case "natural" -> new Natural();
            case "dirichlet" -> new Dirichlet(Double.parseDouble(argument));
            case "shards" -> new Shards(Integer.parseInt(argument));
            case "pathological" -> new Pathological(Integer.parseInt(argument));
            case "lognormal" -> new LogNormal(Double.parseDouble(argument));
            default ->
                throw new IllegalArgumentException(
                    "partition: %s (expected: %s)".formatted(text, EXPECTED));
          };
      if (colon >= 0 && (partition instanceof Iid || partition instanceof Natural)) {
        throw new IllegalArgumentException(
            "partition: %s (expected: %s without an argument)".formatted(text, name));
      }
      return partition;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "partition: %s needs a number after the colon (expected: %s)".formatted(text, EXPECTED),
          e);
    }
  }
}
