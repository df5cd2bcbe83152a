package dev.headwater.cli.setup;

import dev.headwater.coordinator.CoordinatorSecurity;
import dev.headwater.coordinator.CoordinatorServer;
import dev.headwater.coordinator.web.WebSettings;
import dev.headwater.files.UserDataException;
import dev.headwater.proto.HostPort;
import dev.headwater.simulations.nodes.BackboneStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags for the web port. */
public final class WebOptions {
  @Option(
      names = "--web-port",
      paramLabel = "P",
      description =
          "Port of the pages (classify, take part, watch), /metrics, /healthz and /readyz. Default: none.")
  @Nullable Integer port;

  @Option(
      names = "--web-tls-cert",
      paramLabel = "FILE",
      description =
          "PEM certificate chain for HTTPS. Browsers give cameras and offline use to HTTPS and localhost alone. Default: plain HTTP.")
  @Nullable Path tlsCert;

  @Option(
      names = "--web-tls-key",
      paramLabel = "FILE",
      description = "Its private key, PEM, not encrypted. Default: plain HTTP.")
  @Nullable Path tlsKey;

  @Option(
      names = "--pretrained-labels",
      paramLabel = "FILE",
      description =
          "Class names of the classifier in the backbone's file, one a line: the page for classifying offers them too. Default: none.")
  @Nullable Path pretrainedLabels;

  @Option(
      names = "--publish-runs",
      paramLabel = "DIR",
      description =
          "Folder of finished runs that watchers may read; of runs with a privacy guarantee only the models. Default: no past runs.")
  @Nullable Path publishRuns;

  @Option(
      names = "--keep-serving",
      description = "Keep serving the pages and the model after the run, until Ctrl-C.")
  public boolean keepServing;

  /** Refuses flags that contradict each other, before the long work. */
  public void check() {
    if ((tlsCert == null) != (tlsKey == null)) {
      throw new UserDataException(
          tlsCert == null
              ? "web-tls-key: without --web-tls-cert (expected: both, or neither for plain HTTP)"
              : "web-tls-cert: without --web-tls-key (expected: both, or neither for plain HTTP)");
    }
    if (port == null) {
      String alone =
          tlsCert != null
              ? "web-tls-cert"
              : pretrainedLabels != null
                  ? "pretrained-labels"
                  : publishRuns != null ? "publish-runs" : keepServing ? "keep-serving" : null;
      if (alone != null) {
        throw new UserDataException(
            "%s: without --web-port (expected: a port to serve the pages on, such as --web-port 8080)"
                .formatted(alone));
      }
    }
    if (publishRuns != null && !Files.isDirectory(publishRuns)) {
      throw new UserDataException(
          "publish-runs: %s is no folder (expected: one that holds the run folders to publish; make it first, or leave the flag out to publish none)"
              .formatted(publishRuns));
    }
  }

  /**
   * The web settings from the flags.
   *
   * @param store store for a backbone with its classifier
   * @param security its certificate is used where there is no other and it is of a root of one's
   *     own
   */
  public WebSettings settings(
      OpenModel open,
      BackboneStore store,
      boolean secureAggregation,
      CoordinatorSecurity security) {
    WebSettings.Tls tls =
        tlsCert == null || tlsKey == null ? null : new WebSettings.Tls(tlsCert, tlsKey);
    if (tls == null && security.pki() != null && security.tls() != null) {
      tls = new WebSettings.Tls(security.tls().certificate(), security.tls().key());
    }
    WebSettings.Pretrained pretrained =
        pretrainedLabels == null ? null : PretrainedLabels.read(pretrainedLabels).with(open, store);
    return new WebSettings(tls, pretrained, publishRuns, secureAggregation);
  }

  /** Whether certificate and key are given. */
  boolean tls() {
    return tlsCert != null;
  }

  /** The addresses of the pages, for people; empty without a web port. */
  public String sentence(CoordinatorServer doors, String listen) {
    if (doors.webPort() < 0) {
      return "";
    }
    if (!doors.hasPages()) {
      return "Pages: none, this build was made without Node. Port %d has /metrics and /healthz."
          .formatted(doors.webPort());
    }
    String host = HostPort.parse("listen", listen).host();
    if (host.equals("0.0.0.0") || host.equals("::")) {
      host = "localhost";
    }
    return "Pages: %s://%s:%d/ (classify), /join (take part), /runs (watch)%s"
        .formatted(
            doors.webIsTls() ? "https" : "http",
            host.contains(":") ? "[" + host + "]" : host,
            doors.webPort(),
            keepServing ? ". They stay after the run, until Ctrl-C." : "");
  }
}
