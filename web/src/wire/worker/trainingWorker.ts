import { learning } from "./learning";
import { serve } from "./offThread";

/** The thread that trains, so that the page stays alive; see OffThread. */
serve(learning, self as unknown as Parameters<typeof serve>[1]);
