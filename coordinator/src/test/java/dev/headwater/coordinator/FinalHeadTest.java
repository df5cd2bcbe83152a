package dev.headwater.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.client.ClientListener;
import dev.headwater.client.ClientSettings;
import dev.headwater.client.NodeOutcome;
import dev.headwater.client.connection.Backoff;
import dev.headwater.client.data.FinalModel;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whoever wants what a run has learned gets it with the run's end. */
class FinalHeadTest {
  /** Several parts of a MiB. */
  private static final int FEATURES = 200_000;

  private static final Parameters LEARNED = learned();

  private static Parameters learned() {
    float[] values = new float[new Head(3, FEATURES).layout().size()];
    IntStream.range(0, values.length).forEach(i -> values[i] = i % 1000);
    return Parameters.owning(new Head(3, FEATURES).layout(), values);
  }

  private static CompletableFuture<NodeOutcome> node(LiveRun live, String name, boolean wants) {
    ClientSettings settings =
        new ClientSettings(name, null, "test", Backoff.forEver()).withKey(LiveRun.key(name));
    return live.node(
            wants ? settings.wantingModel() : settings, ClientListener.NONE, live.channel())
        .start();
  }

  private static FinalModel model(CompletableFuture<NodeOutcome> outcome) throws Exception {
    var finished = (NodeOutcome.Finished) LiveRun.soon(outcome);
    assertThat(finished.summary()).isEqualTo("over");
    return Objects.requireNonNull(finished.model());
  }

  @Test
  void clientsThatWantTheHeadGetItAndSoDoThoseThatComeBackLater() throws Exception {
    try (var live = new LiveRun(Sample.config(2, 1), Sample.run(FEATURES, Sample.LABELS), 2)) {
      CompletableFuture<NodeOutcome> wanting = node(live, "client-0", true);
      CompletableFuture<NodeOutcome> other = node(live, "client-1", false);
      live.server.cohort().population(2);
      live.server.finish("over", LEARNED);

      FinalModel model = model(wanting);
      assertThat(model.parameters()).isEqualTo(LEARNED);
      assertThat(model.run().labels()).isEqualTo(Sample.LABELS);
      assertThat(LiveRun.soon(other)).isEqualTo(new NodeOutcome.Finished("over"));
      assertThat(model(node(live, "client-2", true)).parameters()).isEqualTo(LEARNED);
    }
  }

  @Test
  void runWithoutAnySumHasNoHeadToGive() throws Exception {
    try (var live = new LiveRun(Sample.config(1, 1), Sample.run(16, Sample.LABELS), 1)) {
      CompletableFuture<NodeOutcome> wanting = node(live, "client-0", true);
      live.server.cohort().population(1);
      live.server.finish("over", null);
      assertThat(LiveRun.soon(wanting)).isEqualTo(new NodeOutcome.Finished("over"));
    }
  }
}
