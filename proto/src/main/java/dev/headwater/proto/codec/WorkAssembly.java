package dev.headwater.proto.codec;

import dev.headwater.learning.models.Model;
import dev.headwater.learning.models.Models;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.Scores;
import dev.headwater.proto.Protocol;
import dev.headwater.proto.codec.vectors.CompressionCodec;
import dev.headwater.proto.codec.vectors.LayoutCodec;
import dev.headwater.proto.codec.vectors.VectorAssembly;
import dev.headwater.secagg.SecAggSetup;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.Evaluate;
import dev.headwater.v1.NamedVector;
import dev.headwater.v1.Part;
import dev.headwater.v1.Train;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of a Join stream: assembles {@link Work} from its messages. A new announcement
 * replaces an unfinished one. Not thread-safe.
 */
public final class WorkAssembly {
  /** The most that any strategy sends; a bound for the memory. */
  private static final int MAX_BROADCAST = 8;

  private final String runId;
  private final List<VectorAssembly> vectors = new ArrayList<>();
  private @Nullable Supplier<Work> finish;
  private int memoryRound;

  /** For the run that the stream's welcome named. */
  public WorkAssembly(String runId) {
    this.runId = runId;
  }

  /**
   * Takes one memory, train, evaluate or part message.
   *
   * @return the work that it completed, else null
   * @throws IllegalArgumentException if it cannot be used
   */
  public @Nullable Work add(Assignment message) {
    return switch (message.getWorkCase()) {
      case MEMORY -> remember(message.getMemory().getRound());
      case TRAIN -> begin(message.getTrain());
      case EVALUATE -> begin(message.getEvaluate());
      case PART -> add(message.getPart());
      default ->
          throw new IllegalArgumentException(
              "assignment: %s (expected: memory, train, evaluate or part)"
                  .formatted(message.getWorkCase()));
    };
  }

  private @Nullable Work remember(int round) {
    if (round < 0) {
      throw new IllegalArgumentException(
          "memory: of round %s (expected: 0 to 2147483647)"
              .formatted(Integer.toUnsignedString(round)));
    }
    memoryRound = round;
    return null;
  }

  private @Nullable Work begin(Train message) {
    drop();
    int round = WorkCodec.requireRound(message.getRound());
    Layout layout = LayoutCodec.decode(message.getLayout());
    Model model = Models.of(message.getModel(), layout);
    LocalWork work = TaskCodec.decode(message.getWork());
    Protection protection = ProtectionCodec.decode(message.getProtection());
    TaskCodec.requireProtected(work, model, protection);
    SumSchema schema = TaskCodec.decode(message.getSchema(), work, model);
    SecAggSetup masks =
        message.hasSecureAggregation()
            ? SecAggCodec.decode(message.getSecureAggregation(), runId, round, schema)
            : null;
    CompressionCodec.requireProtected(schema, protection, masks != null);
    int memory = work.keepsMemory() || schema.keepsResiduals() ? memoryRound : 0;
    if (memory >= round) {
      throw new IllegalArgumentException(
          "memory: of round %d for round %d (expected: an earlier one)".formatted(memory, round));
    }
    SecAggCodec.requireCount("broadcast vectors", message.getBroadcastCount(), MAX_BROADCAST);
    vectors.add(new VectorAssembly(message.getVector(), layout));
    for (NamedVector sent : message.getBroadcastList()) {
      vectors.add(new VectorAssembly(sent.getVector(), layoutOf(sent, layout)));
    }
    List<String> names = message.getBroadcastList().stream().map(NamedVector::getName).toList();
    finish =
        () ->
            new Work.Train(
                new TrainTask(
                    round,
                    message.getSeed(),
                    model,
                    Parameters.owning(layout, vectors.get(0).floats()),
                    broadcast(names),
                    work,
                    protection,
                    schema),
                masks,
                memory);
    return null;
  }

  private static Layout layoutOf(NamedVector sent, Layout model) {
    long length = Integer.toUnsignedLong(sent.getLength());
    long most = Math.min((long) Scores.MOST * model.size(), Protocol.MAX_VALUES);
    if (length > most) {
      throw new IllegalArgumentException(
          "broadcast: %s of %d values (expected: at most %d, %d times the model's and no more than one vector may have)"
              .formatted(sent.getName(), length, most, Scores.MOST));
    }
    return length == 0 ? model : WorkCodec.flat(sent.getName(), Math.toIntExact(length));
  }

  private NamedVectors broadcast(List<String> names) {
    Map<String, float[]> broadcast = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      if (broadcast.put(names.get(i), vectors.get(i + 1).floats()) != null) {
        throw new IllegalArgumentException(
            "broadcast: %s comes twice (expected: once)".formatted(names.get(i)));
      }
    }
    return NamedVectors.owning(broadcast);
  }

  private @Nullable Work begin(Evaluate message) {
    drop();
    int round = WorkCodec.requireRound(message.getRound());
    Layout layout = LayoutCodec.decode(message.getLayout());
    Model model = Models.of(message.getModel(), layout);
    int memory = message.getPersonal() ? memoryRound : 0;
    if (memory > round) {
      throw new IllegalArgumentException(
          "memory: of round %d for scores of round %d (expected: no later one)"
              .formatted(memory, round));
    }
    vectors.add(new VectorAssembly(message.getVector(), layout));
    finish =
        () ->
            new Work.Evaluate(
                round,
                model,
                Parameters.owning(layout, vectors.get(0).floats()),
                message.getPersonal(),
                memory);
    return null;
  }

  private @Nullable Work add(Part part) {
    VectorAssembly next =
        vectors.stream().filter(vector -> !vector.complete()).findFirst().orElse(null);
    if (next == null || finish == null) {
      throw new IllegalArgumentException(
          "part: number %s of nothing (expected: a train or evaluate before it)"
              .formatted(Integer.toUnsignedString(part.getIndex())));
    }
    next.add(part);
    if (!vectors.stream().allMatch(VectorAssembly::complete)) {
      return null;
    }
    Work work = finish.get();
    drop();
    return work;
  }

  private void drop() {
    vectors.clear();
    finish = null;
  }
}
