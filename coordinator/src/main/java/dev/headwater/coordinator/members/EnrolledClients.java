package dev.headwater.coordinator.members;

import dev.headwater.coordinator.access.Proofs;
import dev.headwater.coordinator.metrics.CohortMeters;
import dev.headwater.proto.RunDescription;
import dev.headwater.proto.codec.RunCodec;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.Wait;
import dev.headwater.v1.Welcome;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The enrolled clients and their common label names. Guarded by the cohort's lock. */
public final class EnrolledClients {
  private static final Logger log = LoggerFactory.getLogger(EnrolledClients.class);

  private final int minClients;
  private final SortedMap<String, Member> live = new TreeMap<>();

  /** Members that lost their stream but may still submit their current work. */
  private final Map<String, Member> gone = new HashMap<>();

  /** Names of clients that left and have not come back, in this order. */
  private final Set<String> left = new LinkedHashSet<>();

  private final NameKeys names;
  private final CohortMeters meters;
  private RunDescription run;
  private long joins;

  /**
   * Nobody yet.
   *
   * @param names whose they are
   * @param meters are told who comes and goes
   */
  public EnrolledClients(RunDescription run, int minClients, NameKeys names, CohortMeters meters) {
    this.run = run;
    this.meters = meters;
    this.minClients = minClients;
    this.names = names;
  }

  /** Binds {@code name} to the key of its first join; the status that ends any other's join. */
  public @Nullable Status claim(String name, Proofs.Proof proof) {
    return names.claim(name, proof);
  }

  /** Ends the stream of a client that may take part no longer, and frees its name. */
  public void expel(Member member, Status status) {
    boolean connected = live.remove(member.name(), member);
    if (connected) {
      meters.left(member.name());
    }
    if (connected || gone.remove(member.name(), member)) {
      names.release(member.name());
      member.outbox().end(status);
    }
  }

  /** These were revoked: their names are free for other keys, unless they are back already. */
  public void release(Collection<String> revoked) {
    revoked.stream().filter(name -> !live.containsKey(name)).forEach(names::release);
  }

  public RunDescription run() {
    return run;
  }

  /** Enrols an admitted client, welcomes it, and ends its earlier stream. */
  public void enrol(Member member) {
    joins++;
    Member old = live.put(member.name(), member);
    gone.remove(member.name());
    left.remove(member.name());
    meters.joined(member.name());
    if (old != null) {
      meters.left(member.name());
      log.warn(
          "client {} joined again: its earlier stream is ended (if these are two clients, give each its own --name)",
          member.name());
      old.outbox()
          .end(
              Status.ABORTED.withDescription(
                  "client name: %s has joined from another place (expected: one client a name; give each its own with --name)"
                      .formatted(member.name())));
    }
    Welcome.Builder welcome =
        Welcome.newBuilder().setRunId(run.runId()).setSession(member.session());
    if (run.labelsFixed()) {
      welcome.setLabels(RunCodec.labels(run.labels()));
    }
    member.outbox().notice(Assignment.newBuilder().setWelcome(welcome).build());
    fixLabels();
    log.info("client {} joined, {} connected", member.name(), live.size());
  }

  /** Once enough clients have enrolled, their labels are the run's labels. */
  private void fixLabels() {
    if (run.labelsFixed() || live.size() < minClients || union().size() < 2) {
      return;
    }
    run = run.withLabels(List.copyOf(union()));
    SortedMap<String, List<String>> bringing = new TreeMap<>();
    live.forEach(
        (name, member) ->
            member
                .labels()
                .forEach(l -> bringing.computeIfAbsent(l, x -> new ArrayList<>()).add(name)));
    OddLabels.sentences(bringing).forEach(sentence -> log.warn("{}", sentence));
    Assignment labels = Assignment.newBuilder().setLabels(RunCodec.labels(run.labels())).build();
    live.values().forEach(member -> member.outbox().notice(labels));
  }

  private SortedSet<String> union() {
    SortedSet<String> union = new TreeSet<>();
    live.values().forEach(member -> union.addAll(member.labels()));
    return union;
  }

  /** Records that a stream is over; returns whether it was the client's newest. */
  public boolean leave(Member member) {
    member.outbox().abandon();
    if (!live.remove(member.name(), member)) {
      return false;
    }
    gone.put(member.name(), member);
    left.add(member.name());
    meters.left(member.name());
    log.info("client {} left, {} connected", member.name(), live.size());
    return true;
  }

  /** Forgets members that have not come back. */
  public void forgetGone() {
    gone.clear();
  }

  /** The member of this name, connected or not. */
  public @Nullable Member find(String name) {
    Member member = live.get(name);
    return member == null ? gone.get(name) : member;
  }

  public @Nullable Member live(String name) {
    return live.get(name);
  }

  public Collection<Member> live() {
    return live.values();
  }

  /** Members that are connected, or were when the round began, by name. */
  public SortedMap<String, Member> everybody() {
    SortedMap<String, Member> all = new TreeMap<>(gone);
    all.putAll(live);
    return all;
  }

  /** How often a client has joined so far, again or for the first time. */
  public long joins() {
    return joins;
  }

  public int size() {
    return live.size();
  }

  public SortedMap<String, Integer> population() {
    SortedMap<String, Integer> population = new TreeMap<>();
    live.forEach((name, member) -> population.put(name, member.numExamples()));
    return population;
  }

  /** Members among {@code names} that are connected now. */
  public List<Member> present(Collection<String> names) {
    List<Member> present = new ArrayList<>();
    for (String name : names) {
      Member member = live.get(name);
      if (member != null) {
        present.add(member);
      }
    }
    return present;
  }

  /** The reason why a run that needs this many clients cannot continue, or null. */
  public @Nullable String missing(int needed) {
    if (live.size() < needed) {
      String who = left.isEmpty() ? "" : "; gone: " + named(List.copyOf(left));
      return "waiting for clients: %d of %d enrolled%s".formatted(live.size(), needed, who);
    }
    return run.labelsFixed()
        ? null
        : "waiting for clients with other labels: all %d have only %s (expected: at least 2 labels)"
            .formatted(live.size(), union());
  }

  /** At most three names. */
  public static String named(List<String> names) {
    return names.size() <= 3
        ? String.join(", ", names)
        : "%s and %d more".formatted(String.join(", ", names.subList(0, 3)), names.size() - 3);
  }

  public static Assignment wait(String reason) {
    return Assignment.newBuilder().setWait(Wait.newBuilder().setReason(reason)).build();
  }
}
