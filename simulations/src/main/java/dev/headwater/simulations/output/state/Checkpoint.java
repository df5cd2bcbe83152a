package dev.headwater.simulations.output.state;

import dev.headwater.files.Safetensors;
import dev.headwater.files.SafetensorsWriter;
import dev.headwater.files.Tensor;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run needs to go on after its last round, {@code checkpoint.safetensors}: written whole or
 * not at all. Doubles are kept as three float32 whose sum they are, exactly.
 *
 * @param round that the parameters came out of, 1-based
 * @param parameters the global parameters
 * @param memory of the server's half of the strategy, empty for none
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Checkpoint(int round, Parameters parameters, double[] memory) {
  /** Its name in the run folder. */
  public static final String NAME = "checkpoint.safetensors";

  private static final String ROUND = "round";
  private static final String GLOBAL = "global";
  private static final String MEMORY = "memory.";
  private static final int PIECES = 3;

  /** Writes it into a run folder, in place of the one before. */
  public void write(Path runFolder) throws IOException {
    List<Tensor> tensors = new ArrayList<>();
    float[] values = parameters.toArray();
    tensors.add(new Tensor(GLOBAL, List.of(values.length), values));
    double[] rest = memory.clone();
    for (int piece = 0; piece < PIECES && rest.length > 0; piece++) {
      float[] part = new float[rest.length];
      for (int j = 0; j < rest.length; j++) {
        part[j] = (float) rest[j];
        rest[j] -= part[j];
      }
      tensors.add(new Tensor(MEMORY + piece, List.of(part.length), part));
    }
    SafetensorsWriter.write(
        runFolder.resolve(NAME), tensors, Map.of(ROUND, Integer.toString(round)));
  }

  /**
   * The checkpoint of a run folder, null where there is none: the run died in its first round.
   *
   * @throws UserDataException if it cannot be used for a model of this layout
   */
  public static @Nullable Checkpoint read(Path runFolder, Layout layout) {
    Path file = runFolder.resolve(NAME);
    if (!Files.exists(file)) {
      return null;
    }
    Safetensors tensors = Safetensors.open(file);
    float[] values = tensors.tensor(GLOBAL).values();
    if (values.length != layout.size()) {
      throw new UserDataException(
          "resume: %s holds %d values (expected: %d, a head for this run's classes and features)"
              .formatted(file, values.length, layout.size()));
    }
    double[] memory = new double[0];
    for (int piece = 0; piece < PIECES && tensors.names().contains(MEMORY + piece); piece++) {
      float[] part = tensors.tensor(MEMORY + piece).values();
      memory = memory.length == 0 ? new double[part.length] : memory;
      for (int j = 0; j < part.length; j++) {
        memory[j] += part[j];
      }
    }
    try {
      int round = Integer.parseInt(tensors.metadata().getOrDefault(ROUND, ""));
      return new Checkpoint(round, Parameters.owning(layout, values), memory);
    } catch (NumberFormatException e) {
      throw new UserDataException(
          "resume: %s does not say of which round it is (expected: as a run writes it)"
              .formatted(file),
          e);
    }
  }
}
