package dev.headwater.spark.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippedJarsTest {
  private final Path scratch;

  ShippedJarsTest(@TempDir Path scratch) {
    this.scratch = scratch;
  }

  private static List<String> entries(List<Path> jars) throws IOException {
    List<String> names = new ArrayList<>();
    for (Path jar : jars) {
      try (JarFile opened = new JarFile(jar.toFile())) {
        opened.stream().forEach(entry -> names.add(entry.getName()));
      }
    }
    return names;
  }

  @Test
  void executorsGetWhatTheyComputeWithAndNothingOfSpark() throws IOException {
    assertThat(entries(ShippedJars.all(scratch)))
        .contains(
            "dev/headwater/spark/executors/Turn.class",
            "dev/headwater/learning/clients/ClientRound.class",
            "dev/headwater/proto/codec/WorkCodec.class",
            "dev/headwater/v1/Assignment.class",
            "dev/headwater/files/UserDataException.class",
            "com/google/protobuf/Message.class")
        .noneMatch(name -> name.startsWith("org/apache/spark/") || name.startsWith("scala/"));
  }

  @Test
  void extensionsOfTheUserAreSentAlong() throws IOException {
    Path mine = scratch.resolve("mine.jar");
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {mine.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      assertThat(ShippedJars.all(scratch)).contains(mine);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
