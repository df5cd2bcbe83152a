package dev.headwater.simulations.report.classes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.simulations.evaluation.Confusion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ConfusionMatrixTest {
  /** Class c is taken for the next one 10 + c times of 100. */
  private static Confusion of(int classes) {
    List<List<Long>> counts = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      List<Long> row = new ArrayList<>(Collections.nCopies(classes, 0L));
      row.set(c, 90L - c);
      row.set((c + 1) % classes, 10L + c);
      counts.add(row);
    }
    return new Confusion(
        IntStream.range(0, classes).mapToObj(c -> "class <" + c + ">").toList(),
        counts,
        Collections.nCopies(classes, 1.0));
  }

  @Test
  void aMatrixThatCanBeReadIsShownWhole() {
    String html = new ConfusionMatrix(of(20)).html();
    assertThat(html.split("<tr>")).hasSize(1 + 1 + 20 + 1 + 10); // heads, rows, ten mistakes
    assertThat(html)
        .contains("1,610 of 2,000 examples are right, 80.5&nbsp;%")
        .contains("<td class=\"n right\" style=\"--loss:0.900\">90</td>")
        .contains("<td class=\"n\" style=\"--loss:0.290\">29</td>")
        .contains("<span>class &lt;19&gt;</span>")
        .doesNotContain("class <");
  }

  @Test
  void ofManyClassesTheWorstPairsAreListed() {
    String html = new ConfusionMatrix(of(21)).html();
    assertThat(html).doesNotContain("confusion-table").contains("With 21 classes");
    int worst = html.indexOf("<th scope=\"row\">class &lt;20&gt;</th><td>class &lt;0&gt;</td>");
    int next = html.indexOf("<th scope=\"row\">class &lt;19&gt;</th><td>class &lt;20&gt;</td>");
    assertThat(worst).isPositive().isLessThan(next);
    assertThat(html).contains("<td class=\"n\">30</td><td class=\"n\">30.0 %</td>");
  }

  @Test
  void withoutATestSetThereIsNoSection() {
    assertThat(new ConfusionMatrix(null).html()).isEmpty();
  }
}
