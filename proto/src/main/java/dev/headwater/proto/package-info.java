/** The description of a run, and the limits that coordinator and clients share. */
@NullMarked
package dev.headwater.proto;

import org.jspecify.annotations.NullMarked;
