package dev.headwater.simulations.output;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.headwater.simulations.output.origin.Origin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Facts about a run that are known before its first round.
 *
 * @param version of Headwater
 * @param strategy such as {@code fedavg}
 * @param seed of every random choice
 * @param config the resolved configuration, in order; keys are flag names, unset flags are omitted.
 *     Numbers, booleans, strings, lists and maps are kept, anything else becomes its string
 * @param labels class names in the head's order
 * @param backbone the source of the features
 * @param parameters number of trained values
 * @param transport {@code memory}, {@code grpc} or {@code spark}
 * @param threads number of training threads
 * @param data display name of the data
 * @param labelCounts examples of every class that each client trains on, by client name; empty if
 *     the coordinator must not know them
 * @param testSet the coordinator's own
 * @param notes messages for the user, such as "3 pictures unreadable and skipped."
 * @param origin command and environment; null if they are not known, as in files of earlier
 *     versions
 */
public record RunFacts(
    String version,
    String strategy,
    long seed,
    Map<String, Object> config,
    List<String> labels,
    Backbone backbone,
    long parameters,
    String transport,
    int threads,
    String data,
    @JsonProperty("label_counts") SortedMap<String, int[]> labelCounts,
    @JsonUnwrapped(prefix = "test_set_") TestSet testSet,
    List<String> notes,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Origin origin) {

  /**
   * The frozen part of the model.
   *
   * @param name name
   * @param digest SHA-256 in hex, empty without a file
   * @param featureLength values per picture
   */
  public record Backbone(
      String name, String digest, @JsonProperty("feature_length") int featureLength) {}

  /**
   * The pictures on which a coordinator scores every round.
   *
   * @param size examples, 0 if it has none
   * @param digest of the pictures; empty if it is not known, as in files of earlier versions
   */
  public record TestSet(int size, String digest) {
    /** Clients score, or nobody. */
    public static final TestSet NONE = new TestSet(0, "");

    /**
     * Takes a digest that is missing as unknown.
     *
     * @param size at least 0
     * @param digest null if it is not known
     */
    public TestSet {
      digest = Objects.requireNonNullElse(digest, "");
    }
  }

  /**
   * Copies the collections and the arrays in them.
   *
   * @param version of Headwater
   * @param strategy as it is typed
   * @param seed of the run
   * @param config copied in its order; a value that is no number, boolean, list or map becomes its
   *     string
   * @param labels copied
   * @param backbone taken as it is
   * @param parameters at least 0
   * @param transport {@code memory}, {@code grpc} or {@code spark}
   * @param threads at least 1
   * @param data for display only
   * @param labelCounts copied; every array {@code [classes]}
   * @param testSet taken as it is
   * @param notes copied
   * @param origin null if it is not known
   * @throws IllegalArgumentException if an array of {@code labelCounts} is not as long as {@code
   *     labels}
   */
  public RunFacts {
    config = plain(config);
    labels = List.copyOf(labels);
    notes = List.copyOf(notes);
    SortedMap<String, int[]> copy = new TreeMap<>();
    for (Map.Entry<String, int[]> client : labelCounts.entrySet()) {
      if (client.getValue().length != labels.size()) {
        throw new IllegalArgumentException(
            "label counts of %s: %d (expected: %d, one per class)"
                .formatted(client.getKey(), client.getValue().length, labels.size()));
      }
      copy.put(client.getKey(), Arrays.copyOf(client.getValue(), labels.size()));
    }
    labelCounts = Collections.unmodifiableSortedMap(copy);
  }

  /**
   * {@return the same facts with more notes after their own}
   *
   * @param more sentences for the user
   */
  public RunFacts noting(List<String> more) {
    List<String> all = new ArrayList<>(notes);
    all.addAll(more);
    return new RunFacts(
        version,
        strategy,
        seed,
        config,
        labels,
        backbone,
        parameters,
        transport,
        threads,
        data,
        labelCounts,
        testSet,
        all,
        origin);
  }

  private static Map<String, Object> plain(Map<String, Object> config) {
    Map<String, Object> copy = new LinkedHashMap<>();
    config.forEach(
        (key, value) -> {
          boolean kept =
              value instanceof Number
                  || value instanceof Boolean
                  || value instanceof List
                  || value instanceof Map;
          copy.put(key, kept ? value : value.toString());
        });
    return Collections.unmodifiableMap(copy);
  }
}
