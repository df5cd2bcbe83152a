package dev.headwater.simulations.output.state;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headwater.files.Safetensors;
import dev.headwater.files.SafetensorsWriter;
import dev.headwater.files.Tensor;
import dev.headwater.files.UserDataException;
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
 * atomically. Doubles are kept bit for bit, as three float32 that hold 24, 24 and 16 of their bits.
 *
 * @param round round after which the state was taken, 1-based
 * @param strategy strategy of the state, as it is typed
 * @param memoryId identifies the run in the memory of remote clients
 * @param ledger head of the privacy ledger at that time, null without a promise
 * @param state the global parameters and the strategy's state
 * @param clients simulated clients' memory of the last round that counted them, by name; empty if
 *     they keep nothing, or keep it themselves
 */
public record Checkpoint(
    int round,
    String strategy,
    String memoryId,
    @Nullable String ledger,
    ServerState state,
    SortedMap<String, NamedVectors> clients) {
  /** Its name in the run folder. */
  public static final String NAME = "checkpoint.safetensors";

  private static final String FORMAT = "format";
  private static final String VERSION = "headwater.checkpoint.2";
  private static final String ARITHMETIC = "arithmetic";
  private static final String ROUND = "round";
  private static final String STRATEGY = "strategy";
  private static final String COUNTED = "counted";
  private static final String MEMORY_ID = "memory_id";
  private static final String LEDGER = "ledger";
  private static final String GLOBAL = "global";
  private static final String MEMORY = "memory/";
  private static final String CLIENT = "client/";

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
    SafetensorsWriter.write(
        runFolder.resolve(NAME),
        tensors,
        Map.of(
            FORMAT,
            VERSION,
            ARITHMETIC,
            Integer.toString(Arithmetic.VERSION),
            ROUND,
            Integer.toString(round),
            STRATEGY,
            strategy,
            MEMORY_ID,
            memoryId,
            LEDGER,
            ledger == null ? "" : ledger,
            COUNTED,
            Json.line(state.counted())));
  }

  /**
   * {@return the checkpoint of a run folder, null if there is none, because the run stopped in its
   * first round}
   *
   * @param runFolder the run's folder
   * @param layout of the model that goes on learning
   * @param strategy of the resumed run, as it is typed
   * @throws UserDataException if it cannot be used for a model of this layout, or is of another
   *     strategy, format or arithmetic
   */
  public static @Nullable Checkpoint read(Path runFolder, Layout layout, String strategy) {
    Path file = runFolder.resolve(NAME);
    if (!Files.exists(file)) {
      return null;
    }
    Safetensors tensors = Safetensors.open(file);
    Map<String, String> facts = tensors.metadata();
    require(file, facts, FORMAT, VERSION, "start a new run: this one was left by another version");
    require(
        file,
        facts,
        ARITHMETIC,
        Integer.toString(Arithmetic.VERSION),
        "go on with the version that began the run, or start a new one");
    require(file, facts, STRATEGY, strategy, "resume with the run's own --strategy");
    float[] values = tensors.tensor(GLOBAL).values();
    if (values.length != layout.size()) {
      throw new UserDataException(
          "resume: %s holds %d values (expected: %d, a head for this run's classes and features)"
              .formatted(file, values.length, layout.size()));
    }
    try {
      return new Checkpoint(
          Integer.parseInt(facts.getOrDefault(ROUND, "")),
          strategy,
          facts.getOrDefault(MEMORY_ID, ""),
          facts.getOrDefault(LEDGER, "").isEmpty() ? null : facts.get(LEDGER),
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

  /**
   * {@return the memory id of a run folder, null without a checkpoint}
   *
   * @param runFolder the run's folder
   * @throws UserDataException if the checkpoint is damaged
   */
  public static @Nullable String memoryId(Path runFolder) {
    Path file = runFolder.resolve(NAME);
    return Files.exists(file) ? Safetensors.open(file).metadata().get(MEMORY_ID) : null;
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
