package dev.headwater.coordinator;

import dev.headwater.coordinator.audit.AuditTrail;
import dev.headwater.coordinator.concurrent.Timer;
import dev.headwater.coordinator.grpc.FederationService.Seat;
import dev.headwater.coordinator.grpc.ModelShelf;
import dev.headwater.coordinator.members.NameKeys;
import dev.headwater.coordinator.members.WaitingListener;
import dev.headwater.coordinator.metrics.RunMeters;
import dev.headwater.coordinator.rounds.RemoteCohort;
import dev.headwater.coordinator.watch.StatusBoard;
import dev.headwater.coordinator.watch.Watchers;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.proto.RunDescription;
import java.util.List;

/**
 * All that one run has of its own, behind ports that outlive it.
 *
 * @param cohort its clients
 * @param audit what it has taken down
 * @param board its status
 * @param shelf its newest head
 * @param watchers who look on
 */
record SeatedRun(
    RemoteCohort cohort, AuditTrail audit, StatusBoard board, ModelShelf shelf, Watchers watchers) {

  /** A run that nobody has joined yet. */
  static SeatedRun of(
      CoordinatorConfig config,
      NameKeys names,
      RunDescription run,
      WaitingListener waiting,
      RunMeters meters,
      Timer timer) {
    AuditTrail audit = new AuditTrail(run.runId());
    RemoteCohort cohort =
        new RemoteCohort(
            config.limits(), config.trusted(), names, run, waiting, meters, audit, timer);
    StatusBoard board = new StatusBoard(cohort.changes(), cohort.dispatcher(), timer);
    return new SeatedRun(cohort, audit, board, new ModelShelf(), new Watchers(board, timer));
  }

  /** What calls over the network reach. */
  Seat seat() {
    return new Seat(cohort.dispatcher(), shelf, watchers);
  }

  /** Those that hear of its rounds, in this order. */
  List<RoundListener> listeners() {
    return List.of(audit, shelf, board, watchers);
  }

  /** Ends what is open; clients and watchers try again, and meet what is served then. */
  void close(String away) {
    cohort.dispatcher().close(away);
    watchers.close(away);
  }
}
