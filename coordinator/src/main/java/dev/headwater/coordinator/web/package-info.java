/**
 * The web port: pages, gRPC-Web for browsers, the model over HTTP, published runs, /metrics,
 * /healthz, /readyz.
 */
@NullMarked
package dev.headwater.coordinator.web;

import org.jspecify.annotations.NullMarked;
