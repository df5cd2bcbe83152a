package dev.headwater.simulations.replay.kept;

import com.google.protobuf.ByteString;
import dev.headwater.coordinator.audit.KeptAnswers;
import dev.headwater.learning.clients.ClientRound;
import dev.headwater.learning.clients.Conduct;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Examples;
import dev.headwater.proto.codec.SubmissionCodec;
import dev.headwater.v1.Submission;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Simulated clients whose answers are kept in the run's folder, in the form of the wire. */
public final class KeepingConduct implements Conduct, AutoCloseable {
  /** The run's id in answers that no network carries. */
  static final String ID = "simulation";

  private final Conduct clients;
  private volatile @Nullable KeptAnswers kept;

  /**
   * Keeps nothing until the run has a folder.
   *
   * @param clients how they answer
   */
  public KeepingConduct(Conduct clients) {
    this.clients = clients;
  }

  /**
   * Keeps everything from here on.
   *
   * @param run the run's folder
   * @throws java.io.UncheckedIOException if it takes no files
   */
  public void begin(Path run) {
    kept = new KeptAnswers(run);
  }

  @Override
  public Optional<ClientRound> answer(
      String client, Examples examples, Examples heldOut, TrainTask task, NamedVectors memory) {
    Optional<ClientRound> done = clients.answer(client, examples, heldOut, task, memory);
    KeptAnswers to = kept;
    if (to != null) {
      done.ifPresent(answer -> encoded(answer.contribution(), task).forEach(to::keep));
    }
    return done;
  }

  static List<Submission> encoded(Contribution contribution, TrainTask task) {
    return SubmissionCodec.encode(contribution, task.schema(), ID, ByteString.EMPTY);
  }

  @Override
  public void close() {
    KeptAnswers last = kept;
    if (last != null) {
      last.close();
    }
  }
}
