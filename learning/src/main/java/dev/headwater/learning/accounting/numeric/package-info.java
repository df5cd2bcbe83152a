/** The few special functions that accountants need, exact where doubles usually cancel. */
@NullMarked
package dev.headwater.learning.accounting.numeric;

import org.jspecify.annotations.NullMarked;
