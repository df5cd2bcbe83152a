package dev.headwater.simulations.output.state;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headwater.files.Safetensors;
import dev.headwater.files.SafetensorsWriter;
import dev.headwater.files.Tensor;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.parameters.Sha256;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.simulations.output.text.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The exact sums of the statistics round of a run, {@code statistics.safetensors}: what one client
 * has added can be subtracted from them later, bit for bit.
 *
 * @param work name of the work that was summed
 * @param contributors clients in the sums
 * @param weight number of examples in the sums
 * @param sums integers of the work's grids, by the names of its vectors
 */
public record SavedStatistics(
    String work, SortedSet<String> contributors, double weight, SortedMap<String, long[]> sums) {
  /** Its name in the run folder. */
  public static final String NAME = "statistics.safetensors";

  private static final String FORMAT = "format";
  private static final String VERSION = "headwater.statistics.1";
  private static final String WORK = "work";
  private static final String WEIGHT = "weight";
  private static final String CONTRIBUTORS = "contributors";
  private static final String DIGEST = "digest";

  /**
   * {@return whether a work's sums are kept: integers over all clients' examples}
   *
   * @param work of a round
   */
  public static boolean keeps(LocalWork work) {
    return work.statistics() && !work.computesLoss();
  }

  /**
   * {@return the sums of a round}
   *
   * @param report of a work that is kept, with a sum
   */
  public static SavedStatistics of(RoundReport report) {
    Aggregate aggregate = report.aggregate();
    SortedMap<String, long[]> sums = new TreeMap<>();
    for (SumSchema.Vector vector : aggregate.schema().vectors()) {
      sums.put(vector.name(), aggregate.total(vector.name()).units());
    }
    return new SavedStatistics(
        report.task().train().work().name(),
        aggregate.contributors(),
        aggregate.estimate().totalWeight(),
        sums);
  }

  /**
   * Writes it into a run folder.
   *
   * @param runFolder which exists
   * @throws IOException if the file cannot be written
   */
  public void write(Path runFolder) throws IOException {
    List<Tensor> tensors = new ArrayList<>();
    sums.forEach((name, units) -> tensors.addAll(Bits.ofLongs(name, units)));
    SafetensorsWriter.write(
        runFolder.resolve(NAME),
        tensors,
        Map.of(
            FORMAT,
            VERSION,
            WORK,
            work,
            WEIGHT,
            Double.toString(weight),
            CONTRIBUTORS,
            Json.line(contributors),
            DIGEST,
            digest()));
  }

  /** SHA-256 of all that is subtracted from: damage would give a wrong head without a word. */
  private String digest() {
    MessageDigest sha = Sha256.digest();
    String facts = String.join("\n", work, Double.toString(weight), Json.line(contributors));
    sha.update(facts.getBytes(StandardCharsets.UTF_8));
    sums.forEach(
        (name, units) -> {
          sha.update(name.getBytes(StandardCharsets.UTF_8));
          ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * units.length);
          bytes.asLongBuffer().put(units);
          sha.update(bytes);
        });
    return HexFormat.of().formatHex(sha.digest());
  }

  /**
   * {@return the sums of a run folder}
   *
   * @param runFolder the run's folder
   * @throws UserDataException if there are none, or they are damaged or of another format
   */
  public static SavedStatistics read(Path runFolder) {
    Path file = runFolder.resolve(NAME);
    if (!Files.exists(file)) {
      throw new UserDataException(
          "unlearn: %s has no %s (expected: a run of fed3r, fedncm, lda or exact-softmax without a privacy guarantee, after its first round; updates that clients have trained cannot be taken back exactly, nor sums with noise: run it again with --without NAME)"
              .formatted(runFolder, NAME));
    }
    Safetensors tensors = Safetensors.open(file);
    Map<String, String> facts = tensors.metadata();
    if (!VERSION.equals(facts.get(FORMAT))) {
      throw new UserDataException(
          "unlearn: %s is of format %s (expected: %s; use the version that wrote it)"
              .formatted(file, facts.get(FORMAT), VERSION));
    }
    SortedMap<String, long[]> sums = new TreeMap<>();
    for (String name : tensors.names()) {
      if (name.endsWith("/0")) {
        String vector = name.substring(0, name.length() - 2);
        sums.put(vector, Bits.longs(tensors, vector));
      }
    }
    try {
      SortedSet<String> contributors = new TreeSet<>();
      Json.read(facts.getOrDefault(CONTRIBUTORS, "[]"), JsonNode.class)
          .forEach(name -> contributors.add(name.asText()));
      SavedStatistics saved =
          new SavedStatistics(
              facts.getOrDefault(WORK, ""),
              contributors,
              Double.parseDouble(facts.getOrDefault(WEIGHT, "")),
              sums);
      if (!saved.digest().equals(facts.get(DIGEST))) {
        throw new UserDataException(
            "unlearn: %s is damaged, its values do not have its digest (expected: as the run has written it)"
                .formatted(file));
      }
      return saved;
    } catch (NumberFormatException | IOException e) {
      throw new UserDataException(
          "unlearn: %s does not say whose sums it holds (expected: as a run writes it)"
              .formatted(file),
          e);
    }
  }
}
