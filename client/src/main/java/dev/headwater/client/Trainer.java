package dev.headwater.client;

import com.google.protobuf.ByteString;
import dev.headwater.client.data.PreparedData;
import dev.headwater.learning.aggregation.MaskedSum;
import dev.headwater.learning.clients.ClientMemory;
import dev.headwater.learning.clients.ClientRound;
import dev.headwater.learning.clients.Conduct;
import dev.headwater.learning.clients.PersonalHead;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Examples;
import dev.headwater.proto.codec.SubmissionCodec;
import dev.headwater.proto.codec.Work;
import dev.headwater.v1.Submission;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trains, masks and scores on a client's examples under the run's class indices. */
final class Trainer {
  private static final Logger log = LoggerFactory.getLogger(Trainer.class);

  private final String client;
  private final String runId;
  private final Examples train;
  private final Examples heldOut;
  private final ClientMemory memory;
  private final boolean steadfast;
  private final Conduct conduct;

  /**
   * Looks every label up.
   *
   * @param memory what the client keeps between rounds of this run
   * @param steadfast whether it answers even where its training fails: whether it does would tell
   *     of the pictures, and no noise or mask hides that
   * @param conduct how it answers tasks without masks; under masks it is honest
   * @throws IllegalArgumentException if one is not among {@code labels}
   */
  Trainer(
      String client,
      String runId,
      PreparedData data,
      List<String> labels,
      ClientMemory memory,
      boolean steadfast,
      Conduct conduct) {
    this.conduct = conduct;
    this.steadfast = steadfast;
    Map<String, Integer> indexOf = new HashMap<>();
    for (String label : labels) {
      indexOf.put(label, indexOf.size());
    }
    this.memory = memory;
    this.client = client;
    this.runId = runId;
    this.train = data.train().indexed(indexOf);
    this.heldOut = data.heldOut().indexed(indexOf);
  }

  /**
   * The contribution as integers to be masked.
   *
   * @throws IllegalArgumentException if the training has diverged: the coordinator could not refuse
   *     a masked contribution
   */
  long[] units(Work.Train work) {
    return ofPictures(
        work,
        (mine, held) ->
            MaskedSum.encode(perform(Conduct.HONEST, work, mine, held).orElseThrow(), work.task()));
  }

  /**
   * The answer of the pictures or, if that fails and it must not be told, of as many blank ones,
   * with the same noise. What fails on blank ones, too, fails for all pictures.
   */
  private <T> T ofPictures(Work.Train work, BiFunction<Examples, Examples, T> answer) {
    try {
      return answer.apply(train, heldOut);
    } catch (IllegalArgumentException e) {
      if (!steadfast) {
        throw e;
      }
      T blank = answer.apply(train.blank(), heldOut.blank());
      log.warn(
          "round {}: this node's training failed, and it answered as if its pictures were blank: {}",
          work.round(),
          e.getMessage());
      return blank;
    }
  }

  /** The memory of the round is stored before the contribution is sent. */
  private Optional<Contribution> perform(
      Conduct how, Work.Train work, Examples train, Examples heldOut) {
    TrainTask task = work.task();
    boolean keeps = task.keepsMemory();
    NamedVectors before = keeps ? memory.load(client, work.memoryRound()) : NamedVectors.NONE;
    Optional<ClientRound> done = how.answer(client, train, heldOut, task, before);
    if (keeps) {
      done.ifPresent(round -> memory.store(client, task.round(), round.memory()));
    }
    return done.map(ClientRound::contribution);
  }

  /**
   * Performs unmasked work; the messages of the answer still lack the session. None if the client
   * stays silent.
   */
  List<Submission> answer(Work work) {
    if (work instanceof Work.Train order) {
      return ofPictures(
          order,
          (mine, held) ->
              perform(conduct, order, mine, held)
                  .map(
                      done ->
                          SubmissionCodec.encode(
                              done, order.task().schema(), runId, ByteString.EMPTY))
                  .orElse(List.of()));
    }
    Work.Evaluate order = (Work.Evaluate) work;
    Evaluation global = order.model().score(order.parameters(), heldOut);
    Evaluation personal =
        PersonalHead.score(order.model(), memory, client, order.memoryRound(), heldOut);
    return List.of(
        SubmissionCodec.encode(global, personal, order.round(), client, runId, ByteString.EMPTY));
  }
}
