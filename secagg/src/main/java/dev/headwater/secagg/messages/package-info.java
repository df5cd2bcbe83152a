/** What the parties of a secure-aggregation round send each other, as plain values. */
@NullMarked
package dev.headwater.secagg.messages;

import org.jspecify.annotations.NullMarked;
