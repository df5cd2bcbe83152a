package dev.headwater.coordinator.web;

import com.linecorp.armeria.server.HttpService;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the web port.
 *
 * @param tls certificate and key, null for plain HTTP
 * @param pretrained the backbone's own classifier, null for none
 * @param publishedRuns the folder whose finished runs all permitted watchers may read, in a
 *     classroom the teacher alone; null for none
 * @param secureAggregation whether clients' contributions are masked
 * @param room the classroom that this port serves, null for none
 */
public record WebSettings(
    @Nullable Tls tls,
    @Nullable Pretrained pretrained,
    @Nullable Path publishedRuns,
    boolean secureAggregation,
    @Nullable Room room) {

  /** Settings without a classroom. */
  public WebSettings(
      @Nullable Tls tls,
      @Nullable Pretrained pretrained,
      @Nullable Path publishedRuns,
      boolean secureAggregation) {
    this(tls, pretrained, publishedRuns, secureAggregation, null);
  }

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
   * A classroom, whose teacher steers the runs from a page.
   *
   * @param name of the room, which pages show
   * @param teacher answers below {@code /api/room/}, for the teacher alone
   */
  public record Room(String name, HttpService teacher) {
    /** Where {@code teacher} answers. */
    public static final String PATH = "/api/room/";
  }

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
