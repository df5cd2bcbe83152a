package dev.headwater.coordinator.web;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.Cookie;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.headwater.coordinator.web.WebSite.Door;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Lets a page that has presented the token once read the model without presenting it again. The
 * cookie holds a random value for this start of the coordinator, never the token.
 */
final class SessionCookie {
  private static final int BYTES = 32;
  private static final long MAX_TOKEN_BYTES = 4096;
  private static final String BEARER = "bearer ";

  private final Door door;
  private final String value;

  SessionCookie(Door door) {
    this.door = door;
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    this.value = HexFormat.of().formatHex(random);
  }

  /** Accepts a token and sets the cookie. */
  HttpResponse open(ServiceRequestContext context, HttpRequest request) {
    if (request.method() != HttpMethod.POST) {
      return Answers.error(
          HttpStatus.METHOD_NOT_ALLOWED,
          "session: %s (expected: POST, with the token as the body)".formatted(request.method()));
    }
    context.setMaxRequestLength(MAX_TOKEN_BYTES);
    return HttpResponse.of(request.aggregate().thenApply(whole -> open(context, whole)));
  }

  private HttpResponse open(ServiceRequestContext context, AggregatedHttpRequest request) {
    String shown = request.contentUtf8().strip();
    if (door.locked() && !door.opens().test(shown)) {
      return refused(shown.isEmpty());
    }
    var headers = ResponseHeaders.builder(HttpStatus.NO_CONTENT);
    headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    if (door.locked()) {
      String origin = request.headers().get(HttpHeaderNames.ORIGIN, "");
      headers.cookie(
          Cookie.secureBuilder(name(context), value)
              .path("/api")
              .sameSite("Strict")
              .secure(context.sessionProtocol().isTls() || origin.startsWith("https://"))
              .build());
    }
    return HttpResponse.of(headers.build());
  }

  /** Decorates resources that require the token. */
  HttpResponse guard(HttpService inner, ServiceRequestContext context, HttpRequest request)
      throws Exception {
    if (!door.locked() || holds(context, request)) {
      return inner.serve(context, request);
    }
    boolean none =
        request.headers().get(HttpHeaderNames.AUTHORIZATION) == null
            && cookie(context, request) == null;
    return refused(none);
  }

  private boolean holds(ServiceRequestContext context, HttpRequest request) {
    String shown = request.headers().get(HttpHeaderNames.AUTHORIZATION, "");
    if (shown.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return door.opens().test(shown.substring(BEARER.length()).strip());
    }
    String cookie = cookie(context, request);
    return cookie != null
        && MessageDigest.isEqual(
            cookie.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
  }

  private static @Nullable String cookie(ServiceRequestContext context, HttpRequest request) {
    String name = name(context);
    return request.headers().cookies().stream()
        .filter(cookie -> cookie.name().equals(name))
        .map(Cookie::value)
        .findFirst()
        .orElse(null);
  }

  /**
   * Browsers distinguish cookies by host only; the name includes the port, so that two coordinators
   * on one host do not clash.
   */
  private static String name(ServiceRequestContext context) {
    InetSocketAddress local = context.localAddress();
    return "headwater-session-" + local.getPort();
  }

  private static HttpResponse refused(boolean none) {
    return Answers.error(
        HttpStatus.UNAUTHORIZED,
        none
            ? "token: none (expected: the coordinator's token; ask whoever runs it)"
            : "token: wrong (expected: the coordinator's token; ask whoever runs it)");
  }
}
