package dev.headwater.learning.names;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows are found by the service loader, those of extensions too. */
class RowsTest {
  private static final Choices<String> GREETINGS =
      new Choices<>("greeting", String.class, Greeting.class);

  private final Path extension;

  RowsTest(@TempDir Path extension) {
    this.extension = extension;
  }

  /** A table of texts. */
  public abstract static class Greeting extends Choice<String> {
    protected Greeting(String name, String parameters) {
      super(name, parameters, "a greeting", arguments -> name + " " + arguments.number(0, 0));
    }
  }

  /** Found by its annotation alone. */
  @AutoService(Greeting.class)
  public static final class Hello extends Greeting {
    public Hello() {
      super("hello", "TIMES=3,[PAUSE]");
    }
  }

  /** Found by its annotation alone. */
  @AutoService(Greeting.class)
  public static final class Bye extends Greeting {
    public Bye() {
      super("bye", "");
    }
  }

  /** What an extension brings. */
  public static final class Hey extends Greeting {
    public Hey() {
      super("hey", "");
    }
  }

  /** An extension whose name is taken. */
  public static final class SecondBye extends Greeting {
    public SecondBye() {
      super("bye", "");
    }
  }

  /** An extension that throws. */
  public static final class Throwing extends Greeting {
    public Throwing() {
      super("throwing", "");
      throw new IllegalStateException("my own reason");
    }
  }

  /** Not the type that the table wants. */
  public static final class Stranger {}

  /** Runs {@code what} as if a jar on the class path named {@code rows} in a service file. */
  private <T> T with(String rows, Supplier<T> what) throws IOException {
    Path file =
        Files.writeString(extension.resolve("services"), rows + System.lineSeparator(), UTF_8);
    ClassLoader own = RowsTest.class.getClassLoader();
    ClassLoader loader =
        new ClassLoader(own) {
          @Override
          protected Enumeration<URL> findResources(String name) throws IOException {
            return name.equals("META-INF/services/" + Greeting.class.getName())
                ? Collections.enumeration(List.of(file.toUri().toURL()))
                : Collections.emptyEnumeration();
          }
        };
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return what.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void rowsAreFoundAndSortedByName() {
    assertThat(GREETINGS.names()).containsExactly("bye", "hello");
    assertThat(GREETINGS.expected()).isEqualTo("bye, hello:TIMES[,PAUSE]");
    assertThat(GREETINGS.parse("hello:2")).isEqualTo("hello 2.0");
  }

  @Test
  void exampleHasTheArgumentsThatMustBeGiven() {
    assertThat(GREETINGS.all().stream().map(row -> row.example().toString()))
        .containsExactly("bye", "hello:3");
  }

  @Test
  void rowOfAnExtensionHasAShortName() throws IOException {
    assertThat(with(Hey.class.getName(), () -> GREETINGS.parse("hey"))).isEqualTo("hey 0.0");
    assertThatIllegalArgumentException()
        .as("without the extension")
        .isThrownBy(() -> GREETINGS.parse("hey"))
        .withMessageContaining("expected: bye, ");
  }

  @Test
  void nameThatIsTakenIsRefusedWithBothClasses() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with(SecondBye.class.getName(), () -> GREETINGS.parse("bye")))
        .withMessageStartingWith("greeting: bye is the name of both ")
        .withMessageContaining(Bye.class.getName())
        .withMessageContaining(SecondBye.class.getName());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Throwing", "Stranger", "Missing"})
  void rowThatCannotBeLoadedIsTold(String name) {
    String row = RowsTest.class.getName() + "$" + name;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with(row, () -> GREETINGS.parse("bye")))
        .withMessageStartingWith("greeting: a row of an extension cannot be loaded: ")
        .withMessageContaining(row)
        .withMessageContaining("expected: a public class that extends");
  }

  @Test
  void parameterThatMustBeGivenNeedsAnExample() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Greeting("hi", "TIMES") {})
        .withMessageContaining("TIMES")
        .withMessageContaining("NAME=VALUE");
  }

  @Test
  void tableOfClassesHasNoRows() {
    Choices<CharSequence> none = Choices.ofClasses("text", CharSequence.class);
    assertThat(none.all()).isEmpty();
    assertThat(none.expected()).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> none.parse("hello"))
        .withMessage(
            "text: hello is unknown (expected: the name of a class of your own with its package, such as com.acme.Mine)");
  }
}
