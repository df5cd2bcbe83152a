package dev.headwater.cli.setup;

import dev.headwater.cli.options.PrivacyOptions;
import dev.headwater.cli.options.SummingOptions;
import dev.headwater.files.UserDataException;
import picocli.CommandLine.Option;

/** Whether the answers of single clients are kept beside the record of a run. */
public final class ContributionOptions {
  @Option(
      names = "--keep-contributions",
      description =
          "Keep every answer in the run's folder: replay then names the first client that differs, and needs no client's data. Single answers tell much about their pictures. Not with masks, --privacy or --engine spark.")
  public boolean keep;

  /**
   * Refuses to keep what nobody may see.
   *
   * @throws UserDataException if answers are masked, or their sum keeps a promise
   */
  public void check(SummingOptions summing, PrivacyOptions privacy) {
    if (keep && (summing.secureAggregation || privacy.privacy != null)) {
      throw new UserDataException(
          "keep-contributions: with %s (expected: without; with it nobody may keep a single client's answer)"
              .formatted(summing.secureAggregation ? "--secure-aggregation" : "--privacy"));
    }
  }
}
