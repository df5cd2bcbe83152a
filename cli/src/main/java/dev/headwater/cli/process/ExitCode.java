package dev.headwater.cli.process;

import dev.headwater.simulations.output.RunOutcome;

/** The exit codes of commands. Scripts rely on these numbers: they do not change. */
public enum ExitCode {
  /** Everything requested was done. */
  DONE(0),
  /** A failure that is not a user error. */
  FAILED(1),
  /** The command line, the configuration or the data cannot be used. */
  BAD_INPUT(2),
  /** The next round would have exceeded the privacy budget. */
  BUDGET_SPENT(3),
  /** Too few clients took part within the time allowed. */
  QUORUM_NOT_MET(4),
  /** A recorded run, computed again, is not what its record says. */
  DIFFERS(5),
  /** Stopped by a signal; completed results are kept. */
  INTERRUPTED(130);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The exit code for {@code outcome}. */
  public static ExitCode of(RunOutcome outcome) {
    return switch (outcome) {
      case DONE, TARGET_REACHED, NO_IMPROVEMENT -> DONE;
      case INTERRUPTED -> INTERRUPTED;
      case FAILED -> FAILED;
      case BUDGET_SPENT -> BUDGET_SPENT;
      case QUORUM_NOT_MET -> QUORUM_NOT_MET;
    };
  }

  /** The process's exit status. */
  public int code() {
    return code;
  }
}
