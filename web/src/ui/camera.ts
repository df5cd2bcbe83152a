import { h } from "./h";

/** No camera; its message is a sentence for the person who asked for it. */
export class CameraError extends Error {
  override name = "CameraError";
}

/** A running camera. Whoever opened it closes it. */
export interface Camera {
  /** Shows what it sees; put it into the page. */
  video: HTMLVideoElement;
  /** The present frame as JPEG. */
  capture(): Promise<Blob>;
  /**
   * The middle square of the present frame, drawn anew at every call.
   *
   * @throws CameraError while there is none
   */
  square(side: number): HTMLCanvasElement;
  /** To the other side's camera and back. */
  turn(): Promise<void>;
  /** Stops all tracks: the lamp goes out. May be called twice. */
  close(): void;
}

const NO_FRAME = "The camera shows no picture yet (expected: one in the preview; wait a moment).";

/** What happened, in words with a next step. Exported for tests. */
export function cameraSentence(e: unknown): string {
  const name = e instanceof Error ? e.name : "";
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      return "The camera may not be used (expected: your permission; allow it in the browser's address bar, or choose a file).";
    case "NotFoundError":
    case "OverconstrainedError":
      return "No camera was found (expected: a connected one; plug one in, or choose a file).";
    case "NotReadableError":
    case "AbortError":
      return "The camera is in use or does not start (expected: a free one; close other programs that use it, or choose a file).";
    default:
      return "The camera cannot be opened in this browser (expected: camera access; choose a file instead).";
  }
}

/** Why no camera can be opened here, whatever the person allows; undefined where one can be asked for. */
export function cameraObstacle(): string | undefined {
  if (!isSecureContext) {
    return "The camera works only on https pages or on localhost (expected: this page under https; ask the operator, or choose a file).";
  }
  return navigator.mediaDevices ? undefined : cameraSentence(undefined);
}

/**
 * Opens the camera, the one at the back first.
 *
 * @param onLost told when it is taken away: unplugged, forbidden, or given to another program
 * @throws CameraError with a sentence: no permission, no camera, in use, or a page without TLS
 */
export async function openCamera(onLost: () => void = () => {}): Promise<Camera> {
  const obstacle = cameraObstacle();
  if (obstacle !== undefined) {
    throw new CameraError(obstacle);
  }
  let facing: "environment" | "user" = "environment";
  let stream = await request(facing);
  const video = h("video", { muted: true, playsinline: true }) as HTMLVideoElement;
  video.muted = true; // the attribute alone does not count when it is set by script
  const play = () => {
    video.srcObject = stream;
    // Not by the attribute: browsers stop such videos while they are scrolled away, and recording goes on.
    video.play().catch(() => {});
  };
  play();
  let closed = false;
  const canvas = document.createElement("canvas");
  const watchOver = () => {
    for (const track of stream.getTracks()) {
      track.addEventListener("ended", () => !closed && stream.getTracks().includes(track) && onLost());
    }
  };
  watchOver();
  const stop = () => {
    for (const track of stream.getTracks()) {
      track.stop();
    }
  };
  return {
    video,
    async capture() {
      const canvas = document.createElement("canvas");
      canvas.width = video.videoWidth;
      canvas.height = video.videoHeight;
      const context = canvas.getContext("2d");
      if (!context || canvas.width === 0) {
        throw new CameraError(NO_FRAME);
      }
      context.drawImage(video, 0, 0);
      const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.95));
      if (!blob) {
        throw new CameraError("The picture could not be kept (expected: room in memory; close other pages).");
      }
      return blob;
    },
    square(side) {
      const { videoWidth: width, videoHeight: height } = video;
      canvas.width = side;
      canvas.height = side;
      const context = canvas.getContext("2d", { willReadFrequently: true });
      if (!context || width === 0 || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) {
        throw new CameraError(NO_FRAME);
      }
      const cut = Math.min(width, height);
      context.drawImage(video, (width - cut) / 2, (height - cut) / 2, cut, cut, 0, 0, side, side);
      return canvas;
    },
    async turn() {
      stop(); // phones give one camera at a time
      const other = facing === "environment" ? "user" : "environment";
      try {
        stream = await request(other);
        facing = other;
      } catch {
        stream = await request(facing);
      }
      if (closed) {
        stop();
      } else {
        watchOver();
        play();
      }
    },
    close() {
      closed = true;
      stop();
      video.srcObject = null;
    },
  };
}

async function request(facing: "environment" | "user"): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: facing, width: { ideal: 1280 }, height: { ideal: 960 } },
    });
  } catch (e) {
    throw new CameraError(cameraSentence(e));
  }
}

/**
 * A dialog with the preview and buttons to take a picture, turn the camera round, and close. Settles when it is closed, the
 * camera then being off in every case.
 *
 * @param onPicture gets every picture that is taken
 * @param many true to stay open after a picture, so that more can be taken
 * @throws CameraError as {@link openCamera}
 */
export async function cameraDialog(onPicture: (picture: Blob) => void, many = false): Promise<void> {
  const camera = await openCamera();
  const said = h("p", { role: "status", class: "small muted", "aria-live": "polite" });
  let taken = 0;
  const attempt = (work: () => Promise<void>) => () => {
    work().catch((e: unknown) => {
      said.textContent = e instanceof Error ? e.message : String(e);
    });
  };
  const take = attempt(async () => {
    onPicture(await camera.capture());
    taken++;
    if (many) {
      said.textContent = taken === 1 ? "1 picture taken" : `${taken} pictures taken`;
    } else {
      dialog.close();
    }
  });
  const dialog = h(
    "dialog",
    { class: "camera", "aria-label": "Camera" },
    h(
      "div",
      { class: "stack" },
      camera.video,
      said,
      h(
        "div",
        { class: "spread" },
        h("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, many ? "Done" : "Cancel"),
        h(
          "div",
          { class: "row" },
          h("button", { type: "button", onclick: attempt(() => camera.turn()) }, "Turn camera"),
          h("button", { type: "button", class: "primary", onclick: take, autofocus: true }, "Take picture"),
        ),
      ),
    ),
  ) as HTMLDialogElement;
  const closed = new Promise<void>((done) => dialog.addEventListener("close", () => done(), { once: true }));
  const leave = () => dialog.close();
  addEventListener("pagehide", leave);
  document.body.append(dialog);
  try {
    dialog.showModal();
    await closed;
  } finally {
    removeEventListener("pagehide", leave);
    camera.close();
    dialog.remove();
  }
}
