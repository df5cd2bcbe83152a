package dev.headwater.coordinator.web;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Security headers of every response, and the check that refuses requests from foreign pages. */
final class SecurityHeaders {
  /** No inline scripts or styles, no foreign resources; WebAssembly is allowed for the backbone. */
  private static final String PAGES =
      String.join(
          "; ",
          "default-src 'none'",
          "script-src 'self' 'wasm-unsafe-eval'",
          "style-src 'self'",
          "img-src 'self' blob:",
          "media-src 'self' blob:",
          "font-src 'self'",
          "connect-src 'self'",
          "worker-src 'self'",
          "manifest-src 'self'",
          "base-uri 'none'",
          "form-action 'none'",
          "frame-ancestors 'none'");

  /** A report has inline scripts; the sandbox gives it a separate origin. */
  private static final String REPORT =
      String.join(
          "; ",
          "sandbox allow-scripts",
          "default-src 'none'",
          "script-src 'unsafe-inline'",
          "style-src 'unsafe-inline'",
          "img-src data: blob:",
          "base-uri 'none'",
          "form-action 'none'",
          "frame-ancestors 'none'");

  private static final HttpHeaders ALL =
      HttpHeaders.builder()
          .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, PAGES)
          .set(HttpHeaderNames.CROSS_ORIGIN_OPENER_POLICY, "same-origin")
          .set(HttpHeaderNames.CROSS_ORIGIN_EMBEDDER_POLICY, "require-corp")
          .set(HttpHeaderNames.CROSS_ORIGIN_RESOURCE_POLICY, "same-origin")
          .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
          .set(HttpHeaderNames.REFERRER_POLICY, "no-referrer")
          .build();

  private SecurityHeaders() {}

  /** Decorates everything that the port serves. */
  static HttpResponse guard(HttpService inner, ServiceRequestContext context, HttpRequest request)
      throws Exception {
    context.mutateAdditionalResponseHeaders(headers -> headers.set(ALL));
    boolean reads = request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD;
    if (!reads && foreign(request.headers().get(HttpHeaderNames.ORIGIN), request.authority())) {
      return Answers.error(
          HttpStatus.FORBIDDEN,
          "origin: a page of another site (expected: a page of this coordinator)");
    }
    return inner.serve(context, request);
  }

  /**
   * Marks the response as a report of a past run. Browsers refuse a sandboxed document that asks
   * for an opener policy (HTML standard, "navigate fetch"), so it has none.
   */
  static void report(ServiceRequestContext context) {
    context.mutateAdditionalResponseHeaders(
        headers ->
            headers
                .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, REPORT)
                .remove(HttpHeaderNames.CROSS_ORIGIN_OPENER_POLICY));
  }

  /**
   * The one answer that pages of other sites may read: the page that helps to install a classroom's
   * certificate asks for it, over plain HTTP, to see whether this device trusts it already. It says
   * nothing.
   */
  static HttpResponse trusted(ServiceRequestContext context, HttpRequest request) {
    context.mutateAdditionalResponseHeaders(
        headers ->
            headers
                .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
                .set(HttpHeaderNames.CROSS_ORIGIN_RESOURCE_POLICY, "cross-origin"));
    return HttpResponse.of(HttpStatus.NO_CONTENT);
  }

  /**
   * Whether a request comes from a page of another site. Programs send no Origin; browsers always
   * send it with requests other than reads. Schemes are not compared, because a proxy may terminate
   * TLS.
   */
  static boolean foreign(@Nullable String origin, @Nullable String authority) {
    if (origin == null) {
      return false;
    }
    if (authority == null) {
      return true;
    }
    try {
      URI from = new URI(origin);
      String scheme = from.getScheme();
      if (from.getHost() == null || scheme == null) {
        return true;
      }
      URI here = new URI(scheme + "://" + authority);
      return !from.getHost().equalsIgnoreCase(here.getHost()) || port(from) != port(here);
    } catch (URISyntaxException e) {
      return true;
    }
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equals(uri.getScheme().toLowerCase(Locale.ROOT)) ? 443 : 80;
  }
}
