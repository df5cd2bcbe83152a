package dev.headwater.cli.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

final class SecurityOptionsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "--insecure|''",
        "--pki pki| --token-file FILE",
        "--tls-cert a --tls-key b| --tls-ca FILE",
        "--tls-cert a --tls-key b --tls-ca c| --tls-ca FILE --tls-cert FILE --tls-key FILE",
      })
  void theHintNamesTheFlagsThatClientsNeed(String flags, String named) {
    SecurityOptions options = CommandLine.populateCommand(new SecurityOptions(), flags.split(" "));
    assertThat(options.clientFlags()).isEqualTo(named);
  }
}
