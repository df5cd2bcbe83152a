package dev.headwater.coordinator.web;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the web port.
 *
 * @param tls certificate and key, null for plain HTTP
 * @param pretrained the backbone's own classifier, null for none
 * @param publishedRuns the folder whose finished runs all permitted watchers may read, null for
 *     none
 * @param secureAggregation whether clients' contributions are masked
 */
public record WebSettings(
    @Nullable Tls tls,
    @Nullable Pretrained pretrained,
    @Nullable Path publishedRuns,
    boolean secureAggregation) {

  /** Plain HTTP without further resources. */
  public static final WebSettings PLAIN = new WebSettings(null, null, null, false);

  /**
   * The files of the certificate chain and its private key, both PEM.
   *
   * @param certificate chain, the server's own first
   * @param key PKCS #8, not encrypted
   */
  public record Tls(Path certificate, Path key) {}

  /**
   * A classifier over the backbone's features that was trained elsewhere.
   *
   * @param labels one per row of {@code classifier.1.weight}
   * @param file backbone and classifier in one safetensors file
   */
  public record Pretrained(List<String> labels, Path file) {
    /** Copies the list. */
    public Pretrained {
      labels = List.copyOf(labels);
    }
  }
}
