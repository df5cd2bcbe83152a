package dev.headwater.simulations;

import dev.headwater.files.Safetensors;
import dev.headwater.files.Tensor;
import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.aggregation.Gathering;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.parameters.TensorSpec;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.work.FullGradient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Aggregates updates in safetensors files as a round aggregates contributions: by the same {@link
 * Aggregator}s, with the same checks. The tensors may have any names; every file has the same ones.
 *
 * <p>A weighted mean takes weights from {@value #NUM_EXAMPLES} in the files' metadata; rules that
 * need single updates ignore it. Ties go to the file that comes first.
 */
public final class UpdateFiles {
  /** The key of the weight in a file's metadata. */
  public static final String NUM_EXAMPLES = "num_examples";

  private static final String UPDATE = "update";
  private static final int ROUND = 1;

  private final Aggregator aggregator;
  private final List<Path> files;
  private final SortedMap<String, List<Integer>> shapes;
  private final int size;
  private final List<Integer> weights = new ArrayList<>();
  private float largest;

  private UpdateFiles(Aggregator aggregator, List<Path> files) {
    this.aggregator = aggregator;
    this.files = files;
    Safetensors first = Safetensors.open(files.get(0));
    this.shapes = shapes(first);
    this.size = shapes.keySet().stream().mapToInt(name -> length(first, name)).sum();
    if (size == 0) {
      throw new UserDataException("%s: no values (expected: an update)".formatted(files.get(0)));
    }
  }

  /**
   * The result.
   *
   * @param tensors with the names and shapes of the updates, sorted by name
   * @param metadata for the file: the aggregator, the number of updates, and num_examples in all
   *     where they are weights
   */
  public record Result(List<Tensor> tensors, Map<String, String> metadata) {
    /**
     * Copies the collections.
     *
     * @param tensors sorted by name
     * @param metadata in any order
     */
    public Result {
      tensors = List.copyOf(tensors);
      metadata = Map.copyOf(metadata);
    }
  }

  /**
   * {@return what {@code aggregator} makes of the updates in {@code files}}
   *
   * @param aggregator the rule
   * @param files at least one, in the order in which ties are broken
   * @throws UserDataException if a file cannot be read, has other tensors than the first, values
   *     that are not finite or too large, or no weight where one is needed; or if the files are too
   *     few for the rule
   */
  public static Result aggregate(Aggregator aggregator, List<Path> files) {
    if (files.isEmpty()) {
      throw new UserDataException("updates: none (expected: at least one safetensors file)");
    }
    UserInput.valid(
        () -> {
          aggregator.requireCohort(files.size());
          return files;
        });
    UpdateFiles updates = new UpdateFiles(aggregator, files);
    files.forEach(updates::check);
    return updates.result();
  }

  private static SortedMap<String, List<Integer>> shapes(Safetensors file) {
    SortedMap<String, List<Integer>> shapes = new TreeMap<>();
    file.names().forEach(name -> shapes.put(name, file.tensor(name).shape()));
    return shapes;
  }

  private static int length(Safetensors file, String name) {
    return file.tensor(name).values().length;
  }

  /** Everything that can be wrong with one file; two passes, so that a mean holds one at a time. */
  private void check(Path file) {
    Safetensors update = Safetensors.open(file);
    SortedMap<String, List<Integer>> found = shapes(update);
    if (!found.equals(shapes)) {
      throw new UserDataException(
          "%s: %s (expected: %s, as in %s)"
              .formatted(file, first(found, shapes), first(shapes, found), files.get(0)));
    }
    weights.add(aggregator.needsSingleUpdates() ? 1 : weight(file, update));
    float[] values = values(update);
    for (int j = 0; j < values.length; j++) {
      if (!Float.isFinite(values[j])) {
        throw new UserDataException(
            "%s: value %d is %s (expected: finite values)".formatted(file, j, values[j]));
      }
      largest = Math.max(largest, Math.abs(values[j]));
    }
  }

  /** The first tensor that {@code one} has and {@code other} has not, in words. */
  private static String first(
      SortedMap<String, List<Integer>> one, SortedMap<String, List<Integer>> other) {
    return one.entrySet().stream()
        .filter(tensor -> !tensor.getValue().equals(other.get(tensor.getKey())))
        .findFirst()
        .map(tensor -> "tensor %s of shape %s".formatted(tensor.getKey(), tensor.getValue()))
        .orElse("no tensor beside the others");
  }

  private static int weight(Path file, Safetensors update) {
    String text = update.metadata().get(NUM_EXAMPLES);
    try {
      if (text != null && Integer.parseInt(text) >= 1) {
        return Integer.parseInt(text);
      }
    } catch (NumberFormatException e) {
      // the same sentence
    }
    throw new UserDataException(
        "%s: %s in its metadata is %s (expected: a whole number of at least 1, the weight of the update in a mean)"
            .formatted(file, NUM_EXAMPLES, text == null ? "missing" : text));
  }

  private float[] values(Safetensors update) {
    float[] values = new float[size];
    int at = 0;
    for (String name : shapes.keySet()) {
      float[] one = update.tensor(name).values();
      System.arraycopy(one, 0, values, at, one.length);
      at += one.length;
    }
    return values;
  }

  private Result result() {
    long total = weights.stream().mapToLong(Integer::longValue).sum();
    List<String> names =
        IntStream.range(0, files.size())
            .mapToObj(i -> String.format(Locale.ROOT, "update-%09d", i))
            .toList();
    Gathering gathering = new Gathering(task(names, total), aggregator);
    for (int i = 0; i < files.size(); i++) {
      float[] vector = values(Safetensors.open(files.get(i)));
      int weight = weights.get(i);
      for (int j = 0; j < vector.length; j++) {
        vector[j] *= weight;
      }
      Receipt receipt =
          gathering.offer(new Contribution(names.get(i), ROUND, weight, weight, vector, 0, true));
      if (receipt instanceof Receipt.Refused refused) {
        throw new UserDataException("%s: %s".formatted(files.get(i), refused.reason()));
      }
    }
    Aggregate aggregate = gathering.close(0, 0);
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("aggregator", aggregator.spec().toString());
    metadata.put("updates", String.valueOf(files.size()));
    if (!aggregator.needsSingleUpdates()) {
      metadata.put(NUM_EXAMPLES, String.valueOf(total));
    }
    return new Result(tensors(aggregate.mean(UPDATE)), metadata);
  }

  /** A round of these updates; only its schema and its cohort are looked at. */
  private RoundTask task(List<String> names, long total) {
    // A little room: weight times value is rounded to a float32.
    double most = Math.max(Float.MIN_NORMAL, largest * 1.000001);
    FixedPoint grid =
        UserInput.valid(
            () -> {
              try {
                return FixedPoint.finest(most, (double) total);
              } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                    "updates: values up to %s at a total weight of %d (expected: a product below 2^45, which sums hold)"
                        .formatted(largest, total),
                    e);
              }
            });
    LinearModel model = new LinearModel(2, 1);
    TrainTask train =
        new TrainTask(
            ROUND,
            0,
            model,
            Parameters.zeros(model.layout()),
            NamedVectors.NONE,
            new FullGradient(),
            aggregator.needsSingleUpdates()
                ? new Protection(new Weighting.Uniform(), null, null, true)
                : Protection.NONE,
            SumSchema.single(
                UPDATE, new Layout(List.of(new TensorSpec(UPDATE, List.of(size)))), grid));
    return new RoundTask(train, names);
  }

  private List<Tensor> tensors(double[] mean) {
    List<Tensor> tensors = new ArrayList<>();
    int at = 0;
    for (var tensor : shapes.entrySet()) {
      float[] values = new float[tensor.getValue().stream().reduce(1, (one, other) -> one * other)];
      for (int j = 0; j < values.length; j++) {
        values[j] = (float) mean[at + j];
      }
      tensors.add(new Tensor(tensor.getKey(), tensor.getValue(), values));
      at += values.length;
    }
    return tensors;
  }
}
