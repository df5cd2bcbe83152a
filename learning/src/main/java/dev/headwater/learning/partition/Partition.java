package dev.headwater.learning.partition;

import dev.headwater.learning.names.Spec;
import dev.headwater.learning.random.KeyedRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How a data set is split across simulated clients. The outcome depends only on the labels, the
 * users, the number of clients and the seed. {@link Splitter#split} carries it out and checks what
 * comes back: every example goes to one client, and every client has at least one.
 *
 * <p>A partition of your own implements {@link #assign}; docs/extending.md shows one.
 */
public interface Partition {
  /** In an assignment: an example of a user that is no client, see {@link #byUser}. */
  int LEFT_OUT = -1;

  /**
   * Says who gets what.
   *
   * @param data labels and users; a copy, which may be written to
   * @param clients how many, from 1 to the number of examples
   * @param random decides everything random; seeded by the run's seed
   * @return the client of every example, in [0, clients)
   * @throws IllegalArgumentException if the split cannot be made, saying what would make it
   *     possible
   */
  int[] assign(DataSet data, int clients, KeyedRandom random);

  /**
   * Its name and arguments, as the table of partitions reads them; for a class of your own its
   * name.
   */
  default Spec spec() {
    return Spec.of(getClass().getName());
  }

  /**
   * Whether each client is one user that the data names. Then it has the user's name, there are as
   * many clients as users unless fewer are asked for, and examples of the others are {@link
   * #LEFT_OUT}.
   */
  default boolean byUser() {
    return false;
  }

  /** Examples distributed at random in equal shares. */
  record Iid() implements Partition {
    static final String NAME = "iid";

    @Override
    public int[] assign(DataSet data, int clients, KeyedRandom random) {
      Bins bins = new Bins(data, clients, random);
      bins.deal(bins.equalSizes());
      return bins.owners();
    }

    @Override
    public Spec spec() {
      return Spec.of(NAME);
    }

    @Override
    public String toString() {
      return spec().toString();
    }
  }

  /**
   * Label skew: for every class, the clients' shares are drawn from Dirichlet(alpha, ..., alpha)
   * (Yurochkin et al. 2019; Li et al. 2022, "p_k ~ Dir(beta)"). Small alpha: each client sees few
   * classes, and sizes differ.
   *
   * @param alpha at least 1e-6
   */
  record Dirichlet(double alpha) implements Partition {
    static final String NAME = "dirichlet";

    /** Below this a class goes to one client all but surely, and logarithms begin to overflow. */
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
    public int[] assign(DataSet data, int clients, KeyedRandom random) {
      Bins bins = new Bins(data, clients, random);
      bins.dirichlet(alpha);
      return bins.owners();
    }

    @Override
    public Spec spec() {
      return Spec.of(NAME, alpha);
    }

    @Override
    public String toString() {
      return spec().toString();
    }
  }

  /**
   * Sorted by label, cut into {@code clients * shards} runs, dealt out (McMahan et al. 2017,
   * section 3).
   *
   * @param perClient runs for each client, at least 1
   */
  record Shards(int perClient) implements Partition {
    static final String NAME = "shards";

    /** Refuses fewer than 1. */
    public Shards {
      if (perClient < 1) {
        throw new IllegalArgumentException(
            "partition: shards:%d (expected: at least 1)".formatted(perClient));
      }
    }

    @Override
    public int[] assign(DataSet data, int clients, KeyedRandom random) {
      Bins bins = new Bins(data, clients, random);
      bins.shards(perClient);
      return bins.owners();
    }

    @Override
    public Spec spec() {
      return Spec.of(NAME, perClient);
    }

    @Override
    public String toString() {
      return spec().toString();
    }
  }

  /**
   * Every client has exactly this many classes, chosen so that all classes are held by equally many
   * clients, give or take one; a class is shared evenly (Li et al. 2022).
   *
   * @param classesPerClient at least 1
   */
  record Pathological(int classesPerClient) implements Partition {
    static final String NAME = "pathological";

    /** Refuses fewer than 1. */
    public Pathological {
      if (classesPerClient < 1) {
        throw new IllegalArgumentException(
            "partition: pathological:%d (expected: at least 1)".formatted(classesPerClient));
      }
    }

    @Override
    public int[] assign(DataSet data, int clients, KeyedRandom random) {
      Bins bins = new Bins(data, clients, random);
      bins.pathological(classesPerClient);
      return bins.owners();
    }

    @Override
    public Spec spec() {
      return Spec.of(NAME, classesPerClient);
    }

    @Override
    public String toString() {
      return spec().toString();
    }
  }

  /**
   * Quantity skew: sizes proportional to {@code exp(sigma * N(0, 1))}, labels at random.
   *
   * @param sigma in [0, 100]
   */
  record LogNormal(double sigma) implements Partition {
    static final String NAME = "lognormal";

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
    public int[] assign(DataSet data, int clients, KeyedRandom random) {
      Bins bins = new Bins(data, clients, random);
      bins.deal(bins.logNormalSizes(sigma));
      return bins.owners();
    }

    @Override
    public Spec spec() {
      return Spec.of(NAME, sigma);
    }

    @Override
    public String toString() {
      return spec().toString();
    }
  }

  /** One client a user, as the data says; a random choice of them where fewer are asked for. */
  record Natural() implements Partition {
    static final String NAME = "natural";

    @Override
    public int[] assign(DataSet data, int clients, KeyedRandom random) {
      SortedMap<String, List<Integer>> owned = new TreeMap<>();
      for (int i = 0; i < data.size(); i++) {
        String user = data.users().get(i);
        if (user == null) {
          throw new IllegalArgumentException(
              "partition: natural needs to know who made each picture (expected: an index.csv with a user column, or the demo)");
        }
        owned.computeIfAbsent(user, name -> new ArrayList<>()).add(i);
      }
      if (clients > owned.size()) {
        throw new IllegalArgumentException(
            "clients: %d for %d users (expected: at most %d with a natural partition)"
                .formatted(clients, owned.size(), owned.size()));
      }
      List<List<Integer>> byUser = List.copyOf(owned.values());
      int[] order = IntStream.range(0, byUser.size()).toArray();
      random.shuffle(order);
      int[] owners = new int[data.size()];
      Arrays.fill(owners, LEFT_OUT);
      for (int k = 0; k < clients; k++) {
        for (int i : byUser.get(order[k])) {
          owners[i] = k;
        }
      }
      return owners;
    }

    @Override
    public Spec spec() {
      return Spec.of(NAME);
    }

    @Override
    public boolean byUser() {
      return true;
    }

    @Override
    public String toString() {
      return spec().toString();
    }
  }

  /**
   * Reads the command line's form, such as {@code dirichlet:0.1} or {@code com.acme.Mine:0.3}.
   *
   * @throws IllegalArgumentException if nothing has that name, or the arguments do not fit
   */
  static Partition parse(String text) {
    return Partitions.CHOICES.parse(text);
  }
}
