/** Privacy auditing: lower bounds on epsilon from one run with canaries. */
@NullMarked
package dev.headwater.learning.auditing;

import org.jspecify.annotations.NullMarked;
