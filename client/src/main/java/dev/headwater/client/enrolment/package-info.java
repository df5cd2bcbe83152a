/**
 * The key and the certificate of a node, on its disk. Start at {@link
 * dev.headwater.client.enrolment.NodeFolder}.
 */
@NullMarked
package dev.headwater.client.enrolment;

import org.jspecify.annotations.NullMarked;
