package dev.headwater.learning.privacy;

import dev.headwater.learning.banded.Band;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who adds the noise, and so from whom it protects. */
public sealed interface Mechanism {

  /**
   * {@return the mechanism as it stands in ledgers: {@code Central}, {@code Banded[band=20]},
   * {@code Local}, {@code Distributed[minSurvivors=3, colluders=1]}, {@code ExampleLevel}, {@code
   * UserLevel[clients=1]} or {@code ExampleRelease}}
   */
  String text();

  /** {@return whom it protects} */
  default Unit unit() {
    return Unit.CLIENT;
  }

  /** {@return whether it protects whole clients; otherwise less than one} */
  default boolean wholeClients() {
    return unit() == Unit.CLIENT;
  }

  /**
   * {@return whether noise is added once to the sum, by the coordinator: then only whoever sees no
   * more than what is released is kept from the data}
   */
  default boolean onSum() {
    return false;
  }

  /** {@return whether clients noise the steps of their own training, and not what is summed} */
  default boolean inTraining() {
    return false;
  }

  /**
   * {@return the mechanism with this text}
   *
   * @param text what {@link #text} returns
   * @throws IllegalArgumentException if it names no mechanism
   */
  static Mechanism parse(String text) {
    Matcher distributed = Distributed.TEXT.matcher(text);
    if (distributed.matches()) {
      String colluders = distributed.group(2);
      return new Distributed(
          Integer.parseInt(distributed.group(1)),
          colluders == null ? 0 : Integer.parseInt(colluders));
    }
    Matcher banded = Banded.TEXT.matcher(text);
    if (banded.matches()) {
      return new Banded(Integer.parseInt(banded.group(1)));
    }
    Matcher users = UserLevel.TEXT.matcher(text);
    if (users.matches()) {
      return new UserLevel(Integer.parseInt(users.group(1)));
    }
    return switch (text) {
      case "Central" -> new Central();
      case "Local" -> new Local();
      case "ExampleLevel" -> new ExampleLevel();
      case "ExampleRelease" -> new ExampleRelease();
      default ->
          throw new IllegalArgumentException(
              "mechanism: %s (expected: Central, Banded[band=B], Local, Distributed[minSurvivors=N, colluders=C], ExampleLevel, UserLevel[clients=M] or ExampleRelease)"
                  .formatted(text));
    };
  }

  /** Whom a promise is about: neighbouring inputs differ in one of these. */
  enum Unit {
    /** A whole client, with all that it holds. */
    CLIENT("client", "client's data"),
    /** A single example of a client: a picture. */
    EXAMPLE("picture", "picture"),
    /** A user of a client, such as a patient, with all examples that the client has of it. */
    USER("user", "user's pictures");

    private final String word;
    private final String possession;

    Unit(String word, String possession) {
      this.word = word;
      this.possession = possession;
    }

    /** {@return its name in ledgers: {@code client}, {@code example} or {@code user}} */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** {@return what a reader calls one: a client, a picture or a user} */
    public String word() {
      return word;
    }

    /** What could be published of one, in words. */
    String possession() {
      return possession;
    }

    /**
     * {@return how many there are}
     *
     * @param population num_examples of every client, by name; of users where those are protected
     */
    public long in(Map<String, Integer> population) {
      return this == CLIENT
          ? population.size()
          : population.values().stream().mapToLong(Integer::longValue).sum();
    }
  }

  /**
   * The coordinator adds noise once to the sum (DP-FedAvg; McMahan, Ramage, Talwar and Zhang 2018).
   * Protects whole clients from everybody who sees the models, not from the coordinator.
   */
  record Central() implements Mechanism {
    @Override
    public String text() {
      return "Central";
    }

    @Override
    public boolean onSum() {
      return true;
    }
  }

  /**
   * The coordinator adds noise to the sums that is correlated over rounds ({@link
   * dev.headwater.learning.banded.BandedNoise}), on a schedule whose turns are at least as many
   * rounds apart as the band is wide. Protects as {@link Central} does.
   *
   * @param band b, rounds that one round's sum is part of
   */
  record Banded(int band) implements Mechanism {
    private static final Pattern TEXT = Pattern.compile("Banded\\[band=(\\d{1,9})]");

    /**
     * Noise of this band.
     *
     * @param band from 1 to {@link Band#WIDEST}
     * @throws IllegalArgumentException for another band
     */
    public Banded {
      Band.of(band); // refuses other widths
    }

    @Override
    public String text() {
      return "Banded[band=" + band + "]";
    }

    @Override
    public boolean onSum() {
      return true;
    }
  }

  /**
   * Every client adds all the noise to its own vector. Protects whole clients from everybody,
   * including the coordinator, but needs the most noise.
   */
  record Local() implements Mechanism {
    @Override
    public String text() {
      return "Local";
    }
  }

  /**
   * Every client adds a share of the noise under the mask of secure aggregation (Kairouz, Liu and
   * Steinke 2021). Protects whole clients from the coordinator too: it only sees noised sums. A
   * client that works with the reader takes its own share away again, so the shares of the others
   * are all of the promised noise: each adds {@code z C / sqrt(minSurvivors - colluders)}.
   *
   * @param minSurvivors least number of contributions in an unmasked sum
   * @param colluders clients of a round that may work with the reader
   */
  record Distributed(int minSurvivors, int colluders) implements Mechanism {
    private static final Pattern TEXT =
        Pattern.compile("Distributed\\[minSurvivors=(\\d{1,9})(?:, colluders=(\\d{1,9}))?]");

    @Override
    public String text() {
      return colluders == 0
          ? "Distributed[minSurvivors=" + minSurvivors + "]"
          : "Distributed[minSurvivors=" + minSurvivors + ", colluders=" + colluders + "]";
    }

    /**
     * Noise shared by at least so many clients, of which some may collude.
     *
     * @param minSurvivors at least 2
     * @param colluders at least 0 and below {@code minSurvivors}: somebody's noise must be left
     * @throws IllegalArgumentException for other numbers
     */
    public Distributed {
      if (minSurvivors < 2) {
        throw new IllegalArgumentException(
            "distributed noise: over %d clients (expected: at least 2)".formatted(minSurvivors));
      }
      if (colluders < 0 || colluders >= minSurvivors) {
        throw new IllegalArgumentException(
            "distributed noise: %d colluders among %d contributions (expected: fewer; raise --min-survivors or lower --expected-colluders)"
                .formatted(colluders, minSurvivors));
      }
    }

    /**
     * Noise shared by at least so many clients, against readers with whom none of them works. A
     * client that reads along is one: it knows its own noise.
     *
     * @param minSurvivors at least 2
     * @throws IllegalArgumentException if it is smaller
     */
    public Distributed(int minSurvivors) {
      this(minSurvivors, 0);
    }

    /** {@return how many clients' noise is certain to be in a sum, unknown to the reader} */
    public int honest() {
      return minSurvivors - colluders;
    }
  }

  /**
   * Every client trains with DP-SGD (Abadi et al. 2016). Protects single examples from everybody,
   * including the coordinator, but not whole clients.
   */
  record ExampleLevel() implements Mechanism {
    @Override
    public String text() {
      return "ExampleLevel";
    }

    @Override
    public boolean inTraining() {
      return true;
    }

    @Override
    public Unit unit() {
      return Unit.EXAMPLE;
    }
  }

  /**
   * Every client trains with DP-SGD on users in place of examples ({@link
   * dev.headwater.learning.training.softmax.UserSgd}). Protects users with all of their examples
   * from everybody, including the coordinator, but not whole clients.
   *
   * <p>A person at one client alone is one user, and what clients spend on different people does
   * not add up: the largest counts. A person at several clients that do not know of each other is a
   * user of each. Noise and batches of clients are independent, so all that M clients send is the
   * composition of M times as many steps. (Group privacy, M epsilon with a larger delta, holds too
   * and is more.)
   *
   * @param clients M, the most clients that one person is a user of, as declared
   */
  record UserLevel(int clients) implements Mechanism {
    private static final Pattern TEXT = Pattern.compile("UserLevel\\[clients=(\\d{1,9})]");

    /**
     * DP-SGD on users.
     *
     * @param clients at least 1
     * @throws IllegalArgumentException for another number
     */
    public UserLevel {
      if (clients < 1) {
        throw new IllegalArgumentException(
            "user-clients: %d (expected: at least 1, the most clients that one person is at)"
                .formatted(clients));
      }
    }

    @Override
    public String text() {
      return "UserLevel[clients=" + clients + "]";
    }

    @Override
    public boolean inTraining() {
      return true;
    }

    @Override
    public Unit unit() {
      return Unit.USER;
    }
  }

  /**
   * The coordinator adds noise once to sums of statistics in which every example is clipped ({@link
   * dev.headwater.learning.work.ClippedMoments}), and releases nothing else. Protects single
   * examples from everybody who sees the models, not from the coordinator, and not whole clients.
   *
   * <p>Guarantee: (epsilon, delta)-differential privacy under one example of one client more or
   * less, of everything that follows from the noised sum. Preconditions: clients clip as asked,
   * since the coordinator cannot see single examples in a client's sums; that a client takes part
   * and its number of examples are taken as known; the noise is secure. With sensitivity S of a row
   * norm R, {@code S = sqrt(R^4 + R^2)}, and noise of deviation z S this is the Gaussian mechanism
   * with multiplier z and nothing sampled (Balle and Wang 2018, theorem 8).
   */
  record ExampleRelease() implements Mechanism {
    @Override
    public String text() {
      return "ExampleRelease";
    }

    @Override
    public Unit unit() {
      return Unit.EXAMPLE;
    }

    @Override
    public boolean onSum() {
      return true;
    }
  }
}
