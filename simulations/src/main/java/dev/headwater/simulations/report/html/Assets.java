package dev.headwater.simulations.report.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** The style, the script and the chart library of the page. */
public final class Assets {
  private static final String FOLDER = "/dev/headwater/simulations/report/";

  private Assets() {}

  /** {@return the style} */
  public static String css() {
    return text(FOLDER + "report.css");
  }

  /** {@return the script that draws the charts} */
  public static String js() {
    return text(FOLDER + "report.js");
  }

  /**
   * {@return Chart.js} It is under the MIT licence, and its notice is in the text. The version is
   * read from the WebJar's own Maven properties, so that only the parent pom states it.
   */
  public static String chartLibrary() {
    Properties maven = new Properties();
    try (InputStream in = open("/META-INF/maven/org.webjars.npm/chart.js/pom.properties")) {
      maven.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String path =
        "/META-INF/resources/webjars/chart.js/%s/dist/chart.umd.js"
            .formatted(maven.getProperty("version"));
    return text(path)
        .replaceAll("(?m)^//# sourceMappingURL=.*$", "") // the report has no source maps
        .replace("</script", "<\\/script");
  }

  private static String text(String name) {
    try (InputStream in = open(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String name) {
    InputStream in = Assets.class.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException(
          "report: %s is not on the class path (expected: the files that this program was built with)"
              .formatted(name));
    }
    return in;
  }
}
