package dev.headwater.learning.rounds;

import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.compression.Compression;
import dev.headwater.learning.compression.RandomK;
import dev.headwater.learning.compression.TopK;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.learning.privacy.Mechanism;
import dev.headwater.learning.privacy.PrivacyPlan;
import dev.headwater.learning.privacy.Promise;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.ClippedMoments;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.Sgd;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Refuses settings that a privacy guarantee does not allow, each with its reason. */
final class Promised {
  private Promised() {}

  static void require(
      Model model,
      Aggregator aggregator,
      @Nullable Masking masking,
      Promise promise,
      EvaluateClients scoring) {
    if (!Agreement.exact(aggregator)) {
      throw Agreement.refused(
          "aggregator: %s with a privacy guarantee".formatted(aggregator.spec()),
          "mean; the noise is calibrated for the sum of clipped contributions, and for no other rule");
    }
    if (!scoring.equals(EvaluateClients.NEVER)) {
      throw Agreement.refused(
          "scores on the clients' own pictures with a privacy guarantee",
          "none; nothing pays for them, and no noise hides them");
    }
    if (promise.mechanism().inTraining() && !model.trainsPrivately()) {
      throw Agreement.refused(
          "head: %s with %s-level privacy"
              .formatted(model.spec(), promise.mechanism().unit().key()),
          "linear; this head cannot clip the gradient of a single picture");
    }
    if (promise.mechanism() instanceof Mechanism.Distributed d
        && masking != null
        && masking.minSurvivors() != d.minSurvivors()) {
      throw Agreement.refused(
          "distributed noise: accounted for %d contributions, unmasked from %d on"
              .formatted(d.minSurvivors(), masking.minSurvivors()),
          "the same number; the guarantee counts on the noise of that many");
    }
  }

  /** Masks and noise are planned for the same enemy. */
  static void requireSameColluders(Masking masking, Mechanism mechanism, int cohort) {
    int planned = masking.colluders(cohort);
    if (mechanism instanceof Mechanism.Distributed noise && noise.colluders() < planned) {
      throw Agreement.refused(
          "distributed noise: against %d colluding clients, masks against %d of a cohort of %d"
              .formatted(noise.colluders(), planned, cohort),
          "noise against at least as many; whoever colludes takes away its own share");
    }
  }

  /** Refuses training that DP-SGD is not accounted for. */
  static void requireAccounted(
      LocalWork work, Spec strategy, Hyperparameters hyper, Mechanism mechanism) {
    if (mechanism.inTraining()) {
      boolean accounted =
          work instanceof Sgd sgd
              && sgd.form() == Sgd.Form.PLAIN
              && sgd.hyper().localEpochs() == hyper.localEpochs()
              && sgd.hyper().batchSize() == hyper.batchSize();
      if (!accounted) {
        throw Agreement.refused(
            "strategy: %s with %s-level privacy".formatted(strategy, mechanism.unit().key()),
            "plain SGD of %d local epochs in batches of %d, as it is accounted for"
                .formatted(hyper.localEpochs(), hyper.batchSize()));
      }
    }
  }

  /** Refuses compression that the noise does not cover. */
  static void requireCompression(Compression compression, Mechanism mechanism) {
    if (compression instanceof TopK) {
      throw Agreement.refused(
          "compression: %s with a privacy guarantee".formatted(compression.spec()),
          "float16, int8, random-k or none; which values are the largest depends on the data, and what was not sent is remembered and sent later, unaccounted for");
    }
    if (compression instanceof RandomK && mechanism instanceof Mechanism.Banded) {
      throw Agreement.refused(
          "compression: %s with banded noise".formatted(compression.spec()),
          "another compression, or independent noise; banded noise cancels over rounds at one position, and every round has other positions");
    }
  }

  /** Turns are remembered by what was paid for them. */
  static void requirePaidTurns(CohortSize cohort, @Nullable Promise promise) {
    if (cohort instanceof CohortSize.Schedule schedule && promise == null) {
      throw Agreement.refused(
          "schedule: %d without a privacy guarantee".formatted(schedule.separation()),
          "a guarantee for whole clients, whose ledger keeps their turns; or --cohort alone");
    }
  }

  /** Refuses to forget what a run has spent by resuming it without its promise. */
  static void requirePast(@Nullable PrivacyPlan plan, List<LedgerEntry> past) {
    if (plan == null && !past.isEmpty()) {
      throw new IllegalArgumentException(
          "ledger: begins with %s, and the run is taken up without one (expected: the same guarantee; the ledger would not tell what the rounds from here on cost)"
              .formatted(past.get(0)));
    }
  }

  /** Refuses to run with clipped statistics and without noise. */
  static void requireReleases(RunSettings settings) {
    boolean clipped =
        settings.strategy().works(settings.start(), settings.hyper()).stream()
            .anyMatch(ClippedMoments.class::isInstance);
    if (clipped && settings.promise() == null) {
      throw Agreement.refused(
          "strategy: %s of clipped statistics without a privacy guarantee"
              .formatted(settings.strategy().spec()),
          "a privacy guarantee; without one nothing is clipped, and fed3r is exact");
    }
  }

  /** Refuses releases of clipped statistics whose noise is made for something else. */
  static void requireRelease(ClippedMoments work, Spec strategy, Promise promise) {
    Mechanism mechanism = promise.mechanism();
    if (mechanism instanceof Mechanism.Local) {
      throw Agreement.refused(
          "strategy: %s with local noise".formatted(strategy),
          "central or distributed noise, or --privacy example; all the noise on every client's statistics would drown them");
    }
    if (mechanism.inTraining()) {
      throw Agreement.refused(
          "strategy: %s with DP-SGD".formatted(strategy),
          "one release by example; there are no training steps to noise");
    }
    if (work.wholeClients() != mechanism.wholeClients()) {
      throw Agreement.refused(
          "strategy: %s of statistics clipped by %s, with %s"
              .formatted(strategy, work.wholeClients() ? "client" : "example", mechanism.text()),
          "noise for what is clipped");
    }
    if (!work.wholeClients() && work.rowNorm() != promise.clippingNorm()) {
      throw Agreement.refused(
          "strategy: %s of rows clipped to %s, and noise for %s"
              .formatted(strategy, work.rowNorm(), promise.clippingNorm()),
          "the same norm");
    }
  }
}
