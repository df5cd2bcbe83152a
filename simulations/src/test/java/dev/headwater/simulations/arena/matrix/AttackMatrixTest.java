package dev.headwater.simulations.arena.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.simulations.arena.Arena;
import dev.headwater.simulations.arena.Figure;
import dev.headwater.simulations.cohorts.Workers;
import dev.headwater.simulations.data.FederatedData;
import dev.headwater.simulations.report.AttackPage;
import dev.headwater.simulations.view.RunView;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AttackMatrixTest {
  private static final Setting SETTING =
      new Setting("made up", "iid", 10, 2, 4, 2, 2, "./headwater arena attacks", "test");

  private static Figure figure(double mean) {
    return new Figure(mean, 0.01);
  }

  /** Two rules, an attack that the second one bears, and a backdoor. */
  private static final AttackMatrix SMALL =
      new AttackMatrix(
          List.of("mean", "nnm:2"),
          List.of(figure(0.8), figure(0.79)),
          List.of(
              new AttackMatrix.Row(
                  "sign-flip", "sign flip", List.of(figure(0.1), figure(0.75)), null, null),
              new AttackMatrix.Row(
                  "backdoor:1,0.5",
                  "backdoor to class 1",
                  List.of(figure(0.81), figure(0.78)),
                  List.of(figure(0.9), figure(0.2)),
                  List.of(figure(0.1), figure(0.1)))));

  @Test
  void pointsAreLostOfTheMeanThatNobodyAttacks() {
    assertThat(AttackMatrix.shown(SMALL.lost(figure(0.75)))).isEqualTo("5.0");
    assertThat(AttackMatrix.shown(SMALL.lost(figure(0.81)))).isEqualTo("-1.0");
    assertThat(AttackMatrix.shown(-0.001)).isEqualTo("0.0");
    assertThat(SMALL.attacks().get(0).best()).isEqualTo(1);
    assertThat(SMALL.attacks().get(1).best()).isZero();
    assertThat(SMALL.steadiest()).isEqualTo(1);
    assertThat(AttackMatrix.shown(SMALL.worst(0))).isEqualTo("70.0");
    assertThat(AttackMatrix.shown(SMALL.worst(1))).isEqualTo("5.0");
  }

  @Test
  void textFitsEightyColumnsAndWrapsMoreRules() {
    String text = new MatrixText(SMALL).toString();
    assertThat(text)
        .contains("sign-flip          10.0  75.0*")
        .contains("One rule for all of them: nnm:2 loses at most 5.0 points.");
    List<String> many = java.util.stream.IntStream.range(0, 13).mapToObj(i -> "krum:" + i).toList();
    List<Figure> figures = many.stream().map(rule -> figure(1)).toList();
    String wide =
        new MatrixText(
                new AttackMatrix(
                    many,
                    figures,
                    List.of(new AttackMatrix.Row("extreme-values:10", "", figures, null, null))))
            .toString();
    assertThat(wide.lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(81));
    assertThat(wide).contains(" 13 krum:12");
  }

  @Test
  void markdownHasTheBestOfEachRowInBoldAndWhatABackdoorReaches() {
    assertThat(new MatrixFiles(SMALL, SETTING).markdown().lines())
        .contains(
            "| attack | `mean` | `nnm:2` | best loses |",
            "| nobody | 80.0 | 79.0 |  |",
            "| `sign-flip` | 10.0 | **75.0** | 5.0 |",
            "| its success | 90.0 | 20.0 |  |",
            "| without it | 10.0 | 10.0 |  |");
  }

  @Test
  void csvHasALineForEachCell() {
    assertThat(new MatrixFiles(SMALL, SETTING).csv().lines())
        .hasSize(1 + 2 + 4)
        .contains(
            "none,mean,0.8000,0.0100,0.8000,0.00,,",
            "sign-flip,nnm:2,0.7500,0.0100,0.7900,5.00,,",
            "\"backdoor:1,0.5\",nnm:2,0.7800,0.0100,0.7900,2.00,0.2000,0.1000");
  }

  @Test
  void jsonSaysHowItWasMade() throws Exception {
    JsonNode json = new ObjectMapper().readTree(new MatrixFiles(SMALL, SETTING).json());
    assertThat(json.get("attackers").asInt()).isEqualTo(2);
    assertThat(json.get("command").asText()).isEqualTo("./headwater arena attacks");
    assertThat(json.at("/attacks/0/best").asText()).isEqualTo("nnm:2");
    assertThat(json.at("/attacks/1/success/0").asDouble()).isEqualTo(0.9);
  }

  @Test
  void pageIsCompleteInItselfAndEscapesNames() {
    AttackMatrix named =
        new AttackMatrix(List.of("<b>"), List.of(figure(0.5)), SMALL.attacks().subList(0, 0));
    String page = AttackPage.render(SMALL, SETTING);
    assertThat(page)
        .contains("--loss:1.000", "<b>75.0</b>", "What a backdoor reaches")
        .doesNotContain("<script", "://", "url(");
    assertThat(AttackPage.render(named, SETTING)).doesNotContain("<b>").contains("&lt;b&gt;");
  }

  private static FederatedData data(long seed) {
    return new FederatedData(
        "made up",
        List.of("a", "b", "c"),
        Samples.clients(10, 6, 3),
        Samples.examples(200, 6, 3, seed),
        new TreeMap<>(),
        List.of(),
        "",
        "");
  }

  private static AttackMatrix computed(int threads) throws InterruptedException {
    List<Arena.Seeded> splits =
        List.of(new Arena.Seeded(1, data(1000)), new Arena.Seeded(2, data(2000)));
    try (Workers workers = new Workers("run", threads)) {
      Arena arena =
          new Arena(splits, 4, new Hyperparameters(2, 5, 0.1, 0, 0, 0), workers, RunView.silent());
      return new AttackRuns(arena, 2)
          .matrix(List.of("alie", "backdoor:1", "nan", "silent"), List.of("median"));
    }
  }

  @Test
  void figuresDoNotDependOnThreadsAndAreThoseOfTheAttacks() throws InterruptedException {
    AttackMatrix matrix = computed(1);
    assertThat(computed(3)).isEqualTo(matrix);
    assertThat(matrix.rules()).containsExactly("mean", "median");
    assertThat(matrix.attacks()).hasSize(4);
    assertThat(matrix.attacks().get(1).success()).isNotNull().hasSize(2);
    assertThat(matrix.attacks().get(0).success()).isNull();
    // who is refused and who is silent are left out alike
    assertThat(matrix.attacks().get(2).accuracy()).isEqualTo(matrix.attacks().get(3).accuracy());
  }
}
