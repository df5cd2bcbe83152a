import type { RgbImage } from "../../vision/image/rgbImage";
import type { Extractor } from "../pictures/prepare";

/** An extractor that also sees what is no file. */
export interface Eye extends Extractor {
  /** Features of a camera's frame. */
  look(image: RgbImage): Promise<Float32Array>;
}

/** What decides whether two runs see pictures alike. */
export interface Seeing {
  readonly preprocessing: {
    readonly imageSize: number;
    readonly mean: readonly number[];
    readonly std: readonly number[];
  };
  readonly backbone: { readonly arch: string; readonly digest: string };
}

interface Open<R> {
  readonly key: string;
  readonly run: R;
  readonly extractor: Promise<Eye>;
  users: number;
}

/** One extractor for all parts of the page that look at pictures: a graphics card gives one context, a phone has little memory. */
export class Eyes<R extends Seeing> {
  private open: Open<R> | undefined;

  constructor(private readonly opening: (run: R) => Promise<Eye>) {}

  /** An extractor for this run, to be closed by whoever asked; it is let go when nobody has it any more. */
  async lease(run: R): Promise<Eye> {
    const { preprocessing, backbone } = run;
    const { imageSize, mean, std } = preprocessing;
    const key = JSON.stringify([backbone.arch, backbone.digest, imageSize, [...mean], [...std]]);
    if (this.open?.key !== key) {
      this.open = { key, run, extractor: this.opening(run), users: 0 };
    }
    const { open } = this;
    open.users++;
    let given = false;
    const giveBack = () => {
      if (!given) {
        given = true;
        this.left(open);
      }
    };
    try {
      const extractor = await open.extractor;
      return {
        featureLength: extractor.featureLength,
        features: (picture, name) => extractor.features(picture, name),
        look: (image) => extractor.look(image),
        close: giveBack,
      };
    } catch (e) {
      if (this.open === open) {
        this.open = undefined; // the next one tries again
      }
      giveBack();
      throw e;
    }
  }

  private left(open: Open<R>): void {
    open.users--;
    if (open.users === 0) {
      if (this.open === open) {
        this.open = undefined;
      }
      open.extractor.then(
        (extractor) => extractor.close(),
        () => {},
      );
    }
  }
}
