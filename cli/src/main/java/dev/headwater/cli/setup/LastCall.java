package dev.headwater.cli.setup;

import dev.headwater.cli.config.DurationConverter;
import dev.headwater.cli.options.RunOutput;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Option;

/**
 * The end of a run whose coordinator was killed before all clients heard of it: they try again and
 * again, until somebody tells them.
 */
public final class LastCall {
  /** Clients try again after 5 seconds at most, older ones after 15. */
  @Option(
      names = "--last-call",
      paramLabel = "TIME",
      defaultValue = "20s",
      converter = DurationConverter.class,
      description =
          "With --resume of a run without rounds left: how long clients that come back are told that it is over. Default: ${DEFAULT-VALUE}.")
  Duration time = Duration.ofSeconds(20);

  /** Waits for clients that come back; an interrupt ends the waiting and nothing else. */
  public void await(RunOutput output) {
    output.tell(
        "Clients that come back within %d s are told that the run is over."
            .formatted(time.toSeconds()));
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      // Somebody knows that no client is left: everything is written.
    }
  }
}
