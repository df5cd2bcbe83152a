/** What coordinator and clients tell each other about a run, and the limits both keep. */
@NullMarked
package dev.headwater.proto;

import org.jspecify.annotations.NullMarked;
