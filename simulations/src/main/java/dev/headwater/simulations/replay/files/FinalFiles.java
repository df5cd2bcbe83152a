package dev.headwater.simulations.replay.files;

import dev.headwater.files.Safetensors;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.simulations.TrainedModel;
import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunDetails;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.SummaryRecord;
import dev.headwater.simulations.output.state.Checkpoint;
import dev.headwater.vision.backbone.FullModel;
import dev.headwater.vision.backbone.OwnModels;
import dev.headwater.vision.backbone.TrainedHead;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What a run ends with, beside its rounds: summary, head, model and checkpoint. */
final class FinalFiles {
  private final RecordedRun run;
  private final OwnModels own;
  private final List<String> found = new ArrayList<>();

  /**
   * @param own makes the model of a head that is a class of somebody's own
   */
  FinalFiles(RecordedRun run, OwnModels own) {
    this.run = run;
    this.own = own;
  }

  /** A sentence for everything that the last round does not say. */
  List<String> differences() {
    if (run.rounds().isEmpty()) {
      return found;
    }
    RoundRecord end = run.rounds().get(run.rounds().size() - 1);
    SummaryRecord summary = run.summary();
    if (summary != null) {
      summary(summary, end);
    }
    try {
      files(end);
    } catch (UserDataException | IllegalArgumentException e) {
      found.add(String.valueOf(e.getMessage()));
    }
    return found;
  }

  private void summary(SummaryRecord summary, RoundRecord end) {
    compare("digest", summary.digest(), end.digest());
    compare("rounds", summary.rounds(), run.rounds().size());
    compare("final_accuracy", summary.finalAccuracy(), end.evalAccuracy());
    compare("client_updates", summary.clientUpdates(), sum(RoundRecord::contributed));
    compare("bytes_up", summary.bytesUp(), sum(RoundRecord::bytesUp));
    compare("bytes_down", summary.bytesDown(), sum(RoundRecord::bytesDown));
    Double best =
        run.rounds().stream()
            .map(RoundRecord::evalAccuracy)
            .filter(Objects::nonNull)
            .max(Double::compare)
            .orElse(null);
    compare("best_accuracy", summary.bestAccuracy(), best);
    RunDetails details = run.details();
    if (details != null) {
      compare("seed", summary.seed(), details.facts().seed());
    }
  }

  private long sum(ToLongFunction<RoundRecord> figure) {
    return run.rounds().stream().mapToLong(figure).sum();
  }

  private void compare(String key, @Nullable Object summary, @Nullable Object rounds) {
    if (!Objects.equals(summary, rounds)) {
      found.add(
          "%s says %s %s, and the run's other files give %s"
              .formatted(RunFolder.SUMMARY, key, summary, rounds));
    }
  }

  private void files(RoundRecord end) {
    Path head = run.dir().resolve(TrainedModel.HEAD);
    Path model = run.dir().resolve(TrainedModel.MODEL);
    if (Files.isRegularFile(head)) {
      TrainedHead learned = TrainedHead.from(Safetensors.open(head), own);
      parameters(TrainedModel.HEAD, learned.parameters(), end);
      checkpoint(learned.model().layout(), end);
    }
    if (Files.isRegularFile(model)) {
      FullModel whole = FullModel.read(model, own);
      parameters(TrainedModel.MODEL, whole.head().parameters(), end);
      RunDetails details = run.details();
      String digest = whole.backbone().digest();
      if (details != null && !details.facts().backbone().digest().equals(digest)) {
        found.add(
            "%s holds backbone %.16s, and %s says %.16s"
                .formatted(
                    TrainedModel.MODEL,
                    digest,
                    RunFolder.DETAILS,
                    details.facts().backbone().digest()));
      }
    }
  }

  private void parameters(String name, Parameters held, RoundRecord end) {
    if (!held.digest().equals(end.digest())) {
      found.add(
          "%s holds parameters %.16s, and the last round of %s says %.16s"
              .formatted(name, held.digest(), RunFolder.ROUNDS, end.digest()));
    }
  }

  private void checkpoint(Layout layout, RoundRecord end) {
    Path file = run.dir().resolve(Checkpoint.NAME);
    if (!Files.isRegularFile(file)) {
      return;
    }
    String strategy = Safetensors.open(file).metadata().getOrDefault("strategy", "");
    Checkpoint last = Checkpoint.read(run.dir(), layout, strategy);
    if (last != null && last.round() == end.round()) {
      parameters(Checkpoint.NAME, last.state().parameters(), end);
    }
  }
}
