package dev.headwater.coordinator.web;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.headwater.learning.parameters.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * One file of the pages, in memory, compressed once.
 *
 * @param type its media type
 * @param plain its bytes
 * @param packed the compressed bytes by content encoding, such as {@code gzip}
 * @param tag entity tag, which changes with the bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PageFile(MediaType type, byte[] plain, Map<String, byte[]> packed, String tag) {
  private static final int LEAST_BYTES = 512;

  private static final Map<String, MediaType> TYPES =
      Map.ofEntries(
          Map.entry("html", MediaType.HTML_UTF_8),
          Map.entry("js", MediaType.parse("text/javascript; charset=utf-8")),
          Map.entry("mjs", MediaType.parse("text/javascript; charset=utf-8")),
          Map.entry("css", MediaType.CSS_UTF_8),
          Map.entry("json", MediaType.JSON_UTF_8),
          Map.entry("map", MediaType.JSON_UTF_8),
          Map.entry("webmanifest", MediaType.parse("application/manifest+json; charset=utf-8")),
          Map.entry("wasm", MediaType.parse("application/wasm")),
          Map.entry("svg", MediaType.parse("image/svg+xml; charset=utf-8")),
          Map.entry("txt", MediaType.PLAIN_TEXT_UTF_8),
          Map.entry("png", MediaType.PNG),
          Map.entry("jpg", MediaType.JPEG),
          Map.entry("webp", MediaType.WEBP),
          Map.entry("ico", MediaType.parse("image/x-icon")),
          Map.entry("woff2", MediaType.parse("font/woff2")),
          Map.entry("safetensors", MediaType.OCTET_STREAM));

  /** Types that are compressed already, or that do not compress. */
  private static final Set<String> DENSE = Set.of("png", "jpg", "webp", "woff2", "safetensors");

  /** Whether files of this name are served. */
  static boolean known(String name) {
    return TYPES.containsKey(extension(name));
  }

  /**
   * A file and its precompressed variants.
   *
   * @param packed by encoding; gzip is added to compressible files above a minimum size
   */
  static PageFile of(String name, byte[] plain, Map<String, byte[]> packed) {
    Map<String, byte[]> all = new TreeMap<>(packed);
    if (plain.length >= LEAST_BYTES && !DENSE.contains(extension(name))) {
      all.computeIfAbsent("gzip", encoding -> gzip(plain));
    }
    MediaType type = TYPES.getOrDefault(extension(name), MediaType.OCTET_STREAM);
    return new PageFile(type, plain, all, Sha256.hex(plain).substring(0, 32));
  }

  /** The response to a request, with respect to its cached tag and accepted encodings. */
  HttpResponse answer(RequestHeaders request, String cacheControl) {
    String taken = request.get(HttpHeaderNames.ACCEPT_ENCODING, "");
    String encoding = "";
    for (String known : new String[] {"br", "gzip"}) {
      if (encoding.isEmpty() && packed.containsKey(known) && takes(taken, known)) {
        encoding = known;
      }
    }
    // Compressed bytes are another representation, so they have another tag.
    String quoted = "\"" + tag + (encoding.isEmpty() ? "" : "-" + encoding) + "\"";
    boolean unchanged = has(request, quoted);
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(unchanged ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
            .set(HttpHeaderNames.ETAG, quoted)
            .set(HttpHeaderNames.CACHE_CONTROL, cacheControl);
    if (!packed.isEmpty()) {
      headers.set(HttpHeaderNames.VARY, "accept-encoding");
    }
    if (unchanged) {
      return HttpResponse.of(headers.build());
    }
    headers.contentType(type);
    if (!encoding.isEmpty()) {
      headers.set(HttpHeaderNames.CONTENT_ENCODING, encoding);
    }
    return HttpResponse.of(headers.build(), HttpData.wrap(packed.getOrDefault(encoding, plain)));
  }

  /** Whether the request already has the representation with this quoted tag. */
  static boolean has(RequestHeaders request, String quoted) {
    for (String shown : request.get(HttpHeaderNames.IF_NONE_MATCH, "").split(",", -1)) {
      if (shown.strip().replaceFirst("^W/", "").equals(quoted)) {
        return true;
      }
    }
    return false;
  }

  private static boolean takes(String accepted, String encoding) {
    for (String part : accepted.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] words = part.strip().split("\\s*;\\s*", -1);
      if (words[0].equals(encoding)) {
        return words.length == 1 || !words[1].matches("q=0(\\.0*)?");
      }
    }
    return false;
  }

  private static String extension(String name) {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static byte[] gzip(byte[] plain) {
    var bytes = new ByteArrayOutputStream();
    try (var out =
        new GZIPOutputStream(bytes) {
          {
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        }) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
