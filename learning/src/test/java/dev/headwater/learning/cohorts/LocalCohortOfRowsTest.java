package dev.headwater.learning.cohorts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.contracts.CohortContract;
import dev.headwater.learning.contracts.PlainMasks;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.models.Models;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.training.Examples;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With features that are copied into a buffer for every turn. */
class LocalCohortOfRowsTest extends CohortContract {
  @Override
  protected Cohort open(SortedMap<String, ClientExamples> clients, RunSettings settings) {
    SortedMap<String, ClientExamples> rows = new TreeMap<>(clients);
    rows.replaceAll(
        (name, data) -> new ClientExamples(ofRows(data.train()), ofRows(data.heldOut())));
    return new LocalCohort(rows, Runnable::run, new InMemory(), new PlainMasks());
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "mlp:3"})
  void rowsAreCopiedOnceWhenTheyAreScored(String head) {
    Model model = Models.of(head, 2, 1);
    int size = 2 * Model.SCORING_BLOCK + 1;
    int[] copies = new int[1];
    Examples rows = Examples.of((row, into, offset) -> copies[0]++, new int[size], 1, false);
    assertThat(model.score(model.initial(1), rows).numExamples()).isEqualTo(size);
    assertThat(copies[0]).isEqualTo(size);
  }

  private static Examples ofRows(Examples examples) {
    float[] matrix = examples.matrix();
    int width = examples.width();
    int[] labels = IntStream.range(0, examples.size()).map(examples::label).toArray();
    Examples rows =
        Examples.of(
            (row, into, offset) -> System.arraycopy(matrix, row * width, into, offset, width),
            labels,
            width,
            false);
    if (examples.users().isEmpty()) {
      return rows;
    }
    String[] names = new String[labels.length];
    for (int user = 0; user < examples.users().size(); user++) {
      for (int position : examples.users().get(user)) {
        names[position] = "user-" + user;
      }
    }
    return rows.ofUsers(List.of(names));
  }
}
