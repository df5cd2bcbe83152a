package dev.headwater.coordinator.rounds;

import dev.headwater.coordinator.members.Member;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.v1.Submission;

/** A round that gathers contributions, in the open or masked, as the dispatcher sees it. */
public sealed interface ContributionRound permits TrainingRound, SecureRound {
  int number();

  /** Whether a client that is back should be sent again what it has not answered. */
  boolean expects(String client);

  /** What this client is doing in the round. */
  public Standing standing(String client);

  /** The step of secure aggregation that clients are in, in words; empty in the open. */
  public String secureStep();

  /** Sends one client what it is asked now. */
  void push(Member member);

  /** Takes one message of a client that has been authenticated. */
  dev.headwater.v1.Receipt submit(Submission message);

  /** Notes what could not be used at all. */
  Receipt refuse(String client, String reason);

  /** Drops what a client that is gone had begun to send. */
  void forget(String client);
}
