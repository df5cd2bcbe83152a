/**
 * What a single update reveals to an observer. Start at {@link
 * dev.headwater.learning.leakage.LeakageProbe}, the attack.
 */
@NullMarked
package dev.headwater.learning.leakage;

import org.jspecify.annotations.NullMarked;
