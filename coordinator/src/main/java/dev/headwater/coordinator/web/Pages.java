package dev.headwater.coordinator.web;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The built pages from a folder of the class path. */
final class Pages implements HttpService {
  /** The folder in which the module web puts them. */
  static final String FOLDER = "dev/headwater/web/";

  private static final Map<String, String> ENTRIES =
      Map.of(
          "/",
          "index.html",
          "/join",
          "join.html",
          "/runs",
          "runs.html",
          "/classroom",
          "classroom.html");

  /** Segments of plain names that do not begin with a dot: no path traversal. */
  private static final Pattern SAFE =
      Pattern.compile("/(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*");

  /** Names in this folder contain a digest of the content. */
  private static final String ASSETS = "assets/";

  private final ClassLoader loader;
  private final String folder;
  private final Map<String, Optional<PageFile>> files = new ConcurrentHashMap<>();

  Pages(ClassLoader loader, String folder) {
    this.loader = loader;
    this.folder = folder;
  }

  /** Whether the build has pages. */
  boolean present() {
    return loader.getResource(folder + "index.html") != null;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
      return Answers.error(
          HttpStatus.METHOD_NOT_ALLOWED, request.method() + ": refused (expected: GET or HEAD)");
    }
    String path = context.decodedPath();
    String name = ENTRIES.get(path);
    if (name == null) {
      if (!SAFE.matcher(path).matches() || !PageFile.known(path)) {
        return Answers.notFound(path);
      }
      name = path.substring(1);
    }
    String file = name;
    return Answers.blocking(context, () -> answer(path, file, request));
  }

  private HttpResponse answer(String path, String name, HttpRequest request) {
    Optional<PageFile> known = files.get(name);
    Optional<PageFile> file = known == null ? load(name) : known;
    if (file.isPresent()) {
      return file.get()
          .answer(
              request.headers(),
              name.startsWith(ASSETS) ? "public, max-age=31536000, immutable" : "no-cache");
    }
    return ENTRIES.containsKey(path) && !present()
        ? HttpResponse.of(
            HttpStatus.SERVICE_UNAVAILABLE,
            MediaType.PLAIN_TEXT_UTF_8,
            "pages: this build of Headwater has none, because it was made without Node (expected: Node 20 or newer when it is built; install it, build again and start the coordinator again; everything else works as ever)")
        : Answers.notFound(path);
  }

  /** Only existing files are cached, so that requests for missing ones cannot fill the memory. */
  private Optional<PageFile> load(String name) {
    byte[] plain = read(name);
    if (plain == null) {
      return Optional.empty();
    }
    Map<String, byte[]> packed = new HashMap<>();
    byte[] brotli = read(name + ".br");
    if (brotli != null) {
      packed.put("br", brotli);
    }
    byte[] gzip = read(name + ".gz");
    if (gzip != null) {
      packed.put("gzip", gzip);
    }
    Optional<PageFile> file = Optional.of(PageFile.of(name, plain, packed));
    files.put(name, file);
    return file;
  }

  private byte @Nullable [] read(String name) {
    try (InputStream in = loader.getResourceAsStream(folder + name)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
