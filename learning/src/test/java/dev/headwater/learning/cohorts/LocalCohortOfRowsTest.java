package dev.headwater.learning.cohorts;

import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.contracts.CohortContract;
import dev.headwater.learning.contracts.PlainMasks;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.training.Examples;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** With features that are copied into a buffer for every turn. */
class LocalCohortOfRowsTest extends CohortContract {
  @Override
  protected Cohort open(SortedMap<String, ClientExamples> clients, RunSettings settings) {
    SortedMap<String, ClientExamples> rows = new TreeMap<>(clients);
    rows.replaceAll(
        (name, data) -> new ClientExamples(ofRows(data.train()), ofRows(data.heldOut())));
    return new LocalCohort(rows, Runnable::run, new InMemory(), new PlainMasks());
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
