package dev.headwater.vision.extractors;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/**
 * ONNX Runtime's native libraries hold no telemetry. 1.29.0 is the first release that does: it
 * writes a device id and looks up an events host, and switching that off from Java comes too late.
 */
class NoTelemetryTest {
  /** Hosts and names that 1.29.0 holds, and what its kind would need. */
  private static final List<String> TELEMETRY =
      List.of(
          "data.microsoft.com",
          "visualstudio.com",
          "applicationinsights",
          "onecollector",
          "microsoft.applications.events",
          "ort_disable_telemetry",
          "deviceid.lock");

  /** How a host is found through the C library; the names stand in a library that calls them. */
  private static final List<String> NETWORK = List.of("getaddrinfo", "gethostbyname");

  @Test
  void nativeLibrariesOfOnnxRuntimeKnowNoTelemetryHost() throws Exception {
    List<String> scanned = new ArrayList<>();
    try (ZipFile jar = new ZipFile(jar().toFile())) {
      for (ZipEntry entry : Collections.list(jar.entries())) {
        String name = entry.getName();
        if (name.matches(".*/native/[^/]+/[^/]+\\.(so|dylib|dll)")) {
          String text = text(jar, entry);
          assertThat(found(text, TELEMETRY)).as("telemetry in %s", name).isEmpty();
          if (!name.endsWith(".dll")) {
            assertThat(found(text, NETWORK)).as("network calls in %s", name).isEmpty();
          }
          scanned.add(name);
        }
      }
    }
    assertThat(scanned)
        .contains("ai/onnxruntime/native/linux-x64/libonnxruntime.so")
        .hasSizeGreaterThanOrEqualTo(6);
  }

  private static Path jar() throws URISyntaxException {
    return Path.of(
        OrtEnvironment.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** All bytes as characters, in lower case: any string in it can be looked for. */
  private static String text(ZipFile jar, ZipEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      return new String(in.readAllBytes(), ISO_8859_1).toLowerCase(Locale.ROOT);
    }
  }

  private static List<String> found(String text, List<String> names) {
    return names.stream().filter(text::contains).toList();
  }
}
