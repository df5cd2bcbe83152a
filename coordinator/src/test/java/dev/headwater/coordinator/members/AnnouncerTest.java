package dev.headwater.coordinator.members;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.coordinator.Sample;
import dev.headwater.coordinator.concurrent.Changes;
import dev.headwater.coordinator.concurrent.FakeTimer;
import dev.headwater.coordinator.metrics.CohortMeters;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnnouncerTest {
  private final List<String> heard = new ArrayList<>();
  private final Announcer announcer =
      new Announcer(
          heard::add,
          CohortMeters.NONE,
          new FakeTimer(),
          new Changes(),
          new EnrolledClients(
              Sample.run(Sample.FEATURES, Sample.LABELS), 2, new NameKeys(100), CohortMeters.NONE));

  @Test
  void onlyTheOperatorHearsWhoWasAskedWhereThatIsSecret() {
    announcer.hideCohort(4);
    announcer.waiting("round 4: waiting for ada");
    assertThat(announcer.sentence())
        .isEqualTo("round 4: waiting for clients (who was asked is secret)");
    announcer.waiting("round 4: waiting for bob");
    assertThat(heard).containsExactly("round 4: waiting for ada", "round 4: waiting for bob");
    announcer.waiting(null);
    assertThat(announcer.sentence()).isNull();
  }

  @Test
  void everybodyHearsWhatIsNoSecret() {
    announcer.hideCohort(4);
    announcer.hideCohort(0);
    announcer.waiting("waiting for clients: 1 of 2 enrolled");
    assertThat(announcer.sentence()).isEqualTo("waiting for clients: 1 of 2 enrolled");
  }
}
