package dev.headwater.cli.classroom;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the room's pages are.
 *
 * @param hosts by which other devices reach this machine, the best first; {@code localhost} alone
 *     where there is no network
 * @param pages port of the pages under TLS
 * @param install port of the page that helps to install the certificate
 * @param room the folder, with both secrets
 * @param fingerprint of the room's certificate
 */
record Addresses(List<String> hosts, int pages, int install, RoomFolder room, String fingerprint) {
  /** Copies the list. */
  Addresses {
    hosts = List.copyOf(hosts);
  }

  /** Pupils join here; the part after # stays in the browser. */
  String join(String host) {
    return "https://" + bracketed(host) + ":" + pages + "/join#" + room.pupils();
  }

  /** Devices that do not trust the room yet begin here. */
  String install(String host) {
    return "http://" + bracketed(host) + ":" + install + "/";
  }

  /** The teacher's page, with the teacher's secret. */
  String teacher(String host) {
    return "https://" + bracketed(host) + ":" + pages + "/classroom#" + room.teacher();
  }

  /** Whether other devices reach this machine. */
  boolean reachable() {
    return !hosts.equals(List.of("localhost"));
  }

  private static String bracketed(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  /**
   * For the teacher's page: addresses and codes.
   *
   * @param now the addresses of this moment, in which a laptop may have another than at the start
   */
  Map<String, Object> json(List<String> now) {
    String first = hosts.get(0);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("room", room.name());
    json.put("join", join(first));
    json.put("joinCode", QrCode.of(join(first)).rows());
    json.put("install", install(first));
    json.put("installCode", QrCode.of(install(first)).rows());
    json.put("others", hosts.stream().skip(1).map(this::join).toList());
    json.put("fingerprint", fingerprint);
    json.put("reachable", reachable());
    json.put("moved", !now.isEmpty() && now.stream().noneMatch(hosts::contains));
    return json;
  }
}
