package dev.headwater.coordinator;

import dev.headwater.coordinator.access.Descriptors;
import dev.headwater.coordinator.access.Gate;
import dev.headwater.coordinator.audit.AuditTrail;
import dev.headwater.coordinator.concurrent.Changes;
import dev.headwater.coordinator.concurrent.CoordinatorThreads;
import dev.headwater.coordinator.concurrent.Deadline;
import dev.headwater.coordinator.concurrent.Timer;
import dev.headwater.coordinator.grpc.Doorkeeper;
import dev.headwater.coordinator.grpc.FederationService;
import dev.headwater.coordinator.grpc.GrpcPort;
import dev.headwater.coordinator.grpc.GrpcTls;
import dev.headwater.coordinator.grpc.Peers;
import dev.headwater.coordinator.grpc.RequestBytes;
import dev.headwater.coordinator.grpc.ServedFile;
import dev.headwater.coordinator.health.Health;
import dev.headwater.coordinator.health.Readiness;
import dev.headwater.coordinator.members.Admission;
import dev.headwater.coordinator.members.JoinRate;
import dev.headwater.coordinator.members.NameKeys;
import dev.headwater.coordinator.members.WaitingListener;
import dev.headwater.coordinator.metrics.JvmMeters;
import dev.headwater.coordinator.metrics.RunMeters;
import dev.headwater.coordinator.rounds.RemoteCohort;
import dev.headwater.coordinator.watch.Watchers;
import dev.headwater.coordinator.web.WebPort;
import dev.headwater.coordinator.web.WebSettings;
import dev.headwater.coordinator.web.WebSite;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.proto.HostPort;
import dev.headwater.proto.RunDescription;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.handler.ssl.SslContext;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator's ports: gRPC for clients, and a web port for browsers, /metrics, /healthz and
 * /readyz.
 *
 * <pre>{@code
 * try (CoordinatorServer server = CoordinatorServer.start(config, run, backboneFile, waiting)) {
 *   List<String> labels = server.cohort().awaitLabels();
 *   RunSettings settings = RunSettings.of(new LinearModel(labels.size(), features), clients).build();
 *   new Federation(settings, server.cohort(), server.roundListener()).run();
 *   server.finish("10 rounds done.");
 * }
 * }</pre>
 */
public final class CoordinatorServer implements AutoCloseable {
  private static final String AWAY = "The coordinator is shutting down; it may come back.";

  private final CoordinatorConfig config;
  private final WaitingListener waiting;
  private final NameKeys names;
  private final Timer timer;
  private volatile SeatedRun now;
  private final RunMeters meters;
  private final JvmMeters jvm;
  private final Readiness readiness;
  private final GrpcPort grpc;
  private final @Nullable WebPort web;

  /**
   * Opens the ports.
   *
   * @param run the run's description for clients; its labels may be empty
   * @param backboneFile the file that clients can fetch, null for none
   * @param waiting called with what the run waits for
   * @throws UserDataException if a port is taken or an address cannot be understood
   */
  public static CoordinatorServer start(
      CoordinatorConfig config,
      RunDescription run,
      @Nullable Path backboneFile,
      WaitingListener waiting) {
    return start(config, run, backboneFile, waiting, null);
  }

  /**
   * Opens the ports, perhaps before rounds can be served.
   *
   * @param run the run's description for clients; its labels may be empty
   * @param backboneFile the file that clients can fetch, null for none
   * @param waiting called with what the run waits for
   * @param preparing why clients have to wait until {@link #ready}, a sentence; null if they do not
   * @throws UserDataException if a port is taken or an address cannot be understood
   */
  public static CoordinatorServer start(
      CoordinatorConfig config,
      RunDescription run,
      @Nullable Path backboneFile,
      WaitingListener waiting,
      @Nullable String preparing) {
    var threads = new CoordinatorThreads();
    try {
      return new CoordinatorServer(
          config, run, backboneFile, waiting, preparing, Timer.of(threads.timer()), threads);
    } catch (UserDataException e) {
      threads.close();
      throw e;
    }
  }

  CoordinatorServer(
      CoordinatorConfig config,
      RunDescription run,
      @Nullable Path backboneFile,
      WaitingListener waiting,
      @Nullable String preparing,
      Timer timer,
      CoordinatorThreads threads) {
    HostPort listen = address(config.listen());
    if (config.webPort() == listen.port() && listen.port() != 0) {
      throw new UserDataException(
          "web-port: %d is the port of --listen (expected: another; nodes and browsers have one each)"
              .formatted(listen.port()));
    }
    if (run.backbone().fileAvailable() != (backboneFile != null)) {
      throw new IllegalArgumentException(
          "backbone: file %s, but the description says fileAvailable=%s (expected: the same)"
              .formatted(backboneFile, run.backbone().fileAvailable()));
    }
    ServedFile backbone = backboneFile == null ? null : ServedFile.of(backboneFile);
    CoordinatorSecurity security = config.security();
    Gate gate = new Gate(config.tokens(), security.pki(), security.check());
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    this.jvm = new JvmMeters(registry);
    this.meters =
        new RunMeters(registry, run.softwareVersion(), InstantSource.system(), !gate.locked());
    this.readiness = new Readiness(preparing);
    this.config = config;
    this.waiting = waiting;
    this.timer = timer;
    this.names = new NameKeys(security.limits().clients());
    this.now = SeatedRun.of(config, names, run, waiting, meters, timer);
    now.cohort().preparing(preparing);
    meters.read(() -> now.cohort().dispatcher().enrolled(), readiness::ready);
    CoordinatorSecurity.Tls tls = security.tls();
    SslContext encrypted =
        tls == null
            ? null
            : GrpcTls.context(tls.certificate(), tls.key(), security.check() != null);
    var service =
        new FederationService(
            () -> now.seat(),
            gate,
            security.pki(),
            new JoinRate(security.limits().joinsPerMinute(), timer::nanoTime),
            new Admission(security.limits(), config.excluded()),
            backbone);
    var door =
        new Doorkeeper(
            security.limits().connections(), Descriptors.connections(Integer.MAX_VALUE), timer);
    this.grpc =
        GrpcPort.open(
            listen,
            service,
            encrypted,
            new Peers(security.check(), door, timer),
            door,
            RequestBytes.ofProcess(),
            security.limits().calls(),
            threads);
    if (gate.locked()) {
      new PermitWatch(security.pki(), this::expel, timer).start();
    }
    try {
      this.web =
          config.webPort() < 0
              ? null
              : WebPort.open(
                  listen.host(),
                  config.webPort(),
                  site(config, gate, service, backbone, registry, timer));
    } catch (UserDataException e) {
      grpc.close();
      jvm.close();
      throw e;
    }
  }

  private void expel(Collection<String> revoked) {
    now.watchers().expel();
    now.cohort().dispatcher().expel(revoked);
  }

  private WebSite site(
      CoordinatorConfig config,
      Gate gate,
      FederationService service,
      @Nullable ServedFile backbone,
      PrometheusMeterRegistry registry,
      Timer timer) {
    WebSettings.Pretrained pretrained = config.web().pretrained();
    ServedFile shown = pretrained == null ? backbone : ServedFile.of(pretrained.file());
    return new WebSite(
        service,
        new Peers(null, null, timer),
        registry::scrape,
        new Health(now.cohort().dispatcher().run().softwareVersion()),
        readiness,
        () -> now.cohort().dispatcher().run(),
        () -> now.shelf().served(),
        shown == null ? null : shown.onDisk(),
        gate,
        config.web());
  }

  private static HostPort address(String listen) {
    try {
      return HostPort.parse("listen", listen);
    } catch (IllegalArgumentException e) {
      throw new UserDataException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The clients, to be passed to the Federation. */
  public RemoteCohort cohort() {
    return now.cohort();
  }

  /**
   * Serves another run on the same ports, after one that is over or has not begun: streams of
   * clients and watchers end, and they come back by themselves. Names stay those of the keys that
   * had them.
   *
   * @param run the next run's description, of the same backbone
   * @param away why the streams end, a sentence
   */
  public void next(RunDescription run, String away) {
    RunDescription served = now.cohort().dispatcher().run();
    if (!run.backbone().equals(served.backbone())) {
      throw new IllegalArgumentException(
          "backbone: %s (expected: %s, whose file is served)"
              .formatted(run.backbone().digest(), served.backbone().digest()));
    }
    SeatedRun before = now;
    now = SeatedRun.of(config, names, run, waiting, meters, timer);
    before.close(away);
  }

  /** The description of the run that is served now. */
  public RunDescription run() {
    return now.cohort().dispatcher().run();
  }

  /** Clients that are connected. */
  public int connected() {
    return now.cohort().dispatcher().enrolled();
  }

  /**
   * Waits until this many clients are connected, or the time is over.
   *
   * @param clients to wait for
   */
  public void awaitConnected(int clients, Duration atMost) throws InterruptedException {
    Changes changes = now.cohort().changes();
    try (var limit = Deadline.in(timer, atMost, changes::signal)) {
      while (true) {
        long seen =
            changes.locked(() -> connected() >= clients || limit.passed() ? -1L : changes.count());
        if (seen < 0) {
          return;
        }
        changes.awaitAfter(seen);
      }
    }
  }

  /**
   * Updates the head that clients can fetch, Watch, /metrics and /healthz; to be passed to the
   * Federation.
   */
  public RoundListener roundListener() {
    List<RoundListener> all = new ArrayList<>(now.listeners());
    all.add(meters);
    return new RoundListener() {
      @Override
      public void onTask(RoundTask task) {
        all.forEach(listener -> listener.onTask(task));
      }

      @Override
      public void onRound(RoundReport report) {
        all.forEach(listener -> listener.onRound(report));
      }
    };
  }

  /**
   * Publishes the run's plan to watchers and /metrics.
   *
   * @param rounds of the whole run
   * @param epsilonBudget limit of the run's epsilon, infinite for no limit
   */
  public void announce(int rounds, double epsilonBudget) {
    now.board().announce(rounds, epsilonBudget);
    meters.announce(rounds, epsilonBudget);
  }

  /** From here on rounds can be served; see {@link #start}. */
  public void ready() {
    readiness.reached();
  }

  /**
   * Joins, asks, answers and sums; {@link AuditTrail#begin} has them taken down, until {@link
   * AuditTrail#end}.
   */
  public AuditTrail audit() {
    return now.audit();
  }

  Watchers watchers() {
    return now.watchers();
  }

  /** The gRPC port in use. */
  public int port() {
    return grpc.port();
  }

  /** The web port in use, -1 for none. */
  public int webPort() {
    return web == null ? -1 : web.port();
  }

  /** Whether the web port serves pages; a build without Node has none. */
  public boolean hasPages() {
    return web != null && web.hasPages();
  }

  /** Whether the web port speaks HTTPS. */
  public boolean webIsTls() {
    return web != null && web.isTls();
  }

  /** Tells all clients that the run is over, without a head to keep, and ends their streams. */
  public void finish(String summary) {
    finish(summary, null);
  }

  /**
   * Tells all clients that the run is over, and ends their streams.
   *
   * @param learned the final head, for the clients that want it; null if no round gave a sum
   */
  public void finish(String summary, @Nullable Parameters learned) {
    now.cohort().dispatcher().finish(summary, learned);
    now.watchers().finish();
  }

  /**
   * Tells all clients why the run goes on no longer, although it is not over: they wait for the
   * coordinator to go on with it, here or after a restart.
   */
  public void stop(String sentence) {
    now.cohort().dispatcher().stop(sentence);
  }

  /**
   * Answers pending requests and frees the ports and threads. Without a previous {@link #finish},
   * clients treat it as an interruption and wait for the coordinator to return.
   */
  @Override
  public void close() {
    now.close(AWAY);
    grpc.close();
    if (web != null) {
      web.close();
    }
    jvm.close();
  }
}
