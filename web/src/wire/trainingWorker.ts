import { localWork } from "./localWork";
import { serve } from "./offThread";

/** The thread that trains, so that the page stays alive; see OffThread. */
serve(localWork, self as unknown as Parameters<typeof serve>[1]);
