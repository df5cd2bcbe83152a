package dev.headwater.vision.extractors;

import ai.onnxruntime.OrtEnvironment;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts ONNX Runtime without leaving files behind. By default it unpacks its library (24 MB) into
 * a temporary folder and does not delete the folder, or anything if the process is killed. Here the
 * library is unpacked, loaded, and deleted at once: a loaded file needs no name.
 */
final class OnnxLibrary {
  /** Where ONNX Runtime looks for its libraries before it unpacks its own. */
  private static final String PATH_PROPERTY = "onnxruntime.native.path";

  private static final List<String> NAMES = List.of("onnxruntime", "onnxruntime4j_jni");
  private static final Logger LOG = LoggerFactory.getLogger(OnnxLibrary.class);

  private OnnxLibrary() {}

  /** The process's one environment; the first call loads the library. */
  static synchronized OrtEnvironment environment() {
    if (System.getProperty(PATH_PROPERTY) != null) {
      return OrtEnvironment.getEnvironment();
    }
    Path folder = unpack();
    if (folder == null) {
      return OrtEnvironment.getEnvironment();
    }
    System.setProperty(PATH_PROPERTY, folder.toString());
    try {
      return OrtEnvironment.getEnvironment();
    } finally {
      delete(folder);
    }
  }

  /**
   * The library's version. Its jar tells it without loading the library, unless somebody has put
   * another library in its place.
   */
  static String version() {
    String jar = OrtEnvironment.class.getPackage().getImplementationVersion();
    return jar == null || System.getProperty(PATH_PROPERTY) != null
        ? environment().getVersion()
        : jar;
  }

  /** The class-path folder of a platform's libraries, such as {@code .../linux-x64/}. */
  private static @Nullable String resources() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch", "");
    String os = system.contains("linux") ? "linux" : system.contains("mac") ? "osx" : null;
    String arch =
        switch (machine) {
          case "amd64", "x86_64" -> "x64";
          case "aarch64" -> "aarch64";
          default -> null;
        };
    return os == null || arch == null ? null : "/ai/onnxruntime/native/%s-%s/".formatted(os, arch);
  }

  /** Null where a loaded file cannot be deleted (Windows) or the libraries are not as expected. */
  private static @Nullable Path unpack() {
    String resources = resources();
    if (resources == null) {
      return null;
    }
    Path folder = null;
    try {
      folder = Files.createTempDirectory("headwater-onnx");
      for (String name : NAMES) {
        String file = System.mapLibraryName(name);
        try (InputStream in = OrtEnvironment.class.getResourceAsStream(resources + file)) {
          if (in == null) {
            delete(folder);
            return null;
          }
          // A plain stream: a channel is closed when its thread is interrupted.
          try (FileOutputStream out = new FileOutputStream(folder.resolve(file).toFile())) {
            in.transferTo(out);
          }
        }
      }
      return folder;
    } catch (IOException e) {
      LOG.debug("ONNX Runtime: libraries cannot be unpacked, it is left to do so itself", e);
      if (folder != null) {
        delete(folder);
      }
      return null;
    }
  }

  private static void delete(Path folder) {
    try {
      for (String name : NAMES) {
        Files.deleteIfExists(folder.resolve(System.mapLibraryName(name)));
      }
      Files.delete(folder);
    } catch (IOException e) {
      LOG.debug("ONNX Runtime: {} remains", folder, e);
    }
  }
}
