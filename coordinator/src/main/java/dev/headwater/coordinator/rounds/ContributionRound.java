package dev.headwater.coordinator.rounds;

import dev.headwater.coordinator.members.Member;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.v1.Submission;

/** The dispatcher's view of a round that gathers contributions, masked or not. */
public sealed interface ContributionRound permits TrainingRound, SecureRound {
  int number();

  /** Bytes of the values in one answer. */
  long answerBytes();

  /** Whether a reconnected client should be sent its unanswered work again. */
  boolean expects(String client);

  /** The state of this client in the round. */
  public Standing standing(String client);

  /** The current step of secure aggregation in words; empty in unmasked rounds. */
  public String secureStep();

  /** Sends one client its current work. */
  void push(Member member);

  /** Handles one message of an authenticated client. */
  dev.headwater.v1.Receipt submit(Submission message);

  /** An answer to this round or an earlier one has come too late to count. */
  default void late(Submission message) {}

  /** Records a message that could not be used. */
  Receipt refuse(String client, String reason);

  /** Drops the incomplete upload of a disconnected client. */
  void forget(String client);
}
