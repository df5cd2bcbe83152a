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
import dev.headwater.coordinator.access.Access;
import dev.headwater.coordinator.access.Gate;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Lets a page that has presented its token once read the model without presenting it again. The
 * cookie holds a MAC of the token under a key of this start of the coordinator, never the token; it
 * is good for as long as the token is.
 */
final class SessionCookie {
  private static final String MAC = "HmacSHA256";
  private static final int BYTES = 32;
  private static final long MAX_TOKEN_BYTES = 4096;
  private static final String BEARER = "bearer ";

  /** Stands for a cookie of nobody's; no token has a control character. */
  private static final String UNKNOWN = "\0";

  private final Gate gate;
  private final SecretKeySpec key;

  /** Tokens by cookie. Only valid tokens get in, of which there are few. */
  private final Map<String, String> tokens = new ConcurrentHashMap<>();

  SessionCookie(Gate gate) {
    this.gate = gate;
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    this.key = new SecretKeySpec(random, MAC);
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
    Status refusal = gate.pass(Access.MODEL, null, shown).refusal();
    if (refusal != null) {
      return refused(refusal);
    }
    var headers = ResponseHeaders.builder(HttpStatus.NO_CONTENT);
    headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    if (gate.locked()) {
      String value = mac(shown);
      tokens.put(value, shown);
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

  private String mac(String token) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(key);
      return HexFormat.of().formatHex(mac.doFinal(token.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC is not available in this Java runtime", e);
    }
  }

  /** Decorates what {@code what} requires a role for. */
  HttpService guard(Access what, HttpService inner) {
    return (context, request) -> {
      Status refusal = gate.pass(what, null, shown(context, request)).refusal();
      return refusal == null ? inner.serve(context, request) : refused(refusal);
    };
  }

  /** The token that a request shows, by itself or by its cookie; empty for none. */
  private String shown(ServiceRequestContext context, HttpRequest request) {
    String bearer = request.headers().get(HttpHeaderNames.AUTHORIZATION, "");
    if (bearer.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return bearer.substring(BEARER.length()).strip();
    }
    String cookie = cookie(context, request);
    return cookie == null ? "" : tokens.getOrDefault(cookie, UNKNOWN);
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

  private static HttpResponse refused(Status refusal) {
    return Answers.error(
        refusal.getCode() == Status.Code.PERMISSION_DENIED
            ? HttpStatus.FORBIDDEN
            : HttpStatus.UNAUTHORIZED,
        String.valueOf(refusal.getDescription()));
  }
}
