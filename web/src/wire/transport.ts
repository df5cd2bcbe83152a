import { Code, ConnectError, type Transport } from "@connectrpc/connect";
import { createGrpcWebTransport } from "@connectrpc/connect-web";
import { Federation } from "../gen/headwater/v1/federation_pb";

/** A call of the contract. */
export type Call = "Join" | "Submit" | "GetModel" | "Watch";

/** Bytes of bodies, by call; headers are not in them. */
export interface Bytes {
  readonly up: number;
  readonly down: number;
}

/** Counts what leaves the page and what comes back. */
export class ByteMeter {
  private readonly counts = new Map<Call, { up: number; down: number }>();

  /** Of one call, since the page was loaded. */
  of(call: Call): Bytes {
    return { ...(this.counts.get(call) ?? { up: 0, down: 0 }) };
  }

  /** Of all calls together. */
  total(): Bytes {
    let [up, down] = [0, 0];
    for (const count of this.counts.values()) {
      up += count.up;
      down += count.down;
    }
    return { up, down };
  }

  /** Adds to a call's count. */
  add(call: Call, up: number, down: number): void {
    const count = this.counts.get(call) ?? { up: 0, down: 0 };
    this.counts.set(call, { up: count.up + up, down: count.down + down });
  }
}

/** The page's meter, for callers without their own. */
export const PAGE_METER = new ByteMeter();

/**
 * A connection to the coordinator over gRPC-Web, binary. Every request passes one function, which counts its bytes and
 * refuses everything except POST to one of the contract's calls at `baseUrl`'s own origin.
 *
 * @param baseUrl the page's own origin; any other is refused where there is a page
 * @param fetcher the browser's, but in tests
 */
export function openTransport(
  baseUrl: string = globalThis.location?.origin,
  meter: ByteMeter = PAGE_METER,
  fetcher: typeof fetch = (input, init) => globalThis.fetch(input, init),
): Transport {
  const base = new URL(baseUrl);
  if (globalThis.location !== undefined && base.origin !== globalThis.location.origin) {
    throw new Error(
      `coordinator: ${base.origin} (expected: ${globalThis.location.origin}, where this page is from; open the page from the coordinator itself)`,
    );
  }
  return createGrpcWebTransport({ baseUrl, useBinaryFormat: true, fetch: gate(base, meter, fetcher) });
}

/** The gate alone: a fetch that lets nothing else through. */
export function gate(base: URL, meter: ByteMeter, fetcher: typeof fetch): typeof fetch {
  const prefix = `${base.pathname.replace(/\/$/, "")}/${Federation.typeName}/`;
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input, base);
    const call = Federation.methods.find((method) => url.pathname === prefix + method.name)?.name as Call | undefined;
    const body = init?.body;
    if (
      call === undefined ||
      url.origin !== base.origin ||
      url.search !== "" ||
      url.username !== "" ||
      init?.method !== "POST" ||
      !(body instanceof Uint8Array)
    ) {
      throw new ConnectError(
        `request: ${init?.method ?? "GET"} ${url.origin}${url.pathname} (expected: one of Headwater's own calls at ${base.origin}; nothing was sent)`,
        Code.PermissionDenied,
      );
    }
    meter.add(call, body.byteLength, 0);
    const response = await fetcher(url.href, {
      ...init,
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      referrerPolicy: "no-referrer",
    });
    return counted(response, (down) => meter.add(call, 0, down));
  };
}

function counted(response: Response, count: (bytes: number) => void): Response {
  if (response.body === null) {
    return response;
  }
  const counting = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      count(chunk.byteLength);
      controller.enqueue(chunk);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(counting), { status, statusText, headers });
}
