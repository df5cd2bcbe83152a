/**
 * The special functions that accountants need, accurate where doubles usually suffer from
 * cancellation.
 */
@NullMarked
package dev.headwater.learning.accounting.numeric;

import org.jspecify.annotations.NullMarked;
