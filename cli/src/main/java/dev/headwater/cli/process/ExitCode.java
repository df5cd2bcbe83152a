package dev.headwater.cli.process;

import dev.headwater.simulations.output.RunOutcome;

/** How a command ends. Scripts rely on these numbers: they do not change. */
public enum ExitCode {
  /** Everything asked for was done. */
  DONE(0),
  /** Something failed that is not the user's mistake. */
  FAILED(1),
  /** The command line, the configuration or the data cannot be used. */
  BAD_INPUT(2),
  /** The next round would have spent more than the privacy budget. */
  BUDGET_SPENT(3),
  /** Too few clients took part within the time allowed. */
  QUORUM_NOT_MET(4),
  /** Stopped by a signal; what was finished is kept. */
  INTERRUPTED(130);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** How a process says the same as {@code outcome}. */
  public static ExitCode of(RunOutcome outcome) {
    return switch (outcome) {
      case DONE -> DONE;
      case INTERRUPTED -> INTERRUPTED;
      case FAILED -> FAILED;
      case BUDGET_SPENT -> BUDGET_SPENT;
      case QUORUM_NOT_MET -> QUORUM_NOT_MET;
    };
  }

  /** The number that the process exits with. */
  public int code() {
    return code;
  }
}
