package dev.headwater.simulations.output.state;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headwater.files.Safetensors;
import dev.headwater.files.Tensor;
import dev.headwater.files.UserDataException;
import dev.headwater.files.sealed.SealedTensors;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.training.Arithmetic;
import dev.headwater.simulations.output.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The state from which a run resumes after its last round, {@code checkpoint.safetensors}; written
 * atomically, with a digest of all that it holds. Doubles are kept bit for bit, as three float32
 * that hold 24, 24 and 16 of their bits.
 *
 * @param round round after which the state was taken, 1-based
 * @param strategy strategy of the state, as it is typed
 * @param memoryId identifies the run in the memory of remote clients
 * @param beside what the run's other files hold at that time
 * @param state the global parameters and the strategy's state
 * @param clients simulated clients' memory of the last round that counted them, by name; empty if
 *     they keep nothing, or keep it themselves
 */
public record Checkpoint(
    int round,
    String strategy,
    String memoryId,
    Beside beside,
    ServerState state,
    SortedMap<String, NamedVectors> clients) {
  /** Its name in the run folder. */
  public static final String NAME = "checkpoint.safetensors";

  private static final String FORMAT = "format";
  private static final String VERSION = "headwater.checkpoint.3";

  /** As 3, without a digest and without what stands beside but the ledger. */
  private static final String BEFORE = "headwater.checkpoint.2";

  private static final String ARITHMETIC = "arithmetic";
  private static final String ROUND = "round";
  private static final String STRATEGY = "strategy";
  private static final String COUNTED = "counted";
  private static final String MEMORY_ID = "memory_id";
  private static final String LEDGER = "ledger";
  private static final String ROUNDS = "rounds";
  private static final String LINE = "line";
  private static final String DATA = "data";
  private static final String GLOBAL = "global";
  private static final String MEMORY = "memory/";
  private static final String CLIENT = "client/";

  /**
   * What the run's other files hold when a checkpoint is written; compared when the run goes on.
   *
   * @param ledger head of the privacy ledger, null without a promise
   * @param rounds SHA-256 of all lines of {@code rounds.jsonl}, hex; empty if it is not known
   * @param line the last of these lines: a crash may have torn it; empty if it is not known
   * @param data digest of the training pictures; empty if clients keep them to themselves
   */
  public record Beside(@Nullable String ledger, String rounds, String line, String data) {
    /** Nothing is known. */
    public static final Beside NOTHING = new Beside(null, "", "", "");
  }

  /**
   * Writes it into a run folder, replacing the previous one.
   *
   * @param runFolder which exists
   * @throws IOException if the file cannot be written; the previous one then remains
   */
  public void write(Path runFolder) throws IOException {
    List<Tensor> tensors = new ArrayList<>();
    float[] values = state.parameters().toArray();
    tensors.add(new Tensor(GLOBAL, List.of(values.length), values));
    state.memory().forEach((name, vector) -> tensors.addAll(Bits.ofDoubles(MEMORY + name, vector)));
    clients.forEach(
        (client, vectors) -> {
          for (String name : vectors.names()) {
            float[] kept = vectors.get(name);
            tensors.add(new Tensor(CLIENT + name + "/" + client, List.of(kept.length), kept));
          }
        });
    SealedTensors.write(
        runFolder.resolve(NAME),
        tensors,
        Map.ofEntries(
            Map.entry(FORMAT, VERSION),
            Map.entry(ARITHMETIC, Integer.toString(Arithmetic.VERSION)),
            Map.entry(ROUND, Integer.toString(round)),
            Map.entry(STRATEGY, strategy),
            Map.entry(MEMORY_ID, memoryId),
            Map.entry(LEDGER, beside.ledger() == null ? "" : beside.ledger()),
            Map.entry(ROUNDS, beside.rounds()),
            Map.entry(LINE, beside.line()),
            Map.entry(DATA, beside.data()),
            Map.entry(COUNTED, Json.line(state.counted()))));
  }

  /**
   * {@return the checkpoint of a run folder, null if there is none, because the run stopped in its
   * first round}
   *
   * @param runFolder the run's folder
   * @param layout of the model that goes on learning
   * @param strategy of the resumed run, as it is typed
   * @throws UserDataException if it is damaged, cannot be used for a model of this layout, or is of
   *     another strategy, format or arithmetic
   */
  public static @Nullable Checkpoint read(Path runFolder, Layout layout, String strategy) {
    Path file = runFolder.resolve(NAME);
    if (!Files.exists(file)) {
      return null;
    }
    Safetensors tensors = opened(file);
    Map<String, String> facts = tensors.metadata();
    require(
        file,
        facts,
        ARITHMETIC,
        Integer.toString(Arithmetic.VERSION),
        "go on with the version that began the run, or start a new one");
    String own = facts.getOrDefault(STRATEGY, "none");
    if (!own.equals(strategy)) {
      throw new UserDataException(
          "resume: %s is of strategy %s, and the run that goes on of %s (expected: the same; leave --strategy out, or start a new run)"
              .formatted(file, own, strategy));
    }
    float[] values = tensors.tensor(GLOBAL).values();
    if (values.length != layout.size()) {
      throw new UserDataException(
          "resume: %s holds %d values (expected: %d, a head for this run's classes and features)"
              .formatted(file, values.length, layout.size()));
    }
    try {
      return new Checkpoint(
          round(facts),
          strategy,
          facts.getOrDefault(MEMORY_ID, ""),
          new Beside(
              facts.getOrDefault(LEDGER, "").isEmpty() ? null : facts.get(LEDGER),
              facts.getOrDefault(ROUNDS, ""),
              facts.getOrDefault(LINE, ""),
              facts.getOrDefault(DATA, "")),
          new ServerState(
              Parameters.owning(layout, values),
              memory(tensors),
              counted(facts.getOrDefault(COUNTED, "{}"))),
          clients(tensors));
    } catch (NumberFormatException | IOException e) {
      throw new UserDataException(
          "resume: %s does not say of which round it is (expected: as a run writes it)"
              .formatted(file),
          e);
    }
  }

  /** The file, if it is whole and of a format that this version reads. */
  private static Safetensors opened(Path file) {
    Safetensors tensors = Safetensors.open(file);
    String format = tensors.metadata().getOrDefault(FORMAT, "none");
    boolean sealed = SealedTensors.hasDigest(tensors);
    if (format.equals(BEFORE) && !sealed) {
      return tensors;
    }
    if (sealed ? !SealedTensors.isIntact(tensors) : format.equals(VERSION)) {
      throw new UserDataException(
          "resume: %s is damaged: what it holds does not have its digest (expected: as the run wrote it; put a copy of the whole folder back, or start a new run)"
              .formatted(file));
    }
    require(
        file,
        tensors.metadata(),
        FORMAT,
        VERSION,
        "start a new run: this one was left by another version");
    return tensors;
  }

  private static int round(Map<String, String> facts) {
    int round = Integer.parseInt(facts.getOrDefault(ROUND, ""));
    if (round < 1) {
      throw new NumberFormatException("round " + round);
    }
    return round;
  }

  /**
   * {@return the memory id of a run folder, null without a checkpoint}
   *
   * @param runFolder the run's folder
   * @throws UserDataException if the checkpoint is damaged
   */
  public static @Nullable String memoryId(Path runFolder) {
    Path file = runFolder.resolve(NAME);
    return Files.exists(file) ? opened(file).metadata().get(MEMORY_ID) : null;
  }

  /**
   * {@return the round of a run folder's checkpoint; 0 without one that can be read}
   *
   * @param runFolder the run's folder
   */
  public static int lastRound(Path runFolder) {
    Path file = runFolder.resolve(NAME);
    try {
      return Files.exists(file) ? round(opened(file).metadata()) : 0;
    } catch (UserDataException | NumberFormatException e) {
      return 0;
    }
  }

  /**
   * {@return the digest of the training pictures in a run folder's checkpoint; empty if it is not
   * known}
   *
   * @param runFolder the run's folder
   */
  public static String pictures(Path runFolder) {
    Path file = runFolder.resolve(NAME);
    try {
      return Files.exists(file) ? opened(file).metadata().getOrDefault(DATA, "") : "";
    } catch (UserDataException e) {
      return ""; // damaged: whoever goes on with the run is told
    }
  }

  private static void require(
      Path file, Map<String, String> facts, String key, String expected, String next) {
    String found = facts.getOrDefault(key, "none");
    if (!found.equals(expected)) {
      throw new UserDataException(
          "resume: %s is of %s %s (expected: %s; %s)".formatted(file, key, found, expected, next));
    }
  }

  private static SortedMap<String, Integer> counted(String json) throws IOException {
    SortedMap<String, Integer> counted = new TreeMap<>();
    Json.read(json, JsonNode.class)
        .properties()
        .forEach(client -> counted.put(client.getKey(), client.getValue().asInt()));
    return counted;
  }

  private static SortedMap<String, double[]> memory(Safetensors tensors) {
    SortedMap<String, double[]> memory = new TreeMap<>();
    for (String name : tensors.names()) {
      if (name.startsWith(MEMORY) && name.endsWith("/0")) {
        String of = name.substring(0, name.length() - 2);
        memory.put(of.substring(MEMORY.length()), Bits.doubles(tensors, of));
      }
    }
    return memory;
  }

  private static SortedMap<String, NamedVectors> clients(Safetensors tensors) {
    SortedMap<String, Map<String, float[]>> byClient = new TreeMap<>();
    for (String name : tensors.names()) {
      if (name.startsWith(CLIENT)) {
        String[] parts = name.substring(CLIENT.length()).split("/", 2);
        if (parts.length < 2) {
          throw new UserDataException(
              "%s: tensor %s is of no client (expected: %sNAME/CLIENT)"
                  .formatted(tensors.source(), name, CLIENT));
        }
        byClient
            .computeIfAbsent(parts[1], c -> new HashMap<>())
            .put(parts[0], tensors.tensor(name).values());
      }
    }
    SortedMap<String, NamedVectors> clients = new TreeMap<>();
    byClient.forEach((client, vectors) -> clients.put(client, NamedVectors.owning(vectors)));
    return clients;
  }
}
