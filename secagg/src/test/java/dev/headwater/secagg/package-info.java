/** The protocol against the plain sum, against liars and against chance. */
@NullMarked
package dev.headwater.secagg;

import org.jspecify.annotations.NullMarked;
