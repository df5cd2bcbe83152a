package dev.headwater.learning.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.accounting.gaussian.DiscretisationSlack;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.promise.PrivacyMechanism;
import dev.headwater.learning.protection.ClientPrivacy;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Masking;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Noise of many clients: what is left of it when colluders take away theirs. */
class HonestNoiseTest {
  private static RunSettings settings(Mechanism mechanism, Masking masking, int clients) {
    return RunSettings.of(new LinearModel(3, 8), clients)
        .cohort(new CohortSize.All())
        .summing(new Summing(new Weighting.Uniform(), 64))
        .masking(masking)
        .promise(
            new Promise(
                mechanism,
                0.5,
                2,
                1e-7,
                Double.POSITIVE_INFINITY,
                AccountantKind.PLD,
                1,
                null,
                true))
        .build();
  }

  private static ClientPrivacy client(RunSettings settings) {
    PrivacyMechanism mechanism = settings.privacy(entry -> {}, List.of());
    return Objects.requireNonNull(mechanism.preview(settings.clients()).client());
  }

  /** 2^36 steps a deviation are what the accounting assumes of every draw. */
  @ParameterizedTest
  @ValueSource(ints = {10, 1_000, 100_000})
  void everyClientDrawsFromAFineGridHoweverManyThereAre(int clients) {
    RunSettings settings = settings(new Mechanism.Distributed(5), new Masking(5, 0, 0), clients);
    SortedMap<String, Integer> population = new TreeMap<>();
    for (int i = 0; i < clients; i++) {
      population.put("client-" + i, 20);
    }
    PrivacyMechanism mechanism = settings.privacy(entry -> {}, List.of());
    FixedPoint grid =
        settings
            .schema(1, settings.start(), population, mechanism.preview(clients))
            .vectors()
            .get(0)
            .grid();
    assertThat(client(settings).noiseDeviation() * grid.unit())
        .isGreaterThanOrEqualTo(DiscretisationSlack.LEAST_STEPS);
  }

  /** The attack: colluders subtract their shares from a sum over the fewest survivors. */
  @ParameterizedTest
  @CsvSource({"16, 1", "16, 5", "10, 2", "2, 1"})
  void noiseThatIsLeftWithoutTheColludersSharesIsAllThatIsPromised(int survivors, int colluders) {
    Masking masking = new Masking(survivors, 0, colluders / 20.0);
    double share =
        client(settings(new Mechanism.Distributed(survivors, colluders), masking, 20))
            .noiseDeviation();
    assertThat(share * Math.sqrt(survivors - colluders)).isCloseTo(2 * 0.5, within(1e-12));
  }

  @Test
  void noiseAgainstFewerColludersThanTheMasksTolerateIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(new Mechanism.Distributed(10, 1), new Masking(10, 0, 0.1), 20))
        .withMessageContaining("against 1 colluding clients, masks against 2 of a cohort of 20");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Mechanism.Distributed(2, 2))
        .withMessageContaining("2 colluders among 2 contributions");
  }

  @Test
  void textOfAMechanismIsReadBack() {
    for (Mechanism one : List.of(new Mechanism.Distributed(16, 5), new Mechanism.Distributed(3))) {
      assertThat(Mechanism.parse(one.text())).isEqualTo(one);
    }
    assertThat(new Mechanism.Distributed(3).text()).isEqualTo("Distributed[minSurvivors=3]");
  }
}
