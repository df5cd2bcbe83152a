package dev.headwater.simulations.output;

import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.stopping.BestSoFar;
import dev.headwater.learning.stopping.Stopping;
import dev.headwater.learning.stopping.Target;
import dev.headwater.simulations.evaluation.Confusion;
import dev.headwater.simulations.output.origin.RunStart;
import dev.headwater.simulations.output.state.PrivacyFacts;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Records of every round what the summary and the report need, without vectors. May be read from
 * another thread during the run, such as after an interrupt.
 */
public final class RunHistory implements RoundListener {
  /** Refused contributions that are kept with their reasons; all are counted. */
  public static final int KEPT_REFUSALS = 200;

  private final RunFacts facts;
  private final String started;
  private final List<RoundRecord> rounds = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private final List<RunDetails.RoundSpread> spreads = new ArrayList<>();
  private final List<RunDetails.Refused> refusals = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private SortedMap<String, Evaluation> clients = new TreeMap<>();
  private SortedMap<String, Evaluation> personal = new TreeMap<>();
  private @Nullable Evaluation last;
  private SummaryRecord.@Nullable ComputedFrom computedFrom;
  private @Nullable Confusion confusion;
  private String scoredOn = "";
  private final List<RunStart> earlier = new ArrayList<>();
  private final int firstRound;
  private int seenBefore;
  private Stopping stopping = Stopping.NEVER;

  /** Scores and the like of before a resumption, which are shown while there are no newer ones. */
  private @Nullable RunDetails before;

  private boolean ran;

  /**
   * An empty history of a run that starts now.
   *
   * @param facts known before the first round
   * @param clock gives the start time, in its zone
   */
  public RunHistory(RunFacts facts, Clock clock) {
    this(facts, clock, null, 0);
  }

  /**
   * The history of a resumed run.
   *
   * @param facts known before the first round, of this start
   * @param clock gives the start time, in its zone
   * @param past null for a new run
   * @param lastRound later rounds are dropped, because they are run again
   */
  public RunHistory(RunFacts facts, Clock clock, @Nullable RecordedRun past, int lastRound) {
    this.facts = facts;
    this.firstRound = lastRound + 1;
    if (past != null) {
      past.rounds().stream().filter(round -> round.round() <= lastRound).forEach(rounds::add);
      RunDetails details = past.details();
      if (details != null) {
        seenBefore = details.clientsSeen();
        scoredOn = details.scoredOn();
        computedFrom = details.computedFrom();
        before = details;
        details.starts().stream()
            .filter(start -> start.firstRound() <= lastRound)
            .map(start -> start.followed(details.facts().config(), facts.config()))
            .forEach(earlier::add);
        details.spreads().stream().filter(s -> s.round() <= lastRound).forEach(spreads::add);
        details.refusals().stream().filter(r -> r.round() <= lastRound).forEach(refusals::add);
      }
    }
    this.started =
        ZonedDateTime.now(clock)
            .truncatedTo(ChronoUnit.SECONDS)
            .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
  }

  /**
   * {@return this history, of a run that may end before its last round}
   *
   * @param when of the run's settings
   */
  public synchronized RunHistory stopping(Stopping when) {
    this.stopping = when;
    return this;
  }

  /** {@return what the rounds so far have reached; a copy} */
  public synchronized BestSoFar best() {
    BestSoFar best = stopping.begin();
    rounds.forEach(round -> best.saw(round.round(), round.evalAccuracy(), round.evalLoss()));
    return best;
  }

  /** {@return the outcome of a run whose last round was that of this history} */
  public RunOutcome complete() {
    BestSoFar best = best();
    return best.reached()
        ? RunOutcome.TARGET_REACHED
        : best.impatient() ? RunOutcome.NO_IMPROVEMENT : RunOutcome.DONE;
  }

  @Override
  public synchronized void onRound(RoundReport report) {
    rounds.add(RoundRecord.of(report));
    ran = true;
    if (report.task().train().work().statistics() && report.aggregate().hasSum()) {
      int clients = report.aggregate().contributors().size();
      int enrolled = Math.max(clients, report.task().population());
      computedFrom = new SummaryRecord.ComputedFrom(clients, enrolled);
    }
    seen.addAll(report.aggregate().contributors());
    report.aggregate().refusals().stream()
        .limit(KEPT_REFUSALS - refusals.size())
        .forEach(r -> refusals.add(new RunDetails.Refused(report.round(), r.client(), r.reason())));
    Evaluation evaluation = report.evaluation();
    if (evaluation != null) {
      last = evaluation;
      scoredOn = report.test() != null ? "the test set" : "the clients' held-out examples";
    }
    Spread spread = Spread.of(report.clients().values());
    if (spread != null) {
      spreads.add(new RunDetails.RoundSpread(report.round(), spread));
      clients = report.clients();
      personal = report.personal();
    }
  }

  /**
   * Adds a sentence to the notes of the report.
   *
   * @param sentence for the user
   */
  public synchronized void note(String sentence) {
    notes.add(sentence);
  }

  /**
   * Adds what the final model takes the coordinator's test set for.
   *
   * @param counted on the whole test set
   */
  public synchronized void confusion(Confusion counted) {
    confusion = counted;
  }

  /** {@return all rounds so far, in order, those before a resumption included; a copy} */
  public synchronized List<RoundRecord> rounds() {
    return List.copyOf(rounds);
  }

  /** {@return whether there is nothing to show for the rounds so far: none gave a sum} */
  public synchronized boolean withoutAnySum() {
    return !rounds.isEmpty() && withoutSum() == rounds.size();
  }

  /** {@return number of rounds so far that gave no sum} */
  public synchronized int withoutSum() {
    return (int) rounds.stream().filter(round -> round.aborted() != null).count();
  }

  /** {@return the content of {@code details.json} so far} */
  public synchronized RunDetails details() {
    List<RunDetails.Score> byClient = new ArrayList<>();
    clients.forEach(
        (name, e) ->
            byClient.add(
                new RunDetails.Score(
                    name, e.correct().stream().mapToLong(Long::longValue).sum(), e.numExamples())));
    if (byClient.isEmpty() && before != null) {
      byClient.addAll(before.clients());
    }
    return new RunDetails(
        ran || before == null ? started : before.started(),
        notes.isEmpty() ? facts : facts.noting(notes),
        Math.max(seenBefore, seen.size()),
        scoredOn,
        byClass(),
        byClient,
        spreads,
        refusals,
        computedFrom,
        personalAccuracy(),
        confusion,
        starts());
  }

  /** A resumption counts once a round has ended; the first start does at once. */
  private List<RunStart> starts() {
    List<RunStart> all = new ArrayList<>(earlier);
    if (ran || before == null) {
      all.add(new RunStart(started, firstRound, facts.origin(), null));
    }
    return all;
  }

  private @Nullable Spread personalAccuracy() {
    return ran || before == null ? Spread.of(personal.values()) : before.personalAccuracy();
  }

  private List<RunDetails.Score> byClass() {
    List<RunDetails.Score> scores = new ArrayList<>();
    Evaluation e = last;
    if (e == null && before != null) {
      return before.classes();
    }
    if (e != null) {
      for (int c = 0; c < e.total().size(); c++) {
        String name = c < facts.labels().size() ? facts.labels().get(c) : "class " + c;
        scores.add(new RunDetails.Score(name, e.correct().get(c), e.total().get(c)));
      }
    }
    return scores;
  }

  private SummaryRecord.@Nullable Reached reached() {
    Target target = stopping.target();
    if (target == null) {
      return null;
    }
    int in = best().reachedIn();
    List<RoundRecord> until = rounds.stream().filter(round -> round.round() <= in).toList();
    return in == 0
        ? new SummaryRecord.Reached(target.toString(), null, null, null, null)
        : new SummaryRecord.Reached(
            target.toString(),
            in,
            until.stream().mapToLong(RoundRecord::bytesUp).sum(),
            until.stream().mapToLong(RoundRecord::bytesDown).sum(),
            until.stream().mapToDouble(RoundRecord::seconds).sum());
  }

  /**
   * {@return the run so far in one object}
   *
   * @param outcome how it ended
   * @param out the run folder, empty for none
   * @param privacy the privacy guaranteed and spent, null without a promise
   */
  public synchronized SummaryRecord summary(
      RunOutcome outcome, String out, @Nullable PrivacyFacts privacy) {
    long updates = rounds.stream().mapToLong(RoundRecord::contributed).sum();
    double seconds = rounds.stream().mapToDouble(RoundRecord::seconds).sum();
    RoundRecord end = rounds.isEmpty() ? null : rounds.get(rounds.size() - 1);
    double best =
        rounds.stream()
            .map(RoundRecord::evalAccuracy)
            .filter(Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .max()
            .orElse(Double.NaN);
    Spread clientAccuracy = Spread.of(clients.values());
    if (!ran && !spreads.isEmpty()) {
      clientAccuracy = spreads.get(spreads.size() - 1).accuracy();
    }
    Map<String, @Nullable Double> perClass = new LinkedHashMap<>();
    byClass().forEach(score -> perClass.put(score.name(), score.accuracy()));
    return new SummaryRecord(
        rounds.size(),
        end == null ? null : end.evalAccuracy(),
        best,
        updates,
        updates / seconds,
        out,
        facts.seed(),
        facts.version(),
        seconds,
        rounds.stream().mapToLong(RoundRecord::bytesUp).sum(),
        rounds.stream().mapToLong(RoundRecord::bytesDown).sum(),
        withoutSum() == 0 ? null : withoutSum(),
        computedFrom,
        end == null ? null : end.digest(),
        outcome,
        reached(),
        perClass,
        clientAccuracy,
        personalAccuracy(),
        privacy,
        facts.noting(notes).notes());
  }
}
