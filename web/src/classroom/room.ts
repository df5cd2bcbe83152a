/** What the teacher's page knows of the room; from `/api/room/state.json`. */
export interface RoomState {
  readonly room: string;
  /** Where pupils join, with the room's token. */
  readonly join: string;
  /** Rows of its QR code: `1` is dark. */
  readonly joinCode: readonly string[];
  /** Where devices get the room's certificate. */
  readonly install: string;
  readonly installCode: readonly string[];
  /** Further addresses for joining, where the computer has several. */
  readonly others: readonly string[];
  /** Of the certificate. */
  readonly fingerprint: string;
  /** Whether other devices reach this computer. */
  readonly reachable: boolean;
  /** Whether the computer has another address than at the start. */
  readonly moved: boolean;
  readonly classes: readonly string[];
  readonly training: boolean;
  /** The training under way, or the last one; empty for none. */
  readonly run: string;
  /** How the last training or order ended; empty for nothing to say. */
  readonly said: string;
  /** Rounds that the teacher is offered. */
  readonly rounds: number;
}

/** What the coordinator answered: the room, or why not. */
export type RoomAnswer = { readonly room: RoomState } | { readonly problem: string; readonly secret: boolean };

/** The teacher's calls. Each shows the secret; none fails with an exception. */
export class Room {
  constructor(
    readonly secret: string,
    private readonly fetcher: typeof fetch = (...a) => fetch(...a),
  ) {}

  state(): Promise<RoomAnswer> {
    return this.call("state.json");
  }

  classes(names: readonly string[]): Promise<RoomAnswer> {
    return this.call("classes", { classes: names });
  }

  start(rounds: number): Promise<RoomAnswer> {
    return this.call("start", { rounds });
  }

  stop(): Promise<RoomAnswer> {
    return this.call("stop", {});
  }

  private async call(what: string, body?: unknown): Promise<RoomAnswer> {
    try {
      const response = await this.fetcher(`/api/room/${what}`, {
        headers: {
          authorization: `Bearer ${this.secret}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
      });
      if (response.status === 404) {
        return {
          problem: "This coordinator is no classroom (expected: one started with headwater classroom).",
          secret: false,
        };
      }
      const json: unknown = await response.json();
      if (response.ok) {
        return { room: json as RoomState };
      }
      const said = typeof json === "object" && json !== null && "error" in json ? String(json.error) : "";
      const secret = response.status === 401 || response.status === 403;
      return {
        problem: secret
          ? "That is not the teacher's secret. Copy the address of your page from the terminal."
          : capital(said),
        secret,
      };
    } catch {
      return { problem: "The classroom does not answer. Is its program still running?", secret: false };
    }
  }
}

/** Names from what was typed: one a line, or with commas. */
export function namesOf(typed: string): string[] {
  return typed
    .split(/[\n,]/)
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
